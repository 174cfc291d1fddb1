"""Learning a model from records nobody has matched, by expectation and maximisation over five classes of pairs.

Four kinds of pairs are looked at, and of each the field they were chosen by is left out, since it agrees in all:

- pairs of one birth date teach how the names, address and number of one person's records agree;
- pairs of one full name teach how birth dates do;
- pairs at one front door teach what people of one household have in common. Never how one person's records
  agree: there families outnumber repeated records, and two classes would learn families for persons;
- pairs picked at random teach what agrees by chance.

Fellegi and Sunter (1969); the classes of a household are what Linnet adds.
"""

from collections import Counter
from collections.abc import Sequence

from scoring.linkage.persons.communities import learn_communities
from scoring.linkage.persons.features import Features, read_features
from scoring.linkage.persons.frequencies import count_names
from scoring.linkage.persons.learning import STRANGER, Learning, learn
from scoring.linkage.persons.levels import CASES, FIELDS, Family, Given
from scoring.linkage.persons.pairs import BY_NAME, FAMILY, GIVEN, collect_pairs, name_key
from scoring.linkage.persons.parameters import CLASSES, RANDOM, Chances, Parameters, Provenance, name_of
from scoring.linkage.persons.part import pick_part
from scoring.linkage.records import Identity

# Where it is not said how many people there are: with as many records each as agencies of a simulated town write in
# some years, and no fewer than that town has, for few records tell of more.
_RECORDS_EACH, _FEWEST_PEOPLE = 3.125, 8_000
_MOST_TOGETHER = 32.0
# Measured on development seeds of the hard stream: flat from -250 to -100, as the mean over pairs of one person
# holds some that say little. Lines for people's decisions are wider.
_THRESHOLD, _DOUBT, _FLOOR = -200, -600, -1600
_MOST_FOR_A_NAME = 400
# A name of fewer birth dates than this is not written down: it could point at someone.
_FEWEST_BEARERS = 5


def train(
    identities: Sequence[Identity], seed: int, named: Sequence[Identity] = (), people: int | None = None
) -> Parameters:
    """``named``: of these names are counted instead, for it takes more to know them than to know how records differ.
    ``people``: how many the records are of. Cost: a minute for 25,000 records, and as much for 300,000 more."""
    records = [read_features(identity) for identity in identities]
    part = pick_part(records, seed)
    learning = learn(collect_pairs(records, part, seed))
    bearers = [read_features(identity) for identity in named] or records
    given_names = count_names(((bearer.given, bearer.birth) for bearer in bearers), _FEWEST_BEARERS)
    family_names = count_names(((bearer.family, bearer.birth) for bearer in bearers), _FEWEST_BEARERS)
    return Parameters(
        version="trained-1",
        provenance=Provenance("", len(records), seed, "", "persons-1"),
        threshold=_THRESHOLD,
        doubt=_DOUBT,
        floor=_FLOOR,
        most_for_a_name=_MOST_FOR_A_NAME,
        names_together=_names_together(part, learning),
        expected=_expected(learning, people or max(_FEWEST_PEOPLE, round(len(records) / _RECORDS_EACH))),
        chances={field: _chances(f, field, learning) for f, field in enumerate(FIELDS)},
        given_names=given_names,
        family_names=family_names,
        communities=learn_communities(_count_people(bearers), given_names.shares, family_names.shares, seed),
    )


def _chances(f: int, field: str, learning: Learning) -> dict[str, Chances]:
    levels = [level for case in CASES[field] for level in case]
    return {
        name_of(level): {cls: float(f"{learning.chances[c][f][level]:.4g}") for c, cls in enumerate(CLASSES)}
        for level in levels
    }


def _expected(learning: Learning, people: int) -> dict[str, float]:
    found = dict(zip(CLASSES, map(float, learning.expected), strict=True))
    return {cls: float(f"{count:.4g}") for cls, count in (found | {RANDOM: float(people)}).items()}


def _count_people(bearers: Sequence[Features]) -> Counter[tuple[str, str]]:
    """By their two names, one of each birth date: records tell of one person several times."""
    named = {
        (bearer.given.whole, bearer.family.whole, bearer.birth.digits)
        for bearer in bearers
        if bearer.birth.digits and name_key(bearer)
    }
    return Counter((given, family) for given, family, _ in named)


def _names_together(part: Sequence[Features], learning: Learning) -> float:
    """The pairs of one full name that are strangers, against what the product of the chances would give."""
    names = Counter(key for person in part if (key := name_key(person)))
    pairs = sum(count * (count - 1) for count in names.values())
    total = names.total() * (names.total() - 1)
    chance = learning.chances[STRANGER]
    product = chance[GIVEN][Given.SAME] * chance[FAMILY][Family.SAME]
    found = float(learning.strangers[BY_NAME]) * pairs / total / float(product) if total else 1.0
    return round(min(max(found, 1.0), _MOST_TOGETHER), 2)
