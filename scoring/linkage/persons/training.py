"""Learning a model from records nobody has matched, by expectation and maximisation over five classes of pairs.

Four kinds of pairs are looked at, and of each the field they were chosen by is left out, since it agrees in all:

- pairs of one birth date teach how the names, address and number of one person's records agree;
- pairs of one full name teach how birth dates do;
- pairs at one front door teach what people of one household have in common. Never how one person's records
  agree: there families outnumber repeated records, and two classes would learn families for persons;
- pairs picked at random teach what agrees by chance.

Fellegi and Sunter (1969); the classes of a household are what Linnet adds.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scoring.linkage.persons.comparison import Levels, compare
from scoring.linkage.persons.features import Features, read_features
from scoring.linkage.persons.frequencies import count_names
from scoring.linkage.persons.levels import CASES, FIELDS, Whereabouts
from scoring.linkage.persons.parameters import (
    CLASSES,
    HOUSEHOLD,
    MATCH,
    NAMESAKES,
    RANDOM,
    RELATIVES,
    TWINS,
    Parameters,
    Provenance,
    name_of,
)
from scoring.linkage.persons.beliefs import BELIEFS
from scoring.linkage.records import Identity

Floats = NDArray[np.float64]

_GIVEN, _FAMILY, _BIRTH, _GENDER, _NUMBER, _ADDRESS = range(6)
_BY_BIRTH, _BY_NAME, _BY_DOOR, _AT_RANDOM = range(4)
# What pairs of each kind were chosen by, or what follows from it.
_LEFT_OUT = {_BY_BIRTH: (_BIRTH,), _BY_NAME: (_GIVEN, _FAMILY, _GENDER), _BY_DOOR: (_ADDRESS,), _AT_RANDOM: ()}
# Which kinds teach a class.
_TEACHERS = {
    MATCH: (_BY_BIRTH, _BY_NAME),
    RANDOM: (_AT_RANDOM,),
    TWINS: (_BY_DOOR,),
    NAMESAKES: (_BY_DOOR,),
    RELATIVES: (_BY_DOOR,),
}
# What makes a class what it is, so that none of them learns another's pairs. Two people of a household are found at
# one address as often as one person is: both lived there. A sibling's given name is anyone's; a namesake's is
# written in as many ways as one's own; twins have one birth date, written with the usual errors.
_ALIKE = (
    *((cls, _ADDRESS, MATCH) for cls in HOUSEHOLD),
    (TWINS, _GIVEN, RANDOM),
    (RELATIVES, _GIVEN, RANDOM),
    (NAMESAKES, _GIVEN, MATCH),
    (TWINS, _BIRTH, MATCH),
    (TWINS, _FAMILY, MATCH),
    (NAMESAKES, _FAMILY, MATCH),
    (TWINS, _NUMBER, RELATIVES),
    (NAMESAKES, _NUMBER, RELATIVES),
)
_RANDOM_PAIRS = 300_000
_MOST_PAIRS = 200_000
_MOST_OF_A_BLOCK = 60
_ROUNDS = 60
# As much as this many pairs say, the beliefs hold out against the data.
_STEADFAST = 20.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """``patterns``: distinct comparisons, levels by field. ``counts``: how many pairs of each kind show each."""

    patterns: NDArray[np.int64]
    counts: Floats


def collect_pairs(people: Sequence[Features], seed: int) -> Pairs:
    kinds: list[Counter[Levels]] = []
    chance = random.Random(seed)
    for key in (_birth_key, _name_key, _door_key):
        kinds.append(Counter(compare(one, other).levels for one, other in _blocked(people, key, chance)))
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


def _name_key(person: Features) -> str:
    whole = person.given.whole and person.family.whole and not person.given.initial
    return f"{person.given.whole}|{person.family.whole}" if whole else ""


def _door_key(person: Features) -> str:
    place = person.place
    if place.communal or not place.door:
        return ""
    return f"{place.flat}|{place.number}|{'' if place.number else place.name}|{place.street}|{place.outward}"


@dataclass(slots=True)
class _Learning:
    """``chances``: per class and field, by level. ``shares``: of each kind of pairs, how much is of each class."""

    chances: list[list[Floats]]
    shares: Floats

    def likelihoods(self, pairs: Pairs) -> Floats:
        """Kinds by patterns by classes."""
        by_field = np.stack(
            [np.stack([self.chances[c][f][pairs.patterns[:, f]] for c in range(len(CLASSES))], 1) for f in range(6)]
        )
        found = [np.prod(np.delete(by_field, _LEFT_OUT[kind], axis=0), axis=0) for kind in range(4)]
        return np.stack(found) * self.shares[:, None, :]


def learn(pairs: Pairs) -> _Learning:
    beliefs = [[_believed(cls, field) for field in FIELDS] for cls in CLASSES]
    shares = np.array([[0.5, 0.3, 0.1, 0.05, 0.05], [0.6, 0.35, 0.0, 0.05, 0.0], [0.3, 0.02, 0.05, 0.03, 0.6]] + [[1e-4, 0.9995, 1e-5, 1e-5, 4e-4]])
    learning = _Learning([list(fields) for fields in beliefs], shares)
    for _ in range(_ROUNDS):
        likelihoods = learning.likelihoods(pairs)
        posterior = likelihoods / likelihoods.sum(axis=2, keepdims=True) * pairs.counts.T[:, :, None]
        learning.shares = _shares(posterior)
        learning.chances = _maximise(pairs, posterior, beliefs)
    return learning


def _shares(posterior: Floats) -> Floats:
    totals = posterior.sum(axis=1) + 1e-3
    return np.asarray(totals / totals.sum(axis=1, keepdims=True))


def _maximise(pairs: Pairs, posterior: Floats, beliefs: list[list[Floats]]) -> list[list[Floats]]:
    chances: list[list[Floats]] = []
    for c, cls in enumerate(CLASSES):
        chances.append([])
        for f, field in enumerate(FIELDS):
            kinds = [kind for kind in _TEACHERS[cls] if f not in _LEFT_OUT[kind]]
            seen = posterior[kinds, :, c].sum(axis=0) if kinds else np.zeros(len(pairs.patterns))
            counted = np.bincount(pairs.patterns[:, f], weights=seen, minlength=len(FIELDS[field]))
            chances[c].append(_normalise(field, counted, beliefs[c][f]))
    for cls, field, like in _ALIKE:
        chances[CLASSES.index(cls)][field] = chances[CLASSES.index(like)][field]
    return chances


def _normalise(field: str, counted: Floats, belief: Floats) -> Floats:
    chances = np.ones(len(FIELDS[field]))
    for case in CASES[field]:
        levels = [int(level) for level in case]
        weighed = counted[levels] + _STEADFAST * belief[levels]
        chances[levels] = weighed / weighed.sum()
    return chances


def _believed(cls: str, field: str) -> Floats:
    chances = np.ones(len(FIELDS[field]))
    for case, said in zip(CASES[field], BELIEFS[field][cls], strict=True):
        levels = [int(level) for level in case]
        given = np.array(said, dtype=np.float64)
        chances[levels] = given / given.sum()
    return chances


def train(identities: Sequence[Identity], seed: int) -> Parameters:
    """Cost: a minute for 25,000 records."""
    people = [read_features(identity) for identity in identities]
    learning = learn(collect_pairs(people, seed))
    chances = {
        field: {
            name_of(level): {cls: float(f"{learning.chances[c][f][level]:.4g}") for c, cls in enumerate(CLASSES)}
            for case in CASES[field]
            for level in case
        }
        for f, field in enumerate(FIELDS)
    }
    return Parameters(
        "trained-1",
        Provenance("", len(people), seed, "", "persons-1"),
        300,
        0,
        -800,
        400,
        _expected(learning),
        chances,
        count_names((person.given for person in people), 5),
        count_names((person.family for person in people), 5),
    )


# For a record there are so many strangers for each other record of the same person.
_STRANGERS = 8_000.0


def _expected(learning: _Learning) -> dict[str, float]:
    at_door = dict(zip(CLASSES, learning.shares[_BY_DOOR], strict=True))
    return {MATCH: 1.0, RANDOM: _STRANGERS} | {cls: float(at_door[cls] / at_door[MATCH]) for cls in HOUSEHOLD}
