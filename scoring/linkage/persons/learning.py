"""Expectation and maximisation over the classes a pair of records can be of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.linkage.persons.beliefs import BELIEFS, TWINS_GROWN, WHOLLY_WRONG
from scoring.linkage.persons.levels import CASES, FIELDS, Birth, Family, Given
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
    (TWINS, FAMILY, MATCH),
    (NAMESAKES, FAMILY, MATCH),
    (TWINS, NUMBER, RELATIVES),
    (NAMESAKES, NUMBER, RELATIVES),
)
# Of a household's pairs: one of siblings in fifty or so is of twins (16 in 1,000 maternities: ONS, births in England
# and Wales), which data may correct; and a name is handed down about as often. That is fixed, since in the data nothing
# tells a namesake from a record whose birth date is wholly wrong.
_TWINS, _NAMESAKES = 0.015, 0.02
# Even where no household is seen there may be one.
_FEWEST_RELATIVES = 1e-3
_SELF, STRANGER, _TWIN, _, _RELATIVE = range(len(CLASSES))
_BEFORE = np.array([1.0, 0.0, _TWINS, _NAMESAKES, 1.0])
# Two of one name are a generation apart: whatever else is seen in the data is one person's date written wrongly.
_AS_BELIEVED = (NAMESAKES, BIRTH)
_WHOLE = [int(level) for level in CASES["birth date"][0]]
_AGES = len(_WHOLE) // 2
# So far apart a date is wholly wrong, and as far as any two people's: too few are seen to learn how far each time.
_FURTHER = [Birth.GENERATION, Birth.FAR, Birth.GENERATION_GROWN, Birth.FAR_GROWN]
# Of what is believed, a wrong date a generation off is left out: there namesakes are the likelier by far, and to part
# is the lesser harm.
_ANYBODYS = [Birth.APART, Birth.FAR, Birth.APART_GROWN, Birth.FAR_GROWN]
_ROUNDS = 60
# As much as this many pairs say, the beliefs hold out against the data.
_STEADFAST = 20.0


@dataclass(slots=True)
class Learning:
    """``chances``: per class and field, by level. ``strangers``: the share of each kind of pairs that are random.
    ``expected``: by class, how many records there are for each other record of the same person; no strangers."""

    chances: list[list[Floats]]
    strangers: Floats
    expected: Floats

    def shares(self) -> Floats:
        """Kinds by classes. Of two classes that are not random, each kind has as many pairs as the class has, times
        how likely it is to show what the kind was chosen by."""
        shares = np.zeros((len(KINDS), len(CLASSES)))
        for kind, chosen in CHOSEN_BY.items():
            fit = [np.prod([fields[f][list(levels)].sum() for f, levels in chosen]) for fields in self.chances]
            shares[kind] = self.expected * fit
            shares[kind] *= (1 - self.strangers[kind]) / shares[kind].sum()
            shares[kind, STRANGER] = self.strangers[kind]
        return shares

    def expect(self, pairs: Pairs) -> Floats:
        """Kinds by patterns by classes: how many of the pairs are of each class."""
        by_field = np.stack(
            [np.stack([fields[f][pairs.patterns[:, f]] for fields in self.chances], 1) for f in range(len(FIELDS))]
        )
        found = [np.prod(np.delete(by_field, _LEFT_OUT[kind], axis=0), axis=0) for kind in KINDS]
        found[BY_BIRTH] = found[BY_BIRTH] * self._at_age(pairs.patterns[:, BIRTH])
        likelihoods = np.stack(found) * self.shares()[:, None, :]
        return np.asarray(likelihoods / likelihoods.sum(axis=2, keepdims=True) * pairs.counts.T[:, :, None])

    def _at_age(self, births: NDArray[np.int64]) -> Floats:
        """Patterns by classes: whether those who have one birth date are grown up. That tells twins from one person
        who was given another's name."""
        same = [Birth.SAME, Birth.SAME_GROWN]
        of_same = np.stack([fields[BIRTH] / fields[BIRTH][same].sum() for fields in self.chances], 1)
        return np.where(np.isin(births, same)[:, None], of_same[births], 1.0)


def learn(pairs: Pairs) -> Learning:
    beliefs = [[_believed(cls, field) for field in FIELDS] for cls in CLASSES]
    learning = Learning([list(fields) for fields in beliefs], np.array([0.3, 0.3, 0.05, 0.999]), _BEFORE)
    for _ in range(_ROUNDS):
        expected = learning.expect(pairs)
        totals = expected.sum(axis=1)
        # One pair of each on top: there may be none of a kind.
        learning.strangers = (totals[:, STRANGER] + 1) / (totals.sum(axis=1) + 2)
        learning.expected = _count_household(totals)
        learning.chances = _maximise(pairs, expected, beliefs)
    _allow_wrong_dates(learning.chances)
    return learning


def _count_household(totals: Floats) -> Floats:
    relatives = max((totals[BY_DOOR, _RELATIVE] + 1) / (totals[BY_DOOR, _SELF] + 1), _FEWEST_RELATIVES)
    believed = _TWINS * relatives
    twins = (totals[BY_BIRTH, _TWIN] + _STEADFAST * believed) / (totals[BY_BIRTH, _SELF] + _STEADFAST)
    return np.array([1.0, 0.0, twins, _NAMESAKES * relatives, relatives])


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
    _mind_wrong_dates(chances)
    _mind_swaps(chances)
    return chances


def _mind_wrong_dates(chances: list[list[Floats]]) -> None:
    written, by_chance = chances[_SELF][BIRTH], chances[STRANGER][BIRTH]
    written[_FURTHER] = by_chance[_FURTHER] * (written[_FURTHER].sum() / by_chance[_FURTHER].sum())
    _age_twins(chances)


def _allow_wrong_dates(chances: list[list[Floats]]) -> None:
    """After all is learned, since what is only believed would draw pairs of others to it."""
    written, by_chance = chances[_SELF][BIRTH], chances[STRANGER][BIRTH]
    written[_ANYBODYS] = np.maximum(written[_ANYBODYS], WHOLLY_WRONG * by_chance[_ANYBODYS])
    written[_WHOLE] /= written[_WHOLE].sum()
    _age_twins(chances)


def _age_twins(chances: list[list[Floats]]) -> None:
    twins = chances[_TWIN][BIRTH] = chances[_SELF][BIRTH].copy()
    for levels, at_age in ((_WHOLE[:_AGES], 1 - TWINS_GROWN), (_WHOLE[_AGES:], TWINS_GROWN)):
        twins[levels] *= at_age / twins[levels].sum()


def _mind_swaps(chances: list[list[Floats]]) -> None:
    """Two of one name are written the other way round as often as one person is, whoever they are: too seldom to be
    seen among pairs at random."""
    swaps = chances[_SELF][GIVEN][Given.SWAPPED] / chances[_SELF][GIVEN][Given.SAME]
    for cls in (RANDOM, TWINS, RELATIVES):
        given, family = chances[CLASSES.index(cls)][GIVEN].copy(), chances[CLASSES.index(cls)][FAMILY]
        given[Given.SWAPPED] = max(given[Given.SWAPPED], swaps * given[Given.SAME] * family[Family.SAME])
        chances[CLASSES.index(cls)][GIVEN] = given


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
