"""Who lives together: the hard part of linkage, because a household shares names, addresses and birthdays."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from random import Random

from infra.partnership.chance import draw_skewed, odds
from infra.partnership.names import Culture, read_cultures
from infra.partnership.people import Person, draw_birth, draw_sensitivity, issue_nhs_numbers
from infra.partnership.places import Dwelling
from infra.partnership.plan import AreaPlan, day_of
from streams.codes.person import Gender

MALE, FEMALE = Gender.MALE.value, Gender.FEMALE.value
_GENDERS = (MALE, FEMALE)


class Kind(StrEnum):
    SINGLE = "single"
    COUPLE = "couple"
    FAMILY = "family"
    LONE_PARENT = "lone-parent"
    ADULT_CHILD = "adult-child-with-parent"
    SHARERS = "sharers"
    HOSTEL = "hostel"
    CARE_HOME = "care-home"


_KINDS = odds(
    {Kind.SINGLE: 30, Kind.COUPLE: 26, Kind.FAMILY: 21, Kind.LONE_PARENT: 9, Kind.ADULT_CHILD: 8, Kind.SHARERS: 6}
)
# Of incidents, against a household of the same size elsewhere.
_UNREST = {
    Kind.SINGLE: 0.8, Kind.COUPLE: 0.6, Kind.FAMILY: 1.0, Kind.LONE_PARENT: 1.6, Kind.ADULT_CHILD: 1.3,
    Kind.SHARERS: 1.4, Kind.HOSTEL: 8.0, Kind.CARE_HOME: 6.0,
}  # fmt: skip
# Most addresses meet one to five incidents a year and a few meet dozens: log-normal, cut off.
_SPREAD, _MOST = 1.0, 14.0

# One in nine siblings is a twin: a pair at each tenth birth after the first child.
_TWIN = 0.095
_NAMED_AFTER_FATHER = 0.05
_UNMARRIED = 0.3


@dataclass(slots=True, eq=False)
class Household:
    """``unrest`` is relative: the expected incidents of a year before follow-ups, up to one factor for all."""

    kind: Kind
    home: Dwelling
    members: list[Person] = field(default_factory=list)
    unrest: float = 1.0
    married: bool = True


class Registrar:
    """Makes households one after another; the order of draws is the order of persons."""

    def __init__(self, rng: Random, area: AreaPlan, starts: int) -> None:
        self.rng, self.area = rng, area
        self.today: date = day_of(starts)
        self._serial = area.first_serial
        self._numbers = issue_nhs_numbers(area.first_serial)
        self._cultures = read_cultures()

    def settle(self, home: Dwelling) -> Household:
        kind = _KINDS.draw(self.rng)
        household = Household(kind, home, unrest=self._draw_unrest(kind))
        for person in _MAKERS[kind](self, household):
            household.members.append(person)
        return _acquaint(household)

    def open_institution(self, kind: Kind, home: Dwelling, residents: int) -> Household:
        ages = (18, 60) if kind is Kind.HOSTEL else (70, 99)
        household = Household(kind, home, unrest=_UNREST[kind])
        household.members += [self.admit(home, *ages) for _ in range(residents)]
        return _acquaint(household)

    def admit(self, home: Dwelling, youngest: float, oldest: float) -> Person:
        culture = self.draw_culture()
        return self.enter(home, culture, self.draw_family(culture), youngest, oldest)

    def draw_culture(self) -> Culture:
        return self._cultures.draw(self.rng)

    def draw_family(self, culture: Culture) -> str:
        return culture.family.draw(self.rng)

    def enter(
        self, home: Dwelling, culture: Culture, family: str, youngest: float, oldest: float, gender: str = ""
    ) -> Person:
        gender = gender or self.rng.choice(_GENDERS)
        given = culture.draw_given(self.rng, gender)
        birth = draw_birth(self.rng, self.today, youngest, oldest)
        return self.register(home, given, family, birth, gender)

    def register(self, home: Dwelling, given: str, family: str, birth: date, gender: str) -> Person:
        serial, self._serial = self._serial, self._serial + 1
        name = f"{self.area.code}-P{serial:06}"
        number, sensitivity = next(self._numbers), draw_sensitivity(self.rng)
        return Person(serial, name, given, family, birth, gender, number, home, sensitivity)

    def _draw_unrest(self, kind: Kind) -> float:
        return _UNREST[kind] * min(_MOST, draw_skewed(self.rng, 1.0, _SPREAD))


def _acquaint(household: Household) -> Household:
    for person in household.members:
        person.mates = household.members
    return household


def _make_single(registrar: Registrar, household: Household) -> Iterator[Person]:
    elderly = registrar.rng.random() < 0.45
    yield registrar.admit(household.home, *((66, 96) if elderly else (19, 66)))


def _make_couple(registrar: Registrar, household: Household) -> Iterator[Person]:
    age = registrar.rng.uniform(22, 86)
    yield from _make_pair(registrar, household, registrar.draw_culture(), age)


def _make_pair(registrar: Registrar, household: Household, culture: Culture, age: float) -> Iterator[Person]:
    rng, home = registrar.rng, household.home
    household.married = rng.random() >= _UNMARRIED
    first = registrar.enter(home, culture, registrar.draw_family(culture), age - 1, age + 1, MALE)
    family = first.family if household.married and rng.random() < 0.85 else registrar.draw_family(culture)
    yield first
    yield registrar.enter(home, culture, family, max(18.5, age - 6), age + 2, FEMALE if rng.random() < 0.97 else MALE)


def _make_family(registrar: Registrar, household: Household) -> Iterator[Person]:
    culture, age = registrar.draw_culture(), registrar.rng.uniform(24, 52)
    parents = list(_make_pair(registrar, household, culture, age))
    yield from parents
    yield from _bear(registrar, household, culture, parents, registrar.rng.choice((1, 1, 2, 2, 2, 3, 4)))


def _make_lone_parent(registrar: Registrar, household: Household) -> Iterator[Person]:
    rng, culture = registrar.rng, registrar.draw_culture()
    gender, age = FEMALE if rng.random() < 0.86 else MALE, rng.uniform(21, 50)
    parent = registrar.enter(household.home, culture, registrar.draw_family(culture), age, age + 1, gender)
    yield parent
    yield from _bear(registrar, household, culture, [parent], rng.choice((1, 1, 2, 2, 3)))


def _make_adult_child(registrar: Registrar, household: Household) -> Iterator[Person]:
    rng, culture = registrar.rng, registrar.draw_culture()
    gender, age = FEMALE if rng.random() < 0.75 else MALE, rng.uniform(45, 88)
    parent = registrar.enter(household.home, culture, registrar.draw_family(culture), age, age + 1, gender)
    yield parent
    grown = max(18.5, age - 42)
    yield registrar.enter(household.home, culture, parent.family, grown, max(grown + 0.5, age - 20))


def _make_sharers(registrar: Registrar, household: Household) -> Iterator[Person]:
    for _ in range(registrar.rng.randint(2, 5)):
        yield registrar.admit(household.home, 18.5, 36)


def _bear(
    registrar: Registrar, household: Household, culture: Culture, parents: list[Person], children: int
) -> Iterator[Person]:
    rng, family = registrar.rng, parents[0].family
    oldest = max(0.6, min(parent.age(registrar.today) for parent in parents) - 18.5)
    last: Person | None = None
    for _ in range(children):
        twin = last is not None and rng.random() < _TWIN
        gender = rng.choice(_GENDERS)
        given = _draw_child_name(rng, culture, parents, gender, last)
        birth = last.birth if last and twin else draw_birth(rng, registrar.today, 0.5, min(17.8, oldest))
        last = registrar.register(household.home, given, family, birth, gender)
        yield last


def _draw_child_name(rng: Random, culture: Culture, parents: list[Person], gender: str, last: Person | None) -> str:
    father = parents[0]
    if last is None and gender == father.gender == MALE and rng.random() < _NAMED_AFTER_FATHER:
        return father.given
    given = culture.draw_given(rng, gender)
    return given if last is None or given != last.given else culture.draw_given(rng, gender)


_MAKERS = {
    Kind.SINGLE: _make_single,
    Kind.COUPLE: _make_couple,
    Kind.FAMILY: _make_family,
    Kind.LONE_PARENT: _make_lone_parent,
    Kind.ADULT_CHILD: _make_adult_child,
    Kind.SHARERS: _make_sharers,
}
