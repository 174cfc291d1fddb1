"""Expectation and maximisation over the classes a pair of records can be of."""

from dataclasses import dataclass

import numpy as np

from scoring.linkage.persons.beliefs import BELIEFS
from scoring.linkage.persons.levels import CASES, FIELDS
from scoring.linkage.persons.pairs import (
    ADDRESS,
    AT_RANDOM,
    BIRTH,
    BY_BIRTH,
    BY_DOOR,
    BY_NAME,
    CHOSEN_BY,
    FAMILY,
    GENDER,
    GIVEN,
    KINDS,
    NUMBER,
    Floats,
    Pairs,
)
from scoring.linkage.persons.parameters import CLASSES, HOUSEHOLD, MATCH, NAMESAKES, RANDOM, RELATIVES, TWINS

# What pairs of each kind were chosen by, or what follows from it.
_LEFT_OUT = {BY_BIRTH: (BIRTH,), BY_NAME: (GIVEN, FAMILY, GENDER), BY_DOOR: (ADDRESS,), AT_RANDOM: ()}
# Which kinds teach a class.
_TEACHERS = {
    MATCH: (BY_BIRTH, BY_NAME),
    RANDOM: (AT_RANDOM,),
    TWINS: (BY_DOOR,),
    NAMESAKES: (BY_DOOR,),
    RELATIVES: (BY_DOOR,),
}
# What makes a class what it is, so that none of them learns another's pairs. Two people of a household are found at
# one address as often as one person is: both lived there. A sibling's given name is anyone's; a namesake's is
# written in as many ways as one's own; twins have one birth date, written with the usual errors.
_ALIKE = (
    *((cls, ADDRESS, MATCH) for cls in HOUSEHOLD),
    (TWINS, GIVEN, RANDOM),
    (RELATIVES, GIVEN, RANDOM),
    (NAMESAKES, GIVEN, MATCH),
    (TWINS, BIRTH, MATCH),
    (TWINS, FAMILY, MATCH),
    (NAMESAKES, FAMILY, MATCH),
    (TWINS, NUMBER, RELATIVES),
    (NAMESAKES, NUMBER, RELATIVES),
)
# One pair of siblings in fifty or so is of twins (16 in 1,000 maternities: ONS, births in England and Wales), and
# a name is handed down about as often. Fixed, since in the data nothing tells a namesake from a record whose birth
# date is wholly wrong but how often there are other people of the household at all.
_TO_RELATIVES = {TWINS: 0.015, NAMESAKES: 0.02, RELATIVES: 1.0}
# Even where no household is seen there may be one.
_FEWEST_RELATIVES = 1e-3
_SELF, STRANGER, _RELATIVE = map(CLASSES.index, (MATCH, RANDOM, RELATIVES))
# Two of one name are a generation apart: whatever else is seen in the data is one person's date written wrongly.
_AS_BELIEVED = (NAMESAKES, BIRTH)
_ROUNDS = 60
# As much as this many pairs say, the beliefs hold out against the data.
_STEADFAST = 20.0


@dataclass(slots=True)
class Learning:
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
        shares = np.zeros((len(KINDS), len(CLASSES)))
        for kind, chosen in CHOSEN_BY.items():
            fit = [np.prod([fields[f][level] for f, level in chosen]) for fields in self.chances]
            shares[kind] = self.expected() * fit
            shares[kind] *= (1 - self.strangers[kind]) / shares[kind].sum()
            shares[kind, STRANGER] = self.strangers[kind]
        return shares

    def expect(self, pairs: Pairs) -> Floats:
        """Kinds by patterns by classes: how many of the pairs are of each class."""
        by_field = np.stack(
            [np.stack([fields[f][pairs.patterns[:, f]] for fields in self.chances], 1) for f in range(len(FIELDS))]
        )
        found = [np.prod(np.delete(by_field, _LEFT_OUT[kind], axis=0), axis=0) for kind in KINDS]
        likelihoods = np.stack(found) * self.shares()[:, None, :]
        return np.asarray(likelihoods / likelihoods.sum(axis=2, keepdims=True) * pairs.counts.T[:, :, None])


def learn(pairs: Pairs) -> Learning:
    beliefs = [[_believed(cls, field) for field in FIELDS] for cls in CLASSES]
    learning = Learning([list(fields) for fields in beliefs], np.array([0.3, 0.3, 0.05, 0.999]), 1.0)
    for _ in range(_ROUNDS):
        expected = learning.expect(pairs)
        totals = expected.sum(axis=1)
        # One pair of each on top: there may be none of a kind.
        learning.strangers = (totals[:, STRANGER] + 1) / (totals.sum(axis=1) + 2)
        of_relatives = (totals[BY_DOOR, _RELATIVE] + 1) / (totals[BY_DOOR, _SELF] + 1)
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
