"""People and how they live over the years: where, with whom, and under what name."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random

from infra.partnership.chance import Odds
from infra.partnership.hard_stream.origins import Origin, read_origins
from infra.partnership.hard_stream.premises import build_homes
from infra.partnership.households import MALE, Kind
from infra.partnership.people import issue_nhs_numbers
from infra.partnership.places import Dwelling

# The stream's years. Fixed, so that a seed gives the same bytes on any day.
FIRST_DAY, LAST_DAY = date(2022, 11, 1), date(2026, 10, 31)
_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Stay:
    """``room`` only where a house is let by the room; the home is the house all the same."""

    since: date
    home: Dwelling
    room: str = ""


@dataclass(slots=True, eq=False)
class Resident:
    """``stays`` and ``families`` (since when, under what name) run in the order of time and are never empty.

    ``second_home`` is the other parent's. ``mates`` live in the same household now, the resident among them.
    """

    id: str
    origin: Origin
    given: str
    middle: str
    birth: date
    gender: str
    nhs_number: str
    families: list[tuple[date, str]]
    stays: list[Stay]
    mates: list["Resident"] = field(default_factory=list)
    alias: str = ""
    second_home: Dwelling | None = None
    sharer: bool = False
    twin: bool = False
    junior: bool = False
    institution: str = ""

    @property
    def family(self) -> str:
        return self.families[-1][1]

    @property
    def mover(self) -> bool:
        return len(self.stays) > 1

    def age(self, day: date) -> int:
        return int((day - self.birth).days / _YEAR)

    def family_at(self, day: date) -> str:
        return self.families[max(0, bisect_right(self.families, day, key=lambda held: held[0]) - 1)][1]

    def stay_at(self, day: date) -> Stay:
        return self.stays[max(0, bisect_right(self.stays, day, key=lambda stay: stay.since) - 1)]

    def move(self, day: date, home: Dwelling, room: str = "") -> None:
        """The day after the last move, should ``day`` come before it."""
        self.stays.append(Stay(max(day, self.stays[-1].since + timedelta(days=1)), home, room))

    def rename(self, day: date, family: str) -> None:
        self.families.append((max(day, self.families[-1][0] + timedelta(days=1)), family))


@dataclass(slots=True, eq=False)
class House:
    kind: Kind
    home: Dwelling
    members: list[Resident] = field(default_factory=list)
    married: bool = True


class Registry:
    """Enters people; the order of draws is the order of persons."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.origins: Odds[Origin] = read_origins()
        self.homes: Iterator[Dwelling] = build_homes(rng)
        self._numbers = issue_nhs_numbers(rng.randrange(700_000))
        self._serials = count(1)

    def draw_birth(self, youngest: float, oldest: float) -> date:
        """Of the ages given at the first day; births after it are those of the stream's own years."""
        return FIRST_DAY - timedelta(days=int(self.rng.uniform(youngest, oldest) * _YEAR))

    def enter(self, origin: Origin, family: str, birth: date, gender: str, stay: Stay, given: str = "") -> Resident:
        drawn, middle = origin.draw_names(self.rng, gender, birth.year)
        given, middle = (given, "" if middle == given else middle) if given else (drawn, middle)
        family, birth = gender_family(family, gender), origin.draw_birthday(self.rng, birth)
        serial, number = next(self._serials), next(self._numbers)
        held = [(FIRST_DAY, family)]
        return Resident(f"P{serial:06}", origin, given, middle, birth, gender, number, held, [stay])


def gender_family(family: str, gender: str) -> str:
    """
    >>> gender_family("Kowalski", "2"), gender_family("Singh", "2"), gender_family("Nowak", "2")
    ('Kowalska', 'Kaur', 'Nowak')
    """
    if gender == MALE:
        return {"Kaur": "Singh", "Begum": "Miah", "Bibi": "Khan", "Khatun": "Uddin"}.get(family, family)
    if family == "Singh":
        return "Kaur"
    return family[:-1] + "a" if family.endswith(("ski", "cki", "dzki")) else family
