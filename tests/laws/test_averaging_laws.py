"""Average linkage by matrices is average linkage."""

from fractions import Fraction
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.linkage.averaging import Matrix, average, hang_together

ENOUGH = 300
MANY = settings(max_examples=300, deadline=None)
# Few different weights, so that many pairs agree equally well.
WEIGHTS = st.sampled_from([0, 100, 299, 300, 301, 400, 700, 1_300])


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    size = draw(st.integers(2, 9))
    above = np.zeros((size, size))
    for one, other in combinations(range(size), 2):
        above[one, other] = above[other, one] = draw(WEIGHTS)
    return above


def average_plainly(above: Matrix, enough: int = ENOUGH) -> set[frozenset[int]]:
    """The textbook's, in fractions."""
    clusters = [[place] for place in range(len(above))]
    while len(clusters) > 1:
        means = {
            (min(one), min(other)): Fraction(int(sum(above[a, b] for a in one for b in other)), len(one) * len(other))
            for one, other in combinations(sorted(clusters), 2)
        }
        (kept, gone), best = min(means.items(), key=lambda found: (-found[1], found[0]))
        if best < enough:
            break
        joined = [place for each in clusters if min(each) in (kept, gone) for place in each]
        clusters = [each for each in clusters if min(each) not in (kept, gone)] + [sorted(joined)]
    return {frozenset(each) for each in clusters}


@MANY
@given(matrices())
def test_matrices_give_the_clusters_of_the_textbook(above: Matrix) -> None:
    """Of pairs that agree equally well the one of the smallest places goes first, as there."""
    assert {frozenset(each) for each in average(above.copy(), ENOUGH)} == average_plainly(above)


@MANY
@given(matrices())
def test_whoever_plainly_hangs_together_is_one_cluster(above: Matrix) -> None:
    """What is decided without averaging is what averaging decides."""
    if hang_together(above, ENOUGH):
        assert len(average_plainly(above)) == 1
