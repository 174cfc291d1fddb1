"""Measures of predictions against values from elsewhere."""

from collections.abc import Callable
from math import isnan

import numpy as np
import pytest

from scoring.risk.judging import calibration, capture, ranking
from scoring.risk.judging.estimates import Estimate, share, spread
from scoring.risk.judging.outcomes import Outcomes
from scoring.risk.judging.ranking import Steps
from scoring.risk.metrics import HIGHEST, judge, judge_slices

DAY = 86_400.0
# A Monday.
START = 4 * DAY + 2_000 * 7 * DAY
SAID = (0.02, 0.02, 0.05, 0.05, 0.05, 0.10, 0.10, 0.20, 0.30, 0.30, 0.60, 0.80)
CAME = (0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1)


def write(said: tuple[float, ...], came: tuple[int, ...], persons: list[str] | None = None) -> Outcomes:
    names = persons or [str(number) for number in range(len(said))]
    return Outcomes.write(
        [START] * len(said), said, came, [START + 28 * DAY] * len(said), names, ["one"] * len(said), {"sex": names}
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("auroc", 0.734375),
        ("average_precision", 0.625),
        ("log_loss", 0.6382471043472431),
        ("skill", -0.0027225412076412603),
        ("observed_over_expected", 4 / 2.59),
        ("slope", 0.58574274),
        ("intercept", 0.9172351301657516),
        ("sensitivity", 0.30),
    ],
)
def test_measures_agree_with_those_of_scikit_learn(name: str, value: float) -> None:
    """scikit-learn 1.9.1 on the same dozen: roc_auc_score, average_precision_score, log_loss, an unpenalised
    LogisticRegression on the log odds, its ROC curve read off at a false positive rate of 15 %; the intercept is where
    SciPy's brentq finds as many expected as observed."""
    assert judge(write(SAID, CAME)).measures[name].value == pytest.approx(value, abs=1e-6)


def test_the_spread_of_the_area_is_delongs() -> None:
    """With a person a row, DeLong's variance of the placements: 0.0214 over all pairs counted by hand, times 12/11 for
    as many persons."""
    steps = Steps.climb(write(SAID, CAME))
    found = ranking.measure_auroc(steps)
    odds = np.log(found.value / (1 - found.value))
    margin = 1.959964 * np.sqrt(0.021392822265625 * 12 / 11) / (found.value * (1 - found.value))
    assert found.low == pytest.approx(1 / (1 + np.exp(margin - odds)))
    assert found.high == pytest.approx(1 / (1 + np.exp(-margin - odds)))


def _draw(persons: int, weeks: int) -> Outcomes:
    random = np.random.default_rng(11)
    level = np.repeat(random.normal(-2, 1, persons), weeks)
    said = np.round(1 / (1 + np.exp(-level)), 3)
    came = np.repeat(random.random(persons), weeks) < said
    names = [str(number) for number in np.repeat(np.arange(persons), weeks)]
    made = np.tile(START + 7 * DAY * np.arange(weeks), persons)
    return Outcomes.write(made.tolist(), said.tolist(), came.tolist(), (made + 28 * DAY).tolist(), names, names)


@pytest.mark.parametrize(
    "measure",
    [
        lambda outcomes: ranking.measure_auroc(Steps.climb(outcomes)),
        lambda outcomes: ranking.measure_average_precision(Steps.climb(outcomes)),
        calibration.measure_log_loss,
        calibration.measure_skill,
        calibration.measure_slope,
        calibration.measure_intercept,
        calibration.measure_ratio,
    ],
)
def test_intervals_are_as_wide_as_leaving_out_each_person_says(measure: Callable[[Outcomes], Estimate]) -> None:
    """Within a fifteenth of the delete-one jackknife over 300 persons, on the scale in which the interval is
    symmetric; treating each of a person's four weeks as a draw would make it half as wide."""
    outcomes = _draw(300, 4)
    found = measure(outcomes)
    left_out = np.array([measure(outcomes.take(outcomes.person != person)).value for person in range(300)])
    deviation = np.sqrt(299 / 300 * ((left_out - left_out.mean()) ** 2).sum())
    # Near the middle of the scale the ends are equally far.
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(deviation, rel=1 / 15)


def test_a_share_of_all_or_none_has_an_interval() -> None:
    """Wilson's: of none among 10 persons at most 28 %."""
    assert share(0.0, 0.0, 10).low == 0.0
    assert share(0.0, 0.0, 10).high == pytest.approx(0.2775, abs=1e-4)
    assert share(1.0, 0.0, 10).low == pytest.approx(0.7225, abs=1e-4)


def test_a_persons_rows_count_as_one_draw() -> None:
    """Doubling every row changes no spread."""
    influence, person = np.array([0.3, -0.1, -0.2]), np.array([1, 2, 3])
    twice = spread(np.repeat(influence / 2, 2), np.repeat(person, 2))
    assert twice == pytest.approx(spread(influence, person))


def test_groups_are_found_within_each_week_and_team() -> None:
    """Of 30 in one team 25 are in, of five in the other all; of 35 the top fifth is seven."""
    said = [number / 100 for number in range(1, 36)]
    outcomes = Outcomes.write([START] * 35, said, [0] * 35, [START] * 35, map(str, range(35)), ["a"] * 30 + ["b"] * 5)
    tops = capture.find_tops(outcomes)
    assert tops["top_25_a_team"].tolist() == [0.0] * 5 + [1.0] * 30
    assert tops["top_20_percent"].tolist() == [0.0] * 28 + [1.0] * 7


def test_equal_predictions_share_the_last_places() -> None:
    """Three for two places: two thirds each, whatever their order."""
    outcomes = Outcomes.write(
        [START] * 10, [0.5] * 3 + [0.1] * 7, [1] + [0] * 9, [START] * 10, map(str, range(10)), "t" * 10
    )
    assert capture.find_tops(outcomes)["top_20_percent"].tolist() == pytest.approx([2 / 3] * 3 + [0.0] * 7)
    assert judge(outcomes).measures["top_20_percent"].value == pytest.approx(2 / 3)


def test_only_the_last_prediction_before_a_crisis_says_who_was_in_the_group_beforehand() -> None:
    """Four predictions came true by one crisis, one by another."""
    made = [START + week * 7 * DAY for week in range(4)] + [START + 100 * DAY]
    known = [START + 24 * DAY] * 4 + [START + 105 * DAY]
    outcomes = Outcomes.write(made, [0.1] * 5, [1] * 5, known, ["p"] * 5, ["t"] * 5)
    assert capture.find_last(outcomes).tolist() == [False, False, False, True, True]
    found = capture.measure_beforehand(outcomes, np.array([1.0, 1.0, 1.0, 0.0, 1.0]))
    assert found.value == 0.5


def test_groups_of_a_slice_are_those_of_everybody() -> None:
    """A slice of low predictions is captured less, not as much as any other."""
    outcomes = write(SAID, CAME)
    columns = judge_slices(outcomes, capture.find_tops(outcomes))
    found = {value: judgement.measures["top_20_percent"].value for _, value, judgement in columns}
    assert found["3"] == 0.0
    assert found["11"] == 1.0


def test_nothing_and_one_kind_only_are_told_as_unknown() -> None:
    """No crash on no rows, nor where all or none came true."""
    empty = judge(write((), ()))
    assert (empty.predictions, empty.curve) == (0, ())
    assert all(isnan(estimate.value) for estimate in empty.measures.values())
    for came in (0, 1):
        found = judge(write(SAID, (came,) * len(SAID))).measures
        assert isnan(found["auroc"].value)
        assert isnan(found["skill"].value)
        assert not isnan(found["log_loss"].value)
        assert isnan(found[HIGHEST].value) is (came == 0)
