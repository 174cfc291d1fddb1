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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from scoring.linkage.persons.beliefs import BELIEFS
from scoring.linkage.persons.comparison import Levels, compare
from scoring.linkage.persons.features import Features, read_features
from scoring.linkage.persons.frequencies import count_names
from scoring.linkage.persons.levels import CASES, FIELDS, Birth, Family, Given, Whereabouts
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
# What all pairs of a kind have: the fields' levels.
_CHOSEN_BY: Mapping[int, tuple[tuple[int, int], ...]] = {
    _BY_BIRTH: ((_BIRTH, Birth.SAME),),
    _BY_NAME: ((_GIVEN, Given.SAME), (_FAMILY, Family.SAME)),
    _BY_DOOR: ((_ADDRESS, Whereabouts.DOOR),),
    _AT_RANDOM: (),
}
# One pair of siblings in fifty or so is of twins (16 in 1,000 maternities: ONS, births in England and Wales), and
# a name is handed down about as often. Fixed, since in the data nothing tells a namesake from a record whose birth
# date is wholly wrong but how often there are other people of the household at all.
_TO_RELATIVES = {TWINS: 0.015, NAMESAKES: 0.02, RELATIVES: 1.0}
# Even where no household is seen there may be one.
_FEWEST_RELATIVES = 1e-3
_SELF, _STRANGER, _RELATIVE = map(CLASSES.index, (MATCH, RANDOM, RELATIVES))
# Two of one name are a generation apart: whatever else is seen in the data is one person's date written wrongly.
_AS_BELIEVED = (NAMESAKES, _BIRTH)
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
    return f"{place.form.premises.key}|{place.outward}"


@dataclass(slots=True)
class _Learning:
    """``chances``: per class and field, by level. ``strangers``: the share of each kind of pairs that are random.
    ``relatives``: how many records of relatives there are for each other record of the same person."""

    chances: list[list[Floats]]
    strangers: Floats
    relatives: float

    def expected(self) -> Floats:
        """By class; of random pairs, nothing."""
        of_relatives = [_TO_RELATIVES[cls] * self.relatives for cls in HOUSEHOLD]
        return np.array([1.0, 0.0, *of_relatives])

    def shares(self) -> Floats:
        """Kinds by classes. Of two classes that are not random, each kind has as many pairs as the class has, times
        how likely it is to show what the kind was chosen by."""
        shares = np.zeros((4, len(CLASSES)))
        for kind, chosen in _CHOSEN_BY.items():
            fit = [np.prod([fields[f][level] for f, level in chosen]) for fields in self.chances]
            shares[kind] = self.expected() * fit
            shares[kind] *= (1 - self.strangers[kind]) / shares[kind].sum()
            shares[kind, _STRANGER] = self.strangers[kind]
        return shares

    def expect(self, pairs: Pairs) -> Floats:
        """Kinds by patterns by classes: how many of the pairs are of each class."""
        by_field = np.stack(
            [np.stack([fields[f][pairs.patterns[:, f]] for fields in self.chances], 1) for f in range(len(FIELDS))]
        )
        found = [np.prod(np.delete(by_field, _LEFT_OUT[kind], axis=0), axis=0) for kind in range(4)]
        likelihoods = np.stack(found) * self.shares()[:, None, :]
        return np.asarray(likelihoods / likelihoods.sum(axis=2, keepdims=True) * pairs.counts.T[:, :, None])


def learn(pairs: Pairs) -> _Learning:
    beliefs = [[_believed(cls, field) for field in FIELDS] for cls in CLASSES]
    learning = _Learning([list(fields) for fields in beliefs], np.array([0.3, 0.3, 0.05, 0.999]), 1.0)
    for _ in range(_ROUNDS):
        expected = learning.expect(pairs)
        totals = expected.sum(axis=1)
        # One pair of each on top: there may be none of a kind.
        learning.strangers = (totals[:, _STRANGER] + 1) / (totals.sum(axis=1) + 2)
        of_relatives = (totals[_BY_DOOR, _RELATIVE] + 1) / (totals[_BY_DOOR, _SELF] + 1)
        learning.relatives = max(float(of_relatives), _FEWEST_RELATIVES)
        learning.chances = _maximise(pairs, expected, beliefs)
    return learning


def _maximise(pairs: Pairs, expected: Floats, beliefs: list[list[Floats]]) -> list[list[Floats]]:
    chances: list[list[Floats]] = []
    for c, cls in enumerate(CLASSES):
        learned: list[Floats] = []
        for f, field in enumerate(FIELDS):
            kinds = [kind for kind in _TEACHERS[cls] if f not in _LEFT_OUT[kind] and (cls, f) != _AS_BELIEVED]
            seen = expected[kinds, :, c].sum(axis=0) if kinds else np.zeros(len(pairs.patterns))
            counted = np.bincount(pairs.patterns[:, f], weights=seen, minlength=len(FIELDS[field]))
            learned.append(_normalise(field, counted.astype(np.float64), beliefs[c][f]))
        chances.append(learned)
    for cls, f, like in _ALIKE:
        chances[CLASSES.index(cls)][f] = chances[CLASSES.index(like)][f]
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
        -200,
        -600,
        -800,
        400,
        _names_together(people, learning),
        _expected(learning),
        chances,
        count_names((person.given for person in people), 5),
        count_names((person.family for person in people), 5),
    )


# For a record there are so many strangers for each other record of the same person.
_STRANGERS = 8_000.0
_MOST_TOGETHER = 32.0


def _expected(learning: _Learning) -> dict[str, float]:
    found = dict(zip(CLASSES, map(float, learning.expected()), strict=True))
    return {cls: float(f"{count:.4g}") for cls, count in (found | {RANDOM: _STRANGERS}).items()}


def _names_together(people: Sequence[Features], learning: _Learning) -> float:
    """The pairs of one full name that are strangers, against what the product of the chances would give."""
    names = Counter(key for person in people if (key := _name_key(person)))
    pairs = sum(count * (count - 1) for count in names.values())
    total = names.total() * (names.total() - 1)
    chance = learning.chances[_STRANGER]
    product = chance[_GIVEN][Given.SAME] * chance[_FAMILY][Family.SAME]
    found = float(learning.strangers[_BY_NAME]) * pairs / total / float(product) if total else 1.0
    return round(min(max(found, 1.0), _MOST_TOGETHER), 2)
