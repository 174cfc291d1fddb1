"""How often two names go together."""

from math import sqrt
from operator import mul

from scoring.linkage.persons.parameters import Communities

Bearers = dict[str, tuple[float, ...]]


class Company:
    """``find`` costs a microsecond, and says ``least`` at least: one in the root of ``bound``. The most that it says is
    the third power of that root."""

    def __init__(self, communities: Communities | None, bound: float) -> None:
        held = communities or Communities((), {}, {})
        self._given = _weigh(held.given_names, held.shares)
        self._family = _weigh(held.family_names, held.shares)
        self._most: float = bound**1.5
        self.least = 1 / sqrt(bound)

    def find(self, given: str, family: str) -> float | None:
        """How many times as often as if names went by chance; None where either is not listed, and nobody knows. That
        two seldom go together speaks for one person, and is believed by half: communities are learned from samples, and
        common names of one origin are now and then taken apart in them."""
        by_given, by_family = self._given.get(given), self._family.get(family)
        if by_given is None or by_family is None:
            return None
        together: float = sum(map(mul, by_given, by_family), 0.0)
        return min(max(together, sqrt(together), self.least), self._most)


def _weigh(bearers: Bearers, shares: tuple[float, ...]) -> Bearers:
    """So that the product of two names' is the sum over communities of both shares over the community's own."""
    roots = [sqrt(share) for share in shares]
    return {name: tuple(share / root for share, root in zip(row, roots, strict=True)) for name, row in bearers.items()}
