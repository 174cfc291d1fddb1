"""Who is called to which home, and what one call leads to at the other agencies."""

from collections.abc import Iterator
from datetime import date
from random import Random

from infra.partnership import incident_odds as table
from infra.partnership.chance import draw_count, draw_moment
from infra.partnership.happenings import Happening
from infra.partnership.households import Household
from infra.partnership.people import Person
from infra.partnership.plan import DAY, HOUR, WEEK, day_of
from infra.partnership.population import Population
from streams.codes.agencies import Agency
from streams.codes.council import CouncilCategory
from streams.codes.fire import FireCategory
from streams.codes.health import AttendanceCategory
from streams.codes.police import PoliceCategory

TYPES = {
    Agency.COUNCIL: "council-case-opened-1",
    Agency.FIRE: "fire-incident-recorded-1",
    Agency.HEALTH: "ecds-attendance-recorded-1",
    Agency.POLICE: "police-incident-recorded-1",
    Agency.AMBULANCE: "ambulance-callout-recorded-1",
}
MISSED_TYPE = "ecds-dna-recorded-1"

# Share of incidents at which nobody is named, and of those met at somebody else's home.
_UNNAMED = {Agency.POLICE: 0.12, Agency.FIRE: 0.9, Agency.AMBULANCE: 0.05}
_ELSEWHERE = 0.04


def draw_incidents(rng: Random, population: Population, start: int) -> list[Happening]:
    unrest = population.unrest.cumulative[-1]
    calls = draw_count(rng, unrest * table.YEARLY / 52)
    drawn = []
    for _ in range(calls):
        household, at = population.unrest.draw(rng), draw_moment(rng, start, start + WEEK)
        if household.members:
            drawn.append(_draw_incident(rng, population, household, at))
    return drawn


def _draw_incident(rng: Random, population: Population, household: Household, at: int) -> Happening:
    agency = table.CALLED_TO.get(household.kind, table.CALLED).draw(rng)
    person = rng.choice(household.members)
    happening = call(rng, agency, person, at)
    if agency is Agency.POLICE and rng.random() < _ELSEWHERE:
        place = rng.choice(population.households).home
        return Happening(agency, happening.type, at, happening.category, happening.person or person, place)
    return happening


def call(rng: Random, agency: Agency, person: Person, at: int, category: str = "") -> Happening:
    """At the person's home; health and council write the home they have on file instead."""
    drawn, kind = draw_category(rng, agency, person, day_of(at))
    named = person if rng.random() >= _UNNAMED.get(agency, 0.0) else None
    place = None if agency in (Agency.HEALTH, Agency.COUNCIL) else person.home_at(at)
    return Happening(agency, TYPES[agency] if category else kind, at, category or drawn, named, place)


def draw_category(rng: Random, agency: Agency, person: Person, today: date) -> tuple[str, str]:
    """The category and the event type it belongs to."""
    adult = person.is_adult(today)
    match agency:
        case Agency.POLICE if adult:
            adults = sum(1 for mate in person.mates if mate.is_adult(today))
            return (table.POLICE_ADULT if adults > 1 else table.POLICE_ALONE).draw(rng), TYPES[agency]
        case Agency.POLICE:
            return table.POLICE_CHILD.draw(rng), TYPES[agency]
        case Agency.FIRE:
            return table.FIRE.draw(rng), TYPES[agency]
        case Agency.AMBULANCE:
            return table.AMBULANCE.draw(rng), TYPES[agency]
        case Agency.HEALTH if rng.random() < table.MISSED_SHARE:
            return table.MISSED.draw(rng), MISSED_TYPE
        case Agency.HEALTH:
            return table.ATTENDANCE.draw(rng), TYPES[agency]
        case _:
            return (table.COUNCIL_ADULT if adult else table.COUNCIL_CHILD).draw(rng), TYPES[Agency.COUNCIL]


def follow_up(rng: Random, happening: Happening) -> Iterator[Happening]:
    """What other agencies come to do because of it; each of these may be followed up in turn."""
    person, category = happening.person, happening.category
    if person is None:
        return
    match happening.agency:
        case Agency.AMBULANCE:
            yield from _perhaps(rng, 0.5, happening, Agency.HEALTH, 1, 5, AttendanceCategory.EMERGENCY_DEPARTMENT)
            yield from _refer(rng, 0.05, happening)
        case Agency.POLICE if category in table.REPORTED_ON:
            notice = PoliceCategory.PROTECTION_NOTICE
            yield from _perhaps(rng, 0.4, happening, Agency.POLICE, 3, 40, notice)
        case Agency.POLICE if category == PoliceCategory.PROTECTION_NOTICE:
            yield from _refer(rng, 0.5, happening)
        case Agency.POLICE if category == PoliceCategory.CONCERN_FOR_SAFETY:
            yield from _perhaps(rng, 0.2, happening, Agency.AMBULANCE, 0, 2)
            yield from _refer(rng, 0.08, happening)
        case Agency.FIRE if category in (FireCategory.PRIMARY_FIRE, FireCategory.EFFECTING_ENTRY):
            yield from _perhaps(rng, 0.4, happening, Agency.AMBULANCE, 0, 1)
            yield from _perhaps(rng, 0.4, happening, Agency.FIRE, 48, 400, FireCategory.SAFE_AND_WELL)
        case Agency.HEALTH:
            yield from _refer(rng, 0.02, happening)


def _perhaps(
    rng: Random, share: float, cause: Happening, agency: Agency, soonest: int, latest: int, category: str = ""
) -> Iterator[Happening]:
    """After ``soonest`` to ``latest`` hours."""
    if rng.random() < share and cause.person:
        at = cause.at + 300 + draw_moment(rng, soonest * HOUR, latest * HOUR)
        yield call(rng, agency, cause.person, at, str(category) if category else "")


def _refer(rng: Random, share: float, cause: Happening) -> Iterator[Happening]:
    if rng.random() >= share or cause.person is None:
        return
    at = cause.at + draw_moment(rng, DAY, 5 * DAY)
    adult = cause.person.is_adult(day_of(at))
    category = CouncilCategory.SAFEGUARDING_CONCERN if adult else CouncilCategory.CHILD_REFERRAL
    yield call(rng, Agency.COUNCIL, cause.person, at, str(category))
