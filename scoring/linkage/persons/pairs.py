"""Pairs of records to learn from: four kinds, each chosen by what its pairs have in common."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scoring.linkage.persons.comparison import Levels, compare
from scoring.linkage.persons.features import Features
from scoring.linkage.persons.levels import Birth, Family, Given, Whereabouts

Floats = NDArray[np.float64]

GIVEN, FAMILY, BIRTH, GENDER, NUMBER, ADDRESS = range(6)
BY_BIRTH, BY_NAME, BY_DOOR, AT_RANDOM = KINDS = range(4)
# What all pairs of a kind have: of each field one of these levels.
CHOSEN_BY: Mapping[int, tuple[tuple[int, tuple[int, ...]], ...]] = {
    BY_BIRTH: ((BIRTH, (Birth.SAME, Birth.SAME_GROWN)),),
    BY_NAME: ((GIVEN, (Given.SAME,)), (FAMILY, (Family.SAME,))),
    BY_DOOR: ((ADDRESS, (Whereabouts.DOOR,)),),
    AT_RANDOM: (),
}
_RANDOM_PAIRS = 300_000
_MOST_PAIRS = 200_000
_MOST_OF_A_BLOCK = 60


@dataclass(frozen=True, slots=True)
class Pairs:
    """``patterns``: distinct comparisons, levels by field. ``counts``: how many pairs of each kind show each."""

    patterns: NDArray[np.int64]
    counts: Floats


def collect_pairs(people: Sequence[Features], part: Sequence[Features], seed: int) -> Pairs:
    """Those at random are of all ``people``, the others of the ``part``."""
    kinds: list[Counter[Levels]] = []
    chance = random.Random(seed)
    for key in (_birth_key, name_key, _door_key):
        kinds.append(Counter(compare(one, other).levels for one, other in _blocked(part, key, chance)))
    picked = (chance.sample(range(len(people)), 2) for _ in range(_RANDOM_PAIRS))
    kinds.append(Counter(compare(people[one], people[other]).levels for one, other in picked))
    patterns = sorted(set().union(*kinds))
    counts = [[kind[pattern] for kind in kinds] for pattern in patterns]
    return Pairs(np.array(patterns, dtype=np.int64), np.array(counts, dtype=np.float64))


def _blocked(
    people: Sequence[Features], key: Callable[[Features], str], chance: random.Random
) -> list[tuple[Features, Features]]:
    blocks: defaultdict[str, list[Features]] = defaultdict(list)
    for person in people:
        if value := key(person):
            blocks[value].append(person)
    pairs: list[tuple[Features, Features]] = []
    for members in blocks.values():
        held = members if len(members) <= _MOST_OF_A_BLOCK else chance.sample(members, _MOST_OF_A_BLOCK)
        pairs += combinations(held, 2)
    return pairs if len(pairs) <= _MOST_PAIRS else chance.sample(pairs, _MOST_PAIRS)


def _birth_key(person: Features) -> str:
    return person.birth.digits if person.birth.whole else ""


def name_key(person: Features) -> str:
    whole = person.given.whole and person.family.whole and not person.given.initial
    return f"{person.given.whole}|{person.family.whole}" if whole else ""


def _door_key(person: Features) -> str:
    place = person.place
    if place.communal or not place.door:
        return ""
    return f"{place.form.premises.key}|{place.outward}"
