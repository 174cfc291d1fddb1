"""What is settled without averaging a component is what averaging settles."""

from itertools import combinations
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.linkage.clustering import Pair, Rule, cluster
from scoring.linkage.records import RecordId
from tests.laws.test_averaging_laws import average_plainly

MANY = settings(max_examples=500, deadline=None)
RULES = st.sampled_from([Rule(1_000, -300), Rule(-200, -1_600)])
# How far a weight is above the threshold: mostly enough, so that many components are plainly one, or nearly.
ABOVE = st.sampled_from([-5_000, -1_300, -400, -1, 0, 1, 100, 100, 300, 300, 700, 1_300, 2_600])
Weights = dict[Pair, int]


@st.composite
def compared(draw: st.DrawFn) -> tuple[list[RecordId], Rule, Weights, set[Pair]]:
    """Records, what each two of them weigh, and which two no key led to."""
    rule, records = draw(RULES), [RecordId(name) for name in "ABCDEFGHI"[: draw(st.integers(1, 9))]]
    weights = {pair: rule.threshold + draw(ABOVE) for pair in combinations(records, 2)}
    return records, rule, weights, draw(st.sets(st.sampled_from(sorted(weights)))) if weights else set()


@MANY
@given(compared(), st.sampled_from([4, 40]))
def test_a_component_is_what_the_textbook_makes_of_it(
    given_: tuple[list[RecordId], Rule, Weights, set[Pair]], few: int
) -> None:
    """Whether its records plainly are one or not, and whether those that no key led to are compared, as among few, or
    count as the floor, as among many."""
    records, rule, weights, unmet = given_
    evidence: dict[RecordId, dict[RecordId, float]] = {record: {} for record in records}
    for (one, other), weight in weights.items():
        if (one, other) not in unmet:
            evidence[one][other] = evidence[other][one] = weight
    above = np.zeros((len(records), len(records)))
    for (one, other), weight in weights.items():
        known = (one, other) not in unmet or len(records) <= few
        a, b = records.index(one), records.index(other)
        above[a, b] = above[b, a] = max(weight - rule.floor, 0) if known else 0
    with patch("scoring.linkage.clustering.FEW", few):
        found = cluster(records, evidence, rule, {}, lambda one, other: weights[one, other], tied=True)
    expected = average_plainly(above, rule.threshold - rule.floor)
    if len(records) == 2:
        # Tied, so one, whatever they weigh.
        expected = {frozenset([0, 1])}
    assert {frozenset(map(records.index, together)) for together in found} == expected
