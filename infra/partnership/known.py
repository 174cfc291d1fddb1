"""Persons as each agency has them on file: the same every time, until it hears of a move or a new name.

Its own generator, seeded by plan, agency and person, makes a file, so that it need not be kept.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Any

from infra.partnership.names import NICKNAMES
from infra.partnership.people import Person
from infra.partnership.places import Dwelling
from infra.partnership.plan import DAY, day_of
from infra.partnership.slips import misread_number, mistake_date, shorten_date, slip
from streams.codes.agencies import Agency
from streams.codes.person import Gender

_NUMBERS = 10_000_000
# Share of NHS numbers that are another person's, often of one's own household.
_WRONG_NUMBER = 0.01


@dataclass(frozen=True, slots=True)
class Habit:
    """Shares of an agency's files with each fault; ``learns`` is the mean lag, in days, of news of a person.

    ``stride`` scatters local numbers and is prime to ten million, so that no two persons share one.
    """

    prefix: str
    stride: int
    learns: float
    upper: bool = False
    nickname: float = 0.0
    initial: float = 0.0
    swapped: float = 0.0
    slips: float = 0.0
    unhyphened: float = 0.0
    no_given: float = 0.0
    no_birth: float = 0.0
    wrong_birth: float = 0.0
    partial_birth: float = 0.0
    no_gender: float = 0.0
    nhs_number: float = 0.0
    second_file: float = 0.0


HABITS = {
    Agency.COUNCIL: Habit(
        "C", 104_729, 60, upper=True, nickname=0.04, swapped=0.01, slips=0.03, unhyphened=0.2, no_birth=0.04,
        wrong_birth=0.03, partial_birth=0.01, no_gender=0.02, nhs_number=0.25, second_file=0.02),
    Agency.FIRE: Habit(
        "F", 224_737, 400, nickname=0.1, initial=0.35, slips=0.05, no_given=0.15, no_birth=0.85, no_gender=0.5),
    Agency.HEALTH: Habit(
        "H", 350_377, 120, nickname=0.03, initial=0.01, swapped=0.02, slips=0.04, unhyphened=0.2, no_birth=0.01,
        wrong_birth=0.03, partial_birth=0.005, no_gender=0.02, nhs_number=0.72, second_file=0.03),
    Agency.POLICE: Habit(
        "N", 479_909, 200, nickname=0.14, initial=0.04, swapped=0.04, slips=0.08, unhyphened=0.4, no_given=0.01,
        no_birth=0.12, wrong_birth=0.07, partial_birth=0.04, no_gender=0.06, second_file=0.1),
    Agency.AMBULANCE: Habit(
        "A", 611_953, 150, nickname=0.2, initial=0.06, swapped=0.03, slips=0.12, unhyphened=0.5, no_given=0.05,
        no_birth=0.45, wrong_birth=0.06, partial_birth=0.12, no_gender=0.15, nhs_number=0.1, second_file=0.3),
    Agency.EHR: Habit(
        "R", 746_773, 30, nickname=0.02, slips=0.01, unhyphened=0.1, wrong_birth=0.01, no_gender=0.01,
        nhs_number=0.96, second_file=0.005),
}  # fmt: skip


_FAULTS = (
    *("nickname", "initial", "swapped", "slips", "unhyphened", "no_given", "no_birth", "wrong_birth"),
    *("partial_birth", "no_gender", "second_file"),
)


@dataclass(frozen=True, slots=True)
class File:
    person: dict[str, Any]
    home: Dwelling


def open_file(seed: int, agency: Agency, person: Person, at: int, noise: float = 1.0) -> File:
    """``noise`` multiplies the share of each fault, and of files without an NHS number."""
    rng, habit = Random(f"{seed}/{agency}/{person.serial}"), _worsen(HABITS[agency], noise)
    # The news has the same lag for every event, so it is drawn before anything that depends on the name.
    heard_until = at - int(rng.expovariate(1 / (habit.learns * DAY)))
    second = rng.random() < habit.second_file and on_second_day(at)
    known = {"local_record_id": _number(habit, person, second)} | _draw_names(rng, habit, person, heard_until)
    known |= _draw_birth(rng, habit, person, at)
    if rng.random() >= habit.no_gender:
        known["gender"] = person.gender if rng.random() < 0.99 else Gender.NOT_KNOWN.value
    if rng.random() < habit.nhs_number:
        known["nhs_number"] = _draw_number(rng, person)
    return File(known, _known_home(person, heard_until))


def on_second_day(at: int) -> bool:
    """Who has two files is found in the other one on one day in three."""
    return at // DAY % 3 == 0


@lru_cache
def _worsen(habit: Habit, noise: float) -> Habit:
    faults = {name: min(0.9, noise * getattr(habit, name)) for name in _FAULTS}
    known = max(0.0, 1 - noise * (1 - habit.nhs_number)) if habit.nhs_number > 0.5 else habit.nhs_number / noise
    return replace(habit, **faults, nhs_number=known)


def know_truly(agency: Agency, person: Person) -> dict[str, Any]:
    """The file after somebody put it right."""
    return {
        "local_record_id": _number(HABITS[agency], person, second=False),
        "given_name": person.given,
        "family_name": person.family,
        "birth_date": person.birth.isoformat(),
        "gender": person.gender,
    }


def _number(habit: Habit, person: Person, second: bool) -> str:
    number = person.serial * habit.stride % _NUMBERS
    return f"{habit.prefix}{number:07}" + ("B" if second else "")


def _known_home(person: Person, heard_until: int) -> Dwelling:
    if person.former_home and person.moved_at > heard_until:
        return person.former_home
    return person.home


def _draw_names(rng: Random, habit: Habit, person: Person, heard_until: int) -> dict[str, str]:
    stale = person.former_family and person.renamed_at > heard_until
    family = person.former_family if stale else person.family
    given = _draw_given(rng, habit, person.given)
    if "-" in family and rng.random() < habit.unhyphened:
        family = family.replace("-", " ") if rng.random() < 0.5 else family.split("-")[-1]
    if rng.random() < habit.slips:
        given, family = (slip(rng, given), family) if rng.random() < 0.4 else (given, slip(rng, family))
    if rng.random() < habit.swapped:
        given, family = family, given
    names = {"family_name": family} if rng.random() < habit.no_given else {"given_name": given, "family_name": family}
    return {part: name.upper() for part, name in names.items()} if habit.upper else names


def _draw_given(rng: Random, habit: Habit, given: str) -> str:
    drawn = rng.random()
    if drawn < habit.nickname:
        return NICKNAMES.get(given, given)
    return given[0] if drawn < habit.nickname + habit.initial else given


def _draw_birth(rng: Random, habit: Habit, person: Person, at: int) -> dict[str, str]:
    drawn, kind = rng.random(), habit.no_birth
    if drawn < kind:
        return {}
    if drawn < (kind := kind + habit.wrong_birth):
        return {"birth_date": mistake_date(rng, person.birth, day_of(at)).isoformat()}
    if drawn < kind + habit.partial_birth:
        return {"birth_date": shorten_date(rng, person.birth)}
    return {"birth_date": person.birth.isoformat()}


def _draw_number(rng: Random, person: Person) -> str:
    if rng.random() >= _WRONG_NUMBER:
        return person.nhs_number
    others = [mate.nhs_number for mate in person.mates if mate is not person]
    return rng.choice(others) if others else misread_number(rng, person.nhs_number)
