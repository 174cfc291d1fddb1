"""From what happened to what an agency sends: its words, its delays, its numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from infra.partnership.cabinet import Cabinet
from infra.partnership.chance import draw_skewed
from infra.partnership.desks import Desk
from infra.partnership.happenings import Happening
from infra.partnership.households import Kind
from infra.partnership.plan import DAY, HOUR, AreaPlan, Plan, write_moment
from infra.partnership.population import Population
from infra.partnership.writing import NOWHERE, write_address
from streams.codes.agencies import Agency
from streams.codes.person import Sensitivity

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """Median hours from happening to record, and from record to sending; ``spread`` is of the logarithm."""

    recorded: float
    spread: float
    sent: float


PACES = {
    Agency.COUNCIL: Pace(14, 1.2, 5),
    Agency.FIRE: Pace(3, 0.8, 1),
    Agency.HEALTH: Pace(5, 0.8, 2),
    Agency.POLICE: Pace(1.5, 1.1, 0.2),
    Agency.AMBULANCE: Pace(1, 0.7, 0.1),
    Agency.EHR: Pace(16, 1.2, 1),
}
_LONGEST_LAG = 45 * DAY

# Share of events with a person that give no address, and of residents of a hostel who give none.
_NO_ADDRESS = {Agency.COUNCIL: 0.03, Agency.HEALTH: 0.02, Agency.EHR: 0.02}
_NOWHERE = 0.15
# Who has a restricted record is known to the NHS and the council; others seldom hear of it.
_KNOWS_RESTRICTIONS = {Agency.COUNCIL: 1.0, Agency.HEALTH: 1.0, Agency.EHR: 1.0}
_HEARS_OF_RESTRICTION = 0.3

_ID_FORMS = {
    Agency.COUNCIL: "{code}-SC-{number:07}",
    Agency.FIRE: "{code}FRS-{number:06}",
    Agency.HEALTH: "{code}-ECDS-{number:07}",
    Agency.POLICE: "{code}P/{number:07}",
    Agency.AMBULANCE: "CAD-{code}-{number:07}",
    Agency.EHR: "{code}-MH-{number:08}",
}


@dataclass(frozen=True, slots=True)
class Report:
    """An event as sent, and the true person and address behind it; either is empty where there is none.

    ``again`` is set for a duplicate.
    """

    sent: int
    agency: Agency
    event: dict[str, Any]
    person: str
    address: str
    again: bool = False


class Clerk:
    """Writes for all agencies of an area; event ids are unique for each source."""

    def __init__(self, plan: Plan, area: AreaPlan, population: Population, desks: Mapping[Agency, list[Desk]]) -> None:
        self.area, self._desks, self._scenario = area, desks, plan.scenario
        self._cabinet = Cabinet(plan.seed, plan.scenario.noise)
        self._numbers: Counter[Agency] = Counter()
        self._homeless = {
            person.serial
            for household in population.households
            if household.kind is Kind.HOSTEL
            for person in household.members
        }

    def record(self, rng: Random, happening: Happening, soonest: int) -> Report:
        pace = PACES[happening.agency]
        lag = draw_skewed(rng, pace.recorded, pace.spread) * HOUR
        recorded = happening.at + min(_LONGEST_LAG, round(lag))
        # What led up to a crisis may lie before the week in which the crisis was drawn, whose feeds are closed.
        sent = max(recorded, happening.held_until, soonest) + round(draw_skewed(rng, pace.sent, 0.6) * HOUR)
        # A feed that was down, a form found in a drawer: sent days or weeks later.
        if rng.random() < self._scenario.late:
            sent += round(rng.expovariate(1 / self._scenario.late_days) * DAY)
        data, address = self._state(rng, happening)
        data |= {
            "happened_at": write_moment(happening.at),
            "recorded_at": write_moment(recorded),
            "contact": self.desk(happening.agency, happening.person.serial if happening.person else happening.at),
            "category": str(happening.category),
        }
        event = self.envelop(happening.agency, happening.type, sent, data | dict(happening.details))
        person = happening.person.id if happening.person else NOBODY
        return Report(sent, happening.agency, event, person, address)

    def envelop(self, agency: Agency, kind: str, sent: int, data: dict[str, Any]) -> dict[str, Any]:
        """``time`` is when it is sent, so that feeds can be merged by it."""
        self._numbers[agency] += 1
        return {
            "specversion": "1.0",
            "id": _ID_FORMS[agency].format(code=self.area.code, number=self._numbers[agency]),
            "source": self.area.sources[agency],
            "type": kind,
            "time": write_moment(sent),
            "datacontenttype": "application/json",
            "area": self.area.name,
            "data": data,
        }

    def desk(self, agency: Agency, key: int) -> Desk:
        desks = self._desks[agency]
        return desks[key * 31 % len(desks)]

    def _state(self, rng: Random, happening: Happening) -> tuple[dict[str, Any], str]:
        """Who and where, as this agency has it, and the true address of what it wrote."""
        person, place, agency = happening.person, happening.place, happening.agency
        if person is None:
            return self._locate(rng, happening)
        file = self._cabinet.open(agency, person, happening.at)
        data: dict[str, Any] = {"person": file.person}
        if person.sensitivity != Sensitivity.UNRESTRICTED and _hears(rng, agency):
            data["sensitivity"] = person.sensitivity
        if person.serial in self._homeless and rng.random() < _NOWHERE:
            return data | {"address": NOWHERE}, ""
        if place is None and rng.random() < _NO_ADDRESS.get(agency, 0.0):
            return data, ""
        where = place or file.home
        return data | {"address": write_address(rng, agency, where)}, where.id

    def _locate(self, rng: Random, happening: Happening) -> tuple[dict[str, Any], str]:
        if happening.place is None:
            raise ValueError("what happens to nobody must happen somewhere")
        return {"address": write_address(rng, happening.agency, happening.place)}, happening.place.id


def _hears(rng: Random, agency: Agency) -> bool:
    return rng.random() < _KNOWS_RESTRICTIONS.get(agency, _HEARS_OF_RESTRICTION)
