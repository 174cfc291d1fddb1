"""What to simulate: how many people, where, and over which weeks. Every moment is in whole seconds since 1970, UTC."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from infra.partnership.scenario import Scenario
from streams.codes.agencies import Agency
from streams.errors import Invalid
from streams.partnership import read_partnership

PARTNERSHIP_FILE = Path(__file__).with_name("partnership.toml")

HOUR = 3_600
DAY = 86_400
WEEK = 7 * DAY

# Postcode areas that Royal Mail has never allocated, so that no code can be anybody's.
POSTCODE_AREAS = {"northmoor": "NM", "eastvale": "EV"}
# The first area is the large one; each further area has a quarter of its people.
_FIRST_SHARE = 4
# The 999 range holds a million numbers, of which ten in eleven have a check digit.
_MOST_PEOPLE = 800_000
_FEWEST_PEOPLE = 20
_PEOPLE_OF_PATIENT = 2.2


@dataclass(frozen=True, slots=True)
class Plan:
    """Raises :class:`Invalid` for a plan that cannot be drawn.

    With ``patients`` so many people of the first area are on its caseload, each of another home, and most live
    alone; without, a small share of adults are, wherever they live.
    """

    seed: int
    people: int
    weeks: int
    until: datetime
    areas: tuple[str, ...] = ("northmoor", "eastvale")
    patients: int = 0
    scenario: Scenario = field(default_factory=Scenario)

    def __post_init__(self) -> None:
        if self.until.tzinfo is None:
            raise Invalid("time-without-offset", "until must say its offset, such as 2026-11-01T06:00:00Z", "until")
        if not _FEWEST_PEOPLE <= self.people <= _MOST_PEOPLE or self.weeks < 1:
            raise Invalid("plan", f"give {_FEWEST_PEOPLE} to {_MOST_PEOPLE:,} people and at least one week", "people")
        if not self.areas or set(self.areas) - set(POSTCODE_AREAS) or len(set(self.areas)) < len(self.areas):
            raise Invalid("plan", f"areas must be different ones of {', '.join(POSTCODE_AREAS)}", "areas")
        if not 0 <= self.patients <= self.people // 2:
            raise Invalid("plan", "at most half of the people can be patients; others live with them", "patients")

    @property
    def ends(self) -> int:
        return int(self.until.timestamp())

    @property
    def starts(self) -> int:
        return self.ends - self.weeks * WEEK


def demo_plan(until: datetime, seed: int = 1) -> Plan:
    """Northmoor with 4,000 people and Eastvale with 1,000, for a year: about 20,000 events."""
    return Plan(seed, people=5_000, weeks=52, until=until)


def caseload_plan(seed: int, patients: int, weeks: int, until: datetime, scenario: Scenario) -> Plan:
    """One area of ``patients``, those who live with them, and those who become patients later."""
    people = max(_FEWEST_PEOPLE, round(patients * _PEOPLE_OF_PATIENT))
    return Plan(seed, people, weeks, until, ("northmoor",), patients, scenario)


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """One area's part of the plan. ``first_serial`` keeps the persons of all areas apart."""

    name: str
    label: str
    code: str
    people: int
    first_serial: int
    sources: dict[Agency, str]
    patients: int = 0


def divide(plan: Plan) -> list[AreaPlan]:
    known = read_partnership(PARTNERSHIP_FILE).areas
    divided, serial = [], 1
    for index, name in enumerate(plan.areas):
        share = _FIRST_SHARE if index == 0 else 1
        people = round(plan.people * share / (_FIRST_SHARE + len(plan.areas) - 1))
        patients = plan.patients if index == 0 else 0
        sources = {agency: source for source, agency in known[name].sources.items()}
        divided.append(AreaPlan(name, known[name].label, POSTCODE_AREAS[name], people, serial, sources, patients))
        serial += people + 1_000
    return divided


def write_moment(moment: int) -> str:
    """
    >>> write_moment(1_767_323_045)
    '2026-01-02T03:04:05Z'
    """
    day, rest = divmod(moment, DAY)
    return f"{_write_day(day)}T{rest // HOUR:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def in_office_hours(moment: int) -> int:
    """The same day between eight and five, in the same order."""
    day, rest = divmod(moment, DAY)
    return day * DAY + 8 * HOUR + rest * 9 // 24


def read_moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def day_of(moment: int) -> date:
    return datetime.fromtimestamp(moment, UTC).date()


@lru_cache(maxsize=4_096)
def _write_day(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()
