"""What ADT messages tell of a visit: that it began, ended, was put right, or never was.

Ids follow from the visit's number, so that a message sent again changes nothing and one that cancels finds what it
cancels. An end also has its own moment in its id: after a discharge is cancelled the next one is another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from consumers.feeds.drafting import Desk, Draft, name_case, name_event
from consumers.feeds.faults import Misread
from consumers.feeds.hl7.messages import Message
from consumers.feeds.hl7.moments import read_moment
from consumers.feeds.hl7.persons import draft_person
from consumers.feeds.telling import Told
from streams.codes.agencies import Agency
from streams.codes.health import NonAttendanceCategory
from streams.codes.mental_health import AdmissionMethod, AttendStatus

BEGINS, UPDATES, ENDS = ("A01", "A04"), ("A08",), ("A03",)
CANCELS_BEGIN, CANCELS_END = "A11", "A13"
_EMERGENCY, _ADMITTED, _OUTPATIENTS = "E", "I", ("O", "R", "E")
_NO_CODE = "a place of the patient that the declaration has"
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Visit:
    """``kind``: the patient class, PV1-2. ``number``: PV1-19 with its assigning authority."""

    desk: Desk
    agency: Agency
    message: Message
    draft: Draft
    kind: str
    number: str

    @property
    def recorded(self) -> datetime | None:
        found = self.draft.values.get("recorded_at")
        return found if isinstance(found, datetime) else None

    def moment(self, *places: tuple[str, int]) -> tuple[datetime | Misread | None, str]:
        """The first of the fields that says something."""
        for name, number in places:
            if (said := self.message.text(name, number)) is not None:
                return read_moment(said, self.desk.zone), f"{name}-{number}"
        return None, f"{places[0][0]}-{places[0][1]}"


def tell_visit(desk: Desk, agency: Agency, message: Message, draft: Draft, trigger: str) -> list[Told]:
    """Nothing where nothing of it is shared. What is wrong with it is in ``draft``."""
    kind, number = message.text("PV1", 2), _number(message)
    draft.put("recorded_at", *_recorded(message, desk))
    if kind is None:
        draft.refuse("category", "field-missing", "", "a patient class: E, I, O …", "PV1-2")
    if kind is not None and not _shares(agency, kind):
        return []
    if number is None:
        draft.refuse("id", "id-missing", "", "the visit's own number", "PV1-19")
    if kind is None or number is None:
        return []
    visit = Visit(desk, agency, message, draft, kind.upper(), number)
    if trigger == CANCELS_BEGIN:
        return [desk.erase(name_event(label, number), visit.recorded) for label in _labels(visit)[:1]]
    if trigger == CANCELS_END:
        return _cancel_end(visit)
    draft_person(draft, message, desk.declaration)
    return _tell_end(visit) if trigger in ENDS else _tell_begin(visit, again=trigger in UPDATES)


def _shares(agency: Agency, kind: str) -> bool:
    """A general hospital shares that somebody came to A&E, and nothing of its wards and clinics."""
    kind = kind.upper()
    return kind == _EMERGENCY if agency is Agency.HEALTH else kind == _ADMITTED or kind in _OUTPATIENTS


def _labels(visit: Visit) -> tuple[str, str]:
    """Of the event that tells of the beginning, and of the one that tells of the end."""
    if visit.agency is Agency.HEALTH:
        return "hl7-attendance", "hl7-left"
    return ("hl7-spell", "hl7-spell-ended") if visit.kind == _ADMITTED else ("hl7-contact", "hl7-contact-ended")


def _tell_begin(visit: Visit, again: bool) -> list[Told]:
    draft, desk = visit.draft, visit.desk
    draft.put("happened_at", *visit.moment(("PV1", 44), ("EVN", 6), ("EVN", 2), ("MSH", 7)))
    if visit.agency is Agency.HEALTH:
        found = _ours(visit, desk.declaration.departments)
        draft.put("category", found or desk.declaration.department, "PV1-3")
        kind = "ecds-attendance-recorded-1"
    elif visit.kind == _ADMITTED:
        _draft_spell(visit)
        kind = "mh-spell-started-1"
    else:
        draft.put("category", AttendStatus.ON_TIME, "MSH-9")
        team = _ours(visit, desk.declaration.teams)
        draft.put("team", team or Misread("code-unknown", _NO_CODE), "PV1-3")
        kind = "mh-contact-recorded-1"
    told = desk.tell(kind, name_event(_labels(visit)[0], visit.number), draft)
    if isinstance(told, list):
        return []
    return [desk.rectify(told, visit.recorded)] if again else [told]


def _tell_end(visit: Visit) -> list[Told]:
    draft, desk = visit.draft, visit.desk
    ended, column = visit.moment(("PV1", 45), ("EVN", 6), ("EVN", 2), ("MSH", 7))
    draft.put("happened_at", ended, column)
    if visit.agency is Agency.HEALTH:
        if (visit.message.text("PV1", 36) or "") not in desk.declaration.left:
            return []
        draft.put("category", NonAttendanceCategory.LEFT_BEFORE_TREATMENT, "PV1-36")
        kind = "ecds-dna-recorded-1"
    elif visit.kind == _ADMITTED:
        _draft_spell(visit)
        kind = "mh-spell-ended-1"
    else:
        return []
    event_id = _end_id(visit, ended) if isinstance(ended, datetime) else _labels(visit)[1]
    told = desk.tell(kind, event_id, draft)
    return [] if isinstance(told, list) else [told]


def _cancel_end(visit: Visit) -> list[Told]:
    """On a cancellation EVN-6 is when what is cancelled happened (HL7 v2.5.1, 3.4.1.6)."""
    ended, column = visit.moment(("PV1", 45), ("EVN", 6))
    if isinstance(ended, datetime):
        return [visit.desk.erase(_end_id(visit, ended), visit.recorded)]
    visit.draft.put("happened_at", ended, column)
    if ended is None:
        expected = "when the discharge was that is cancelled, here or in EVN-6"
        visit.draft.refuse("happened_at", "field-missing", "", expected, "PV1-45")
    return []


def _end_id(visit: Visit, ended: datetime) -> str:
    return name_event(_labels(visit)[1], f"{visit.number}:{ended.astimezone(UTC):%Y%m%dT%H%M}")


def _draft_spell(visit: Visit) -> None:
    draft, method = visit.draft, visit.message.text("PV1", 4)
    draft.put("case_id", name_case(visit.number), "PV1-19")
    ward = _ours(visit, visit.desk.declaration.wards)
    draft.put("category", ward or Misread("code-unknown", _NO_CODE), "PV1-3")
    if method in list(AdmissionMethod):
        draft.put("admission_method", AdmissionMethod(method), "PV1-4")


def _ours(visit: Visit, theirs: Mapping[str, Code]) -> Code | None:
    return next((theirs[said] for said in _places(visit.message) if said in theirs), None)


def _places(message: Message) -> Iterator[str]:
    """Where the patient is: point of care, facility and building of PV1-3, then the hospital service."""
    for number, component in ((3, 1), (3, 4), (3, 7), (10, 1)):
        if said := message.text("PV1", number, component):
            yield said


def _number(message: Message) -> str | None:
    number, authority = message.text("PV1", 19), message.text("PV1", 19, 4)
    return f"{authority}/{number}" if number and authority else number


def _recorded(message: Message, desk: Desk) -> tuple[datetime | Misread | None, str]:
    for name, at in (("EVN", 2), ("MSH", 7)):
        if (said := message.text(name, at)) is not None:
            return read_moment(said, desk.zone), f"{name}-{at}"
    return None, "EVN-2"
