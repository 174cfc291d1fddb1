"""The course of the years: people move, marry, part, leave home, and grow too old to live alone."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from infra.partnership.chance import odds
from infra.partnership.hard_stream.families import acquaint
from infra.partnership.hard_stream.lives import FIRST_DAY, LAST_DAY, House, Resident, gender_family
from infra.partnership.hard_stream.town import INSTITUTIONS, Town, found_town
from infra.partnership.households import Kind

# Shares of households in a year. ONS: one household in ten moves; those who rent a room far more often.
_MOVES = {Kind.SHARERS: 0.3, Kind.SINGLE: 0.12, Kind.LONE_PARENT: 0.13, Kind.HOSTEL: 0.0, Kind.CARE_HOME: 0.0}
# The last four are of those it can happen to: the unmarried, couples, the grown, the old, hostel residents.
_MOVES_ELSE, _PARTS, _MARRIES, _LEAVES_HOME, _TO_CARE, _HOSTEL_LEAVER = 0.09, 0.03, 0.16, 0.12, 0.15, 0.35
_YEARS = (LAST_DAY - FIRST_DAY).days // 365
_TO_SHARE, _INTO_HOSTEL = 0.6, 0.15
_AFTER_WEDDING = odds({"husband": 0.72, "double": 0.13, "own": 0.15})


def settle_town(rng: Random, people: int) -> Town:
    """As it stands at the last day; exactly ``people`` have ever lived there."""
    town = found_town(rng, people)
    for year in range(_YEARS):
        _pass_year(rng, town, FIRST_DAY + timedelta(days=365 * year))
    return town


def _pass_year(rng: Random, town: Town, start: date) -> None:
    for house in list(town.houses):
        for chance, happen in _CHANCES:
            if house.members and rng.random() < chance(house):
                happen(rng, town, house, start + timedelta(days=rng.randrange(365)))
    town.houses = [house for house in town.houses if house.members]


def _move_all(rng: Random, town: Town, house: House, day: date) -> None:
    """Sharers go each their own way: one leaves, and another house takes them in."""
    if house.kind in (Kind.SHARERS, Kind.HOSTEL):
        _move_one(rng, town, house, house.members[rng.randrange(len(house.members))], day)
        return
    left, house.home = house.home, town.find_home(day)
    for resident in house.members:
        resident.move(day, house.home)
    town.vacant.append((day, left))


def _move_one(rng: Random, town: Town, house: House, leaver: Resident, day: date) -> None:
    kind = Kind.HOSTEL if rng.random() < _INTO_HOSTEL else Kind.SHARERS
    target = town.find_house(kind, house) if rng.random() < _TO_SHARE else None
    house.members.remove(leaver)
    if not house.members:
        town.vacant.append((day, house.home))
    if target:
        leaver.sharer |= target.kind is Kind.SHARERS
        leaver.institution = leaver.institution or ("hostel" if target.kind is Kind.HOSTEL else "")
    else:
        target = House(Kind.SINGLE, town.find_home(day))
        town.houses.append(target)
    target.members.append(leaver)
    leaver.move(day, target.home)
    acquaint(target)


def _leave_home(rng: Random, town: Town, house: House, day: date) -> None:
    leaver = house.members[-1]
    if len(house.members) > 1 and 18 <= leaver.age(day) < 40:
        _move_one(rng, town, house, leaver, day)


def _marry(rng: Random, town: Town, house: House, day: date) -> None:
    del town
    if house.kind not in (Kind.COUPLE, Kind.FAMILY) or house.married or len(house.members) < 2:
        return
    first, second = house.members[:2]
    house.married, choice = True, _AFTER_WEDDING.draw(rng)
    if choice == "husband":
        second.rename(day, gender_family(first.family, second.gender))
    elif choice == "double" and "-" not in first.family + second.family:
        second.rename(day, f"{second.family}-{first.family}")


def _part(rng: Random, town: Town, house: House, day: date) -> None:
    """One of a couple goes; the children stay, and are at the other's home at times."""
    if house.kind not in (Kind.COUPLE, Kind.FAMILY) or len(house.members) < 2:
        return
    leaver, stayer = house.members[0], house.members[1]
    _move_one(rng, town, house, leaver, day)
    house.kind = Kind.LONE_PARENT
    for child in house.members[1:]:
        child.second_home = leaver.stays[-1].home if child.age(day) < 18 else None
    maiden = stayer.origin.draw_family(rng)
    if stayer.family == leaver.family and rng.random() < 0.35:
        stayer.rename(day + timedelta(days=200), gender_family(maiden, stayer.gender))


def _go_into_care(rng: Random, town: Town, house: House, day: date) -> None:
    del rng
    old = [resident for resident in house.members if resident.age(day) >= 80 and not resident.institution]
    target = town.find_house(Kind.CARE_HOME, house)
    if not old or target is None:
        return
    house.members.remove(old[0])
    target.members.append(old[0])
    old[0].move(day, target.home, f"Room {len(target.members)}")
    old[0].institution = str(Kind.CARE_HOME)
    acquaint(target)


def _always(chance: float) -> Callable[[House], float]:
    return lambda house: 0.0 if house.kind in INSTITUTIONS else chance


def _moving(house: House) -> float:
    if house.kind is Kind.SHARERS:
        return min(1.0, _MOVES[Kind.SHARERS] * len(house.members))
    return _MOVES.get(house.kind, _MOVES_ELSE)


def _leaving_hostel(house: House) -> float:
    return 1.0 if house.kind is Kind.HOSTEL else 0.0


def _empty_hostel(rng: Random, town: Town, house: House, day: date) -> None:
    for resident in list(house.members):
        if rng.random() < _HOSTEL_LEAVER:
            _move_one(rng, town, house, resident, day + timedelta(days=rng.randrange(30)))


_CHANCES: tuple[tuple[Callable[[House], float], Callable[[Random, Town, House, date], None]], ...] = (
    (_moving, _move_all),
    (_always(_MARRIES), _marry),
    (_always(_PARTS), _part),
    (_always(_LEAVES_HOME), _leave_home),
    (_always(_TO_CARE), _go_into_care),
    (_leaving_hostel, _empty_hostel),
)
