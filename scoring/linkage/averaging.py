"""Average linkage of a few records, all of whose weights are at hand.

Two clusters become one while the mean weight of all pairs between them is enough; the two that agree best go first,
of equals those of the smallest places. Sums of whole numbers below 2**53 are exact in any order, so the same records
always give the same clusters.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

# Two places in the list of records.
Places = tuple[int, int]
Matrix = NDArray[np.float64]


def average(
    above: Matrix, enough: float, confirmed: Sequence[Places] = (), refused: Iterable[Places] = ()
) -> list[list[int]]:
    """The clusters, as places. ``above`` says of each pair how far its weight is above the least there is: symmetric,
    nought on the diagonal; it is written over. ``enough`` is above nought. Of pairs that people ``confirmed`` and
    ``refused`` those confirmed are joined first, in the order given, and then stand for one record with the best
    evidence of any of them; no cluster holds two who are refused.

    Cost: for n records n squared for each time that two are joined; 1 ms for 90.
    """
    barred = np.zeros(above.shape, dtype=bool)
    for one, other in refused:
        barred[one, other] = barred[other, one] = True
    merging = _Merging(above, barred)
    for one, other in confirmed:
        merging.unite(merging.home(one), merging.home(other))
    merging.run(enough)
    return [members for members in merging.members if members]


def hang_together(above: Matrix, enough: float) -> bool:
    """Whether :func:`average` would make one cluster of all; False also where that is not plain.

    While clusters are left apart, some half of the records or fewer faces the others. If each record there agrees well
    enough with the others on the mean, then so do two of the clusters, and they are joined. What a record's lowest
    weights to half of all come to is the least that this mean can be.
    """
    half = (len(above) + 1) // 2
    margin = above - enough
    np.fill_diagonal(margin, np.inf)
    margin.partition(half - 1, axis=1)
    return bool(margin[:, :half].sum(axis=1).min() >= 0)


class _Merging:
    """A cluster has the smallest place among its members. ``_mass`` is its number of records, those confirmed as one
    taken for one; ``_mean`` is -1 where two cannot be joined."""

    def __init__(self, above: Matrix, barred: NDArray[np.bool_]) -> None:
        self.members = [[at] for at in range(len(above))]
        self._above = above
        self._barred = barred
        self._mass = np.ones(len(above))
        self._mean = above.copy()
        self._mean[barred] = -1
        np.fill_diagonal(self._mean, -1)

    def home(self, record: int) -> int:
        return next(at for at, members in enumerate(self.members) if record in members)

    def unite(self, one: int, other: int) -> None:
        """A person says that they are one."""
        if one != other and not self._barred[one, other]:
            kept, gone = sorted((one, other))
            self._join(kept, gone, np.maximum(self._above[kept], self._above[gone]), 1)

    def run(self, enough: float) -> None:
        size = len(self.members)
        while True:
            # The first of the greatest, so the smaller of the two comes first.
            kept, gone = divmod(int(self._mean.argmax()), size)
            if self._mean[kept, gone] < enough:
                return
            mass = self._mass[kept] + self._mass[gone]
            self._join(kept, gone, self._above[kept] + self._above[gone], mass)

    def _join(self, kept: int, gone: int, above: Matrix, mass: float) -> None:
        self.members[kept] += self.members[gone]
        self.members[gone] = []
        above[kept] = above[gone] = 0
        self._above[kept] = self._above[:, kept] = above
        self._above[gone] = self._above[:, gone] = 0
        self._mass[kept] = mass
        barred = self._barred[kept] | self._barred[gone]
        self._barred[kept] = self._barred[:, kept] = barred
        mean = above / (self._mass * mass)
        mean[barred] = mean[kept] = mean[gone] = -1
        self._mean[kept] = self._mean[:, kept] = mean
        self._mean[gone] = self._mean[:, gone] = -1
