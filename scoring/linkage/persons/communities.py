"""Which given names go with which family names: a mixture of communities, learned from names alone.

Nicoleta and Ene are both rare, and whoever is called Ene is called Nicoleta much more often than others are. In each
community given and family names are drawn from shares of its own, and independently: probabilistic latent semantic
analysis (Hofmann, Machine Learning 42, 2001), of two words each. Communities have no names, and nobody is said to be of
one: they serve to tell how often two strangers share both of their names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.linkage.persons.parameters import Communities

Floats = NDArray[np.float64]
Tokens = Mapping[tuple[str, str], int]

# As many of them are tried, and that is kept by which names that were held back are best foretold.
_NUMBERS = (3, 6, 10, 14)
# As many bearers of each name are taken to be of anywhere, beside those who were counted: a name of few says little,
# and one of fewer, as a word that only stands in double names, nothing.
_OF_ANYWHERE = 5.0
_ROUNDS = 60
_HELD_BACK = 0.2
# By so much of a nat a pair of names must be foretold better than if they were independent.
_WORTH = 0.02


class _Mixture(NamedTuple):
    """``given`` and ``family``: names by communities, the shares of whom a name is borne by."""

    shares: Floats
    given: Floats
    family: Floats

    def together(self, given: NDArray[np.int64], family: NDArray[np.int64]) -> Floats:
        """How many times as often as by the product of their shares two names go together."""
        return np.asarray((self.given[given] * self.family[family] / self.shares).sum(axis=1))


class _Counted(NamedTuple):
    given: NDArray[np.int64]
    family: NDArray[np.int64]
    times: Floats


def learn_communities(
    tokens: Tokens, given_names: Iterable[str], family_names: Iterable[str], seed: int
) -> Communities | None:
    """``tokens``: people by their two names. None where knowing communities foretells nothing. Of names that are not
    among those given, or that few bear as a whole, nothing is said. Cost: half a minute for 100,000 people."""
    given, family = (("", *sorted(set(names) - {""})) for names in (given_names, family_names))
    counted = _count(tokens, {name: n for n, name in enumerate(given)}, {name: n for n, name in enumerate(family)})
    rng = np.random.default_rng(seed)
    number = _choose_number(counted, len(given), len(family), rng)
    if not number:
        return None
    found = _fit(counted, len(given), len(family), number, rng)
    by_given, by_family = (np.bincount(names, weights=counted.times).astype(np.float64) for names in counted[:2])
    return Communities(
        _round(found.shares), _list(given, found.given, by_given), _list(family, found.family, by_family)
    )


def _count(tokens: Tokens, given: Mapping[str, int], family: Mapping[str, int]) -> _Counted:
    counts: Counter[tuple[int, int]] = Counter()
    for (one, other), times in tokens.items():
        counts[given.get(one, 0), family.get(other, 0)] += times
    pairs = np.array(sorted(counts), dtype=np.int64).reshape(-1, 2)
    return _Counted(pairs[:, 0], pairs[:, 1], np.array([counts[g, f] for g, f in pairs.tolist()], dtype=np.float64))


def _choose_number(counted: _Counted, given: int, family: int, rng: np.random.Generator) -> int:
    """0 where none is worth it."""
    held = rng.binomial(counted.times.astype(np.int64), _HELD_BACK).astype(np.float64)
    taught = counted._replace(times=counted.times - held)
    if not held.sum() or not taught.times.sum():
        return 0
    worth = {
        number: float(held @ np.log(_fit(taught, given, family, number, rng).together(*counted[:2])) / held.sum())
        for number in _NUMBERS
    }
    best = max(worth, key=lambda number: worth[number])
    return best if worth[best] >= _WORTH else 0


def _fit(counted: _Counted, given: int, family: int, number: int, rng: np.random.Generator) -> _Mixture:
    by_given, by_family = (np.maximum(rng.dirichlet(np.full(number, 0.5), names), 1e-9) for names in (given, family))
    found = _Mixture(np.full(number, 1 / number), by_given, by_family)
    for _ in range(_ROUNDS):
        likely = found.given[counted.given] * found.family[counted.family] / found.shares
        bearers = likely * (counted.times / likely.sum(axis=1))[:, None]
        shares = np.maximum(bearers.sum(axis=0) / counted.times.sum(), 1e-9)
        shares /= shares.sum()
        found = _Mixture(shares, *(
            _share(names, bearers, size, shares) for names, size in ((counted.given, given), (counted.family, family))
        ))  # fmt: skip
    return found


def _share(names: NDArray[np.int64], bearers: Floats, size: int, shares: Floats) -> Floats:
    summed = np.stack([np.bincount(names, weights=column, minlength=size) for column in bearers.T], axis=1)
    return np.asarray((summed + _OF_ANYWHERE * shares) / (summed.sum(axis=1, keepdims=True) + _OF_ANYWHERE))


def _list(names: tuple[str, ...], by_community: Floats, bearers: Floats) -> dict[str, tuple[float, ...]]:
    rows = zip(names, by_community.tolist(), np.pad(bearers, (0, len(names) - len(bearers))), strict=True)
    return {name: _round(row) for name, row, count in rows if name and count >= _OF_ANYWHERE}


def _round(row: Iterable[float]) -> tuple[float, ...]:
    return tuple(float(f"{share:.2g}") for share in row)
