"""The forty-seven contacts of the case study: 29 with three services in thirteen weeks, then 18 with three more.

None is restricted, corrected or sent twice, and all are sent before the plan's end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Any

from infra.partnership.case_study import CaseStudy
from infra.partnership.case_study_spellings import ADDRESSES, CHILD, MOTHER, Spelling
from infra.partnership.incidents import MISSED_TYPE, TYPES
from infra.partnership.people import Person
from infra.partnership.plan import DAY, HOUR, WEEK, Plan, write_moment
from infra.partnership.recording import Clerk, Report
from streams.codes.agencies import Agency
from streams.codes.ambulance import AmbulanceCategory as Ambulance
from streams.codes.council import CouncilCategory as Council
from streams.codes.fire import FireCategory as Fire
from streams.codes.health import AttendanceCategory, NonAttendanceCategory
from streams.codes.lists import CodeList
from streams.codes.mental_health import Priority, TeamType
from streams.codes.police import PoliceCategory as Police

CASE_STUDY_COUNTS = {
    Agency.HEALTH: 15,
    Agency.POLICE: 11,
    Agency.FIRE: 3,
    Agency.COUNCIL: 10,
    Agency.AMBULANCE: 7,
    Agency.EHR: 1,
}
CASE_STUDY_CONTACTS = sum(CASE_STUDY_COUNTS.values())
# The thirteen weeks begin half a year before the end; the last contact is four days before it.
CASE_STUDY_BEGINS, CASE_STUDY_PERIOD, _LAST = 26 * WEEK, 13 * WEEK, 4 * DAY

_MOTHER, _CHILD, _NOBODY = "mother", "child", ""
_ED, _UTC = AttendanceCategory.EMERGENCY_DEPARTMENT, AttendanceCategory.URGENT_TREATMENT
_ROWS: dict[Agency, list[tuple[str, CodeList]]] = {
    Agency.HEALTH: [
        (_CHILD, _ED), (_MOTHER, _ED), (_CHILD, NonAttendanceCategory.OUTPATIENT), (_CHILD, _ED), (_MOTHER, _UTC),
        (_CHILD, _ED), (_CHILD, NonAttendanceCategory.LEFT_BEFORE_TREATMENT), (_MOTHER, _ED), (_CHILD, _UTC),
        (_MOTHER, NonAttendanceCategory.OUTPATIENT), (_CHILD, _ED), (_MOTHER, _ED), (_CHILD, _ED),
        (_CHILD, NonAttendanceCategory.COMMUNITY), (_MOTHER, _ED),
    ],
    Agency.POLICE: [
        (_NOBODY, Police.ASB_NUISANCE), (_CHILD, Police.CONCERN_FOR_SAFETY), (_MOTHER, Police.DOMESTIC_INCIDENT),
        (_CHILD, Police.ASB_PERSONAL), (_CHILD, Police.CONCERN_FOR_SAFETY), (_NOBODY, Police.ABANDONED_CALL),
        (_CHILD, Police.MISSING_PERSON), (_MOTHER, Police.DOMESTIC_INCIDENT), (_CHILD, Police.SUSPICIOUS),
        (_CHILD, Police.CONCERN_FOR_SAFETY), (_MOTHER, Police.VULNERABLE_ADULT_CRIME),
    ],
    Agency.FIRE: [(_NOBODY, Fire.GOOD_INTENT), (_NOBODY, Fire.SECONDARY_FIRE), (_NOBODY, Fire.EFFECTING_ENTRY)],
    Agency.COUNCIL: [(_MOTHER, Council.SAFEGUARDING_CONCERN)] * 10,
    Agency.AMBULANCE: [
        (_MOTHER, Ambulance.CATEGORY_2), (_CHILD, Ambulance.CATEGORY_2), (_NOBODY, Ambulance.CATEGORY_3),
        (_MOTHER, Ambulance.CATEGORY_3), (_CHILD, Ambulance.CATEGORY_1), (_MOTHER, Ambulance.CATEGORY_2),
        (_CHILD, Ambulance.CATEGORY_2),
    ],
    Agency.EHR: [(_CHILD, TeamType.SINGLE_POINT_OF_ACCESS)],
}  # fmt: skip
_FIRST = (Agency.HEALTH, Agency.POLICE, Agency.FIRE)
_THEN = (Agency.COUNCIL, Agency.AMBULANCE)


@dataclass(frozen=True, slots=True)
class Contact:
    at: int
    agency: Agency
    person: Person | None
    known: dict[str, Any] | None
    spelling: Spelling
    category: str


def report_case_study(plan: Plan, case_study: CaseStudy, clerk: Clerk) -> Iterator[Report]:
    rng = Random(f"{plan.seed}/case-study")
    for number, contact in enumerate(_draw_contacts(plan, case_study, rng)):
        yield _report(rng, clerk, case_study, contact, number)


def _draw_contacts(plan: Plan, case_study: CaseStudy, rng: Random) -> list[Contact]:
    begins = plan.ends - CASE_STUDY_BEGINS
    turn = begins + CASE_STUDY_PERIOD
    contacts: list[Contact] = []
    for agencies, start, end in ((_FIRST, begins, turn), (_THEN, turn, plan.ends - 2 * _LAST)):
        for agency in agencies:
            contacts += _spread(rng, case_study, agency, start, end)
    contacts += _spread(rng, case_study, Agency.EHR, plan.ends - _LAST - HOUR, plan.ends - _LAST)
    return sorted(contacts, key=lambda contact: contact.at)


def _spread(rng: Random, case_study: CaseStudy, agency: Agency, start: int, end: int) -> Iterator[Contact]:
    """At even distances, each shaken within its share of the time."""
    rows = _ROWS[agency]
    spellings, mother, child = cycle(ADDRESSES[agency]), cycle(MOTHER.get(agency, ())), cycle(CHILD.get(agency, ()))
    share = (end - start) / len(rows)
    for place, (who, category) in enumerate(rows):
        at = start + int((place + rng.random()) * share)
        files = {_MOTHER: (case_study.mother, mother), _CHILD: (case_study.child, child)}
        person, file = files.get(who, (None, None))
        yield Contact(at, agency, person, next(file) if file else None, next(spellings), str(category))


def _report(rng: Random, clerk: Clerk, case_study: CaseStudy, contact: Contact, number: int) -> Report:
    recorded = contact.at + round(rng.uniform(0.3, 20) * HOUR)
    sent = recorded + round(rng.uniform(0.1, 3) * HOUR)
    data: dict[str, Any] = _write_parts(case_study, contact) | {
        "happened_at": write_moment(contact.at),
        "recorded_at": write_moment(recorded),
        "contact": clerk.desk(contact.agency, number),
        "category": contact.category,
    }
    if contact.agency in (Agency.COUNCIL, Agency.EHR):
        data["case_id"] = f"{clerk.area.code}X{number + 1:04}"
    if contact.agency is Agency.EHR:
        data["priority"] = Priority.URGENT.value
    event = clerk.envelop(contact.agency, _type_of(contact), sent, data)
    return Report(sent, contact.agency, event, contact.person.id if contact.person else "", case_study.home.id)


def _write_parts(case_study: CaseStudy, contact: Contact) -> dict[str, Any]:
    home, spelling = case_study.home, contact.spelling
    address = {"text": spelling.text}
    if spelling.postcode:
        address["postcode"] = home.postcode
    if spelling.uprn:
        address["uprn"] = home.uprn
    if contact.known is None or contact.person is None:
        return {"address": address}
    own = {"nhs_number": contact.person.nhs_number} if "nhs_number" in contact.known else {}
    return {"person": contact.known | own, "address": address}


def _type_of(contact: Contact) -> str:
    if contact.agency is Agency.EHR:
        return "mh-referral-received-1"
    missed = {category.value for category in NonAttendanceCategory}
    return MISSED_TYPE if contact.category in missed else TYPES[contact.agency]
