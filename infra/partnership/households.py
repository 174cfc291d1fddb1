"""Households and the registrar who enters their members. Who lives together is drawn in ``families``."""

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
GENDERS = (MALE, FEMALE)


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
# Of people under a trust's care most live alone: about a third share their home.
_KINDS_OF_PATIENTS = odds(
    {Kind.SINGLE: 62, Kind.COUPLE: 10, Kind.FAMILY: 6, Kind.LONE_PARENT: 6, Kind.ADULT_CHILD: 8, Kind.SHARERS: 8}
)
# Of incidents, against a household of the same size elsewhere.
_UNREST = {
    Kind.SINGLE: 0.8, Kind.COUPLE: 0.6, Kind.FAMILY: 1.0, Kind.LONE_PARENT: 1.6, Kind.ADULT_CHILD: 1.3,
    Kind.SHARERS: 1.4, Kind.HOSTEL: 8.0, Kind.CARE_HOME: 6.0,
}  # fmt: skip
# Most addresses meet one to five incidents a year and a few meet dozens: log-normal, cut off.
_SPREAD, _MOST = 1.0, 14.0


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

    def open(self, home: Dwelling, kind: Kind | None = None) -> Household:
        """Still empty; without a ``kind`` a private household of a drawn one."""
        if kind:
            return Household(kind, home, unrest=_UNREST[kind])
        drawn = (_KINDS_OF_PATIENTS if self.area.patients else _KINDS).draw(self.rng)
        return Household(drawn, home, unrest=_UNREST[drawn] * min(_MOST, draw_skewed(self.rng, 1.0, _SPREAD)))

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
        gender = gender or self.rng.choice(GENDERS)
        given = culture.draw_given(self.rng, gender)
        birth = draw_birth(self.rng, self.today, youngest, oldest)
        return self.register(home, given, family, birth, gender)

    def register(self, home: Dwelling, given: str, family: str, birth: date, gender: str) -> Person:
        serial, self._serial = self._serial, self._serial + 1
        name = f"{self.area.code}-P{serial:06}"
        number, sensitivity = next(self._numbers), draw_sensitivity(self.rng)
        return Person(serial, name, given, family, birth, gender, number, home, sensitivity)
