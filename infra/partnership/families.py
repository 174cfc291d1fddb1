"""Who lives together: the hard part of linkage, because a household shares names, addresses and birthdays."""

from collections.abc import Iterator
from random import Random

from infra.partnership.households import FEMALE, GENDERS, MALE, Household, Kind, Registrar
from infra.partnership.names import Culture
from infra.partnership.people import Person, draw_birth
from infra.partnership.places import Dwelling

# One in nine siblings is a twin: a pair at each tenth birth after the first child.
_TWIN = 0.095
_NAMED_AFTER_FATHER = 0.05
_UNMARRIED = 0.3


def settle(registrar: Registrar, home: Dwelling) -> Household:
    household = registrar.open(home)
    for person in _MAKERS[household.kind](registrar, household):
        household.members.append(person)
    return _acquaint(household)


def open_institution(registrar: Registrar, kind: Kind, home: Dwelling, residents: int) -> Household:
    ages = (18, 60) if kind is Kind.HOSTEL else (70, 99)
    household = registrar.open(home, kind)
    household.members += [registrar.admit(home, *ages) for _ in range(residents)]
    return _acquaint(household)


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
        gender = rng.choice(GENDERS)
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
