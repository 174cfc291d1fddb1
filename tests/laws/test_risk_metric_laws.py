"""What holds of every set of predictions, however small or odd."""

from itertools import pairwise
from math import isnan
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.risk.judging.capture import find_tops
from scoring.risk.judging.outcomes import Outcomes
from scoring.risk.metrics import Judgement, judge

MANY = settings(max_examples=200, deadline=None)
DAY = 86_400.0
Row = tuple[float, bool, int, int, int]
# Few different predictions, persons, teams and weeks, so that much is tied; 0 and 1 among them.
ROWS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1e-6, 0.01, 0.02, 0.02, 0.3, 0.9, 1.0]),
        st.booleans(),
        st.integers(0, 5),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    max_size=40,
)


def write(rows: list[Row]) -> Outcomes:
    made = [week * 7 * DAY for *_, week in rows]
    return Outcomes.write(
        made,
        [row[0] for row in rows],
        [row[1] for row in rows],
        [moment + 28 * DAY for moment in made],
        [str(row[2]) for row in rows],
        [str(row[3]) for row in rows],
    )


def tell(judgement: Judgement) -> dict[str, float]:
    return {name: estimate.value for name, estimate in judgement.measures.items()}


@MANY
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_nothing(rows: list[Row], random: Random) -> None:
    """Ties are never broken by place."""
    mixed = list(rows)
    random.shuffle(mixed)
    assert tell(judge(write(mixed))) == pytest.approx(tell(judge(write(rows))), nan_ok=True, abs=1e-9)


@MANY
@given(ROWS)
def test_every_value_is_in_its_range_and_in_its_interval(rows: list[Row]) -> None:
    """Or unknown; with no warning on the way."""
    with np.errstate(all="raise", under="ignore"):
        found = judge(write(rows)).measures
    for name, estimate in found.items():
        if name in ("auroc", "average_precision", "sensitivity") or name.startswith("top_"):
            assert isnan(estimate.value) or -1e-12 <= estimate.value <= 1 + 1e-12
        if not isnan(estimate.low):
            assert estimate.low - 1e-9 <= estimate.value <= estimate.high + 1e-9


@MANY
@given(ROWS)
def test_saying_the_opposite_turns_the_area_round(rows: list[Row]) -> None:
    """The area of the opposite predictions is one less it."""
    area, other = (
        judge(write(each)).measures["auroc"].value for each in (rows, [(1 - row[0], *row[1:]) for row in rows])
    )
    assert isnan(area) if isnan(other) else area == pytest.approx(1 - other)


@MANY
@given(ROWS)
def test_as_many_are_in_a_group_as_there_is_room(rows: list[Row]) -> None:
    """Places shared among equals add up; a wider group holds a narrower one."""
    outcomes = write(rows)
    tops = find_tops(outcomes)
    for week in np.unique(outcomes.week):
        there = outcomes.week == week
        assert tops["top_20_percent"][there].sum() == pytest.approx(0.2 * there.sum())
    for narrow, wide in pairwise(("top_5_percent", "top_10_percent", "top_20_percent")):
        assert (tops[narrow] <= tops[wide] + 1e-12).all()


@MANY
@given(ROWS)
def test_the_curve_holds_every_prediction_once(rows: list[Row]) -> None:
    """Tenths rise, add up to all, and are as far off on the whole as observed and expected are."""
    found = judge(write(rows))
    assert sum(tenth.predictions for tenth in found.curve) == len(rows)
    assert all(one.mean < other.mean for one, other in pairwise(found.curve))
    came = sum(tenth.predictions * tenth.observed.value for tenth in found.curve)
    assert came == pytest.approx(found.positives)
