"""Agreement of two groupings, against the definitions counted out pair by pair."""

from itertools import combinations
from random import Random

import pytest

from infra.linkage.agreement import Agreement, PairCounts, agree

ANSWER = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 3}
TRUTH = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z"}


def test_pairs_and_b_cubed_are_those_of_a_case_counted_by_hand() -> None:
    """One of three joined pairs is right, one of two true ones is found; B-cubed is Bagga and Baldwin's mean."""
    found = agree(ANSWER, TRUTH)
    assert found.pairs == PairCounts(joined=3, true=2, right=1)
    assert (found.pairs.false, found.pairs.missed) == (2, 1)
    assert found.b_cubed.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert found.b_cubed.recall == pytest.approx((1 + 1 + 0.5 + 0.5 + 1) / 5)
    assert found.exact == pytest.approx(1 / 3)


def test_any_two_groupings_agree_as_their_pairs_do() -> None:
    """For random groupings the counts are those of looking at every pair."""
    rng = Random(5)
    for _ in range(50):
        records = range(rng.randint(1, 30))
        answer = {record: rng.randrange(8) for record in records}
        truth = {record: rng.randrange(8) for record in records}
        pairs = list(combinations(records, 2))
        joined = {pair for pair in pairs if answer[pair[0]] == answer[pair[1]]}
        true = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
        assert agree(answer, truth).pairs == PairCounts(len(joined), len(true), len(joined & true))


def test_the_truth_agrees_with_itself_wholly() -> None:
    """Whatever the clusters are called."""
    whole = agree({record: person.upper() for record, person in TRUTH.items()}, TRUTH)
    assert (whole.pairs.score.f1, whole.b_cubed.f1, whole.exact) == (1.0, 1.0, 1.0)


def test_a_record_without_an_answer_stands_alone() -> None:
    """It misses its true partner and is joined to no other record that was left out."""
    assert agree({}, TRUTH).pairs == PairCounts(joined=0, true=2, right=0)


def test_nothing_to_compare_is_no_fault() -> None:
    """An empty file agrees with anything."""
    empty: Agreement = agree({}, {})
    assert (empty.pairs.score.precision, empty.pairs.score.recall, empty.exact) == (1.0, 1.0, 1.0)
