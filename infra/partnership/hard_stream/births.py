"""Children: when they are born, twins among them, and whom they are named after."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from infra.partnership.hard_stream.lives import FIRST_DAY, House, Registry, Resident, Stay
from infra.partnership.households import GENDERS, MALE

# Chances at a birth, among couples and in families. A pair at one birth in thirteen makes one
# sibling in seven a twin; twins of one sex often have names of one sound.
_TWIN, _TWINS_ALIKE, _TWINS_OF_ONE_SEX, _SIBLINGS_ALIKE = 0.075, 0.4, 0.65, 0.12
JUNIOR, _JUNIOR_DAUGHTER = 0.12, 0.03
# Years after the first day until which children of these families may be born, and the share of such births.
_BEGINNINGS, _BORN_SINCE = 2.5, 0.15


def bear(
    registry: Registry, house: House, parents: list[Resident], births: int, family: str = ""
) -> Iterator[Resident]:
    rng, family = registry.rng, family or parents[0].family
    days = _space_births(registry, min(parent.age(FIRST_DAY) for parent in parents), births)
    taken: list[str] = []
    gender = rng.choice(GENDERS)
    for day, earlier in zip(days, [None, *days], strict=False):
        twin = day == earlier
        gender = gender if twin and rng.random() < 2 * _TWINS_OF_ONE_SEX - 1 else rng.choice(GENDERS)
        given = _name_child(rng, parents, gender, day, taken, twin=twin)
        child = registry.enter(parents[0].origin, family, day, gender, Stay(FIRST_DAY, house.home), given)
        child.twin = days.count(day) > 1
        child.junior = given == parents[0].given
        parents[0].junior |= child.junior
        taken.append(child.given)
        yield child


def _space_births(registry: Registry, age: int, births: int) -> list[date]:
    """The youngest may be born in the stream's own years; a twin has the very day of the one before."""
    rng, oldest = registry.rng, max(0.3, min(17.5, age - 18.6))
    days: list[date] = []
    for day in sorted((registry.draw_birth(_youngest(rng), oldest) for _ in range(births)), reverse=True):
        days.insert(0, min(day, days[0] - timedelta(days=rng.randint(300, 500))) if days else day)
    return sorted(days + [day for day in days if rng.random() < _TWIN])


def _youngest(rng: Random) -> float:
    return -_BEGINNINGS if rng.random() < _BORN_SINCE else 0.0


def _name_child(rng: Random, parents: list[Resident], gender: str, day: date, taken: list[str], *, twin: bool) -> str:
    parent = parents[0]
    share = JUNIOR if gender == MALE else _JUNIOR_DAUGHTER
    if parent.gender == gender and parent.given not in taken and rng.random() < share:
        return parent.given
    alike = taken[-1][0] if taken and rng.random() < (_TWINS_ALIKE if twin else _SIBLINGS_ALIKE) else ""
    for _ in range(30):
        given = parent.origin.draw_given(rng, gender, day.year)
        if given not in taken and given.startswith(alike):
            break
    return given
