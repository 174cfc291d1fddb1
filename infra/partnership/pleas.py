"""Calls for help before a crisis: the worse somebody is, the oftener others are called to them."""

from collections.abc import Iterator
from random import Random

from infra.partnership.care import Patient
from infra.partnership.chance import draw_count, draw_moment
from infra.partnership.coming import MIDDLING, PLEAS, expect_pleas
from infra.partnership.happenings import Happening
from infra.partnership.incidents import call
from infra.partnership.plan import WEEK
from streams.codes.agencies import Agency
from streams.codes.ambulance import AmbulanceCategory
from streams.codes.health import AttendanceCategory
from streams.codes.police import PoliceCategory

_CATEGORIES: dict[Agency, str] = {
    Agency.POLICE: PoliceCategory.CONCERN_FOR_SAFETY.value,
    Agency.AMBULANCE: AmbulanceCategory.CATEGORY_2.value,
    Agency.HEALTH: AttendanceCategory.EMERGENCY_DEPARTMENT.value,
}


def plead(rng: Random, patient: Patient, start: int) -> Iterator[Happening]:
    """Of a week that begins out of crisis; once a crisis has begun, what follows is part of it."""
    expected = expect_pleas(patient.severity.weekly())
    made = draw_count(rng, expected * sum(PLEAS.values()))
    for _ in range(made):
        agency = MIDDLING.draw(rng)
        at = draw_moment(rng, start, start + WEEK)
        if not patient.crisis_begins <= at < patient.crisis_ends:
            yield call(rng, agency, patient.person, at, _CATEGORIES[agency])
