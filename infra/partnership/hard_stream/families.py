"""Households as they stand at the beginning: the hard part, since they share names, addresses and birthdays."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from infra.partnership.chance import odds
from infra.partnership.hard_stream.births import JUNIOR, bear
from infra.partnership.hard_stream.lives import FIRST_DAY, House, Registry, Resident, Stay
from infra.partnership.hard_stream.origins import Origin
from infra.partnership.households import FEMALE, GENDERS, MALE, Kind

_KINDS = odds(
    {Kind.SINGLE: 20, Kind.COUPLE: 17, Kind.FAMILY: 32, Kind.LONE_PARENT: 12, Kind.ADULT_CHILD: 11, Kind.SHARERS: 8}
)
_UNMARRIED, _TAKES_NAME, _DOUBLE_NAME, _MIXED_ORIGIN = 0.3, 0.78, 0.08, 0.12
# Of families: a grandparent or a grown brother lives with them. Of children of lone parents: two homes.
_EXTENDED = {"pakistani": 0.35, "indian": 0.35, "somali-arab": 0.25, "west-african": 0.15}
_EXTENDED_ELSE, _TWO_HOMES = 0.04, 0.25


def settle(registry: Registry) -> House:
    kind, home = _KINDS.draw(registry.rng), next(registry.homes)
    house = House(kind, home)
    for resident in _MAKERS[kind](registry, house):
        house.members.append(resident)
    return acquaint(house)


def open_institution(registry: Registry, kind: Kind, name: str, size: int) -> House:
    home = replace(next(registry.homes), flat="", building=name)
    ages = (18, 62) if kind is Kind.HOSTEL else (72, 99)
    house = House(kind, home)
    for room in range(size):
        house.members.append(admit(registry, Stay(FIRST_DAY, home, f"Room {room + 1}"), *ages))
        house.members[-1].institution = str(kind)
    return acquaint(house)


def acquaint(house: House) -> House:
    for resident in house.members:
        resident.mates = house.members
    return house


def admit(registry: Registry, stay: Stay, youngest: float, oldest: float) -> Resident:
    origin, rng = registry.origins.draw(registry.rng), registry.rng
    return registry.enter(
        origin, origin.draw_family(rng), registry.draw_birth(youngest, oldest), rng.choice(GENDERS), stay
    )


def _make_single(registry: Registry, house: House) -> Iterator[Resident]:
    ages = (66, 97) if registry.rng.random() < 0.45 else (19, 66)
    yield admit(registry, Stay(FIRST_DAY, house.home), *ages)


def _make_couple(registry: Registry, house: House) -> Iterator[Resident]:
    yield from _pair(registry, house, registry.origins.draw(registry.rng), registry.rng.uniform(22, 86))


def _pair(registry: Registry, house: House, origin: Origin, age: float) -> Iterator[Resident]:
    rng, stay = registry.rng, Stay(FIRST_DAY, house.home)
    house.married = rng.random() >= _UNMARRIED
    first = registry.enter(origin, origin.draw_family(rng), registry.draw_birth(age - 1, age + 1), MALE, stay)
    yield first
    own = registry.origins.draw(rng) if rng.random() < _MIXED_ORIGIN else origin
    family = own.draw_family(rng)
    if house.married and rng.random() < _TAKES_NAME:
        family = f"{family}-{first.family}" if _doubles(rng, family, first.family) else first.family
    gender = FEMALE if rng.random() < 0.96 else MALE
    yield registry.enter(own, family, registry.draw_birth(max(18.5, age - 6), age + 2), gender, stay)


def _doubles(rng: Random, one: str, other: str) -> bool:
    return rng.random() < _DOUBLE_NAME and one != other and "-" not in one + other


def _make_family(registry: Registry, house: House) -> Iterator[Resident]:
    origin, age = registry.origins.draw(registry.rng), registry.rng.uniform(25, 52)
    parents = list(_pair(registry, house, origin, age))
    yield from parents
    yield from bear(registry, house, parents, registry.rng.choice((1, 1, 2, 2, 2, 3, 3, 4, 5)))
    if registry.rng.random() < _EXTENDED.get(origin.name, _EXTENDED_ELSE):
        yield from _extend(registry, house, parents[0])


def _extend(registry: Registry, house: House, son: Resident) -> Iterator[Resident]:
    rng, stay, age = registry.rng, Stay(FIRST_DAY, house.home), son.age(FIRST_DAY)
    for gender in rng.choice((GENDERS, (FEMALE,), (FEMALE,))):
        birth = registry.draw_birth(age + 21, age + 33)
        given = son.given if gender == MALE and rng.random() < JUNIOR else ""
        yield registry.enter(son.origin, son.family, birth, gender, stay, given)
        son.junior |= bool(given)
    if rng.random() < 0.4:
        yield registry.enter(son.origin, son.family, registry.draw_birth(19, max(20, age)), MALE, stay)


def _make_lone_parent(registry: Registry, house: House) -> Iterator[Resident]:
    rng, origin, age = registry.rng, registry.origins.draw(registry.rng), registry.rng.uniform(21, 50)
    gender = FEMALE if rng.random() < 0.86 else MALE
    stay = Stay(FIRST_DAY, house.home)
    parent = registry.enter(origin, origin.draw_family(rng), registry.draw_birth(age, age + 1), gender, stay)
    yield parent
    family = parent.family if rng.random() < 0.6 else origin.draw_family(rng)
    other = next(registry.homes) if rng.random() < _TWO_HOMES else None
    for child in bear(registry, house, [parent], rng.choice((1, 1, 2, 2, 3)), family):
        child.second_home = other
        yield child


def _make_adult_child(registry: Registry, house: House) -> Iterator[Resident]:
    """One or two grown children at home; a son may have his father's name."""
    rng, origin, age = registry.rng, registry.origins.draw(registry.rng), registry.rng.uniform(45, 88)
    stay, gender = Stay(FIRST_DAY, house.home), FEMALE if registry.rng.random() < 0.6 else MALE
    parent = registry.enter(origin, origin.draw_family(rng), registry.draw_birth(age, age + 1), gender, stay)
    yield parent
    for _ in range(rng.choice((1, 1, 1, 2))):
        birth, sex = registry.draw_birth(max(18.5, age - 42), max(19, age - 19)), rng.choice(GENDERS)
        junior = sex == parent.gender == MALE and rng.random() < 2 * JUNIOR
        child = registry.enter(origin, parent.family, birth, sex, stay, parent.given if junior else "")
        child.junior, parent.junior = junior, parent.junior or junior
        yield child


def _make_sharers(registry: Registry, house: House) -> Iterator[Resident]:
    by_room = registry.rng.random() < 0.5
    for nth in range(registry.rng.randint(2, 6)):
        sharer = admit(registry, Stay(FIRST_DAY, house.home, f"Room {nth + 1}" if by_room else ""), 18.5, 38)
        sharer.sharer = True
        yield sharer


_MAKERS: dict[Kind, Callable[[Registry, House], Iterator[Resident]]] = {
    Kind.SINGLE: _make_single,
    Kind.COUPLE: _make_couple,
    Kind.FAMILY: _make_family,
    Kind.LONE_PARENT: _make_lone_parent,
    Kind.ADULT_CHILD: _make_adult_child,
    Kind.SHARERS: _make_sharers,
}
