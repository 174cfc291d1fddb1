"""What ADT messages tell of a visit: that it began, ended, was put right, or never was.

Ids follow from the visit's number, so that a message sent again changes nothing and one that cancels finds what it
cancels. An end also has its own moment in its id: after a discharge is cancelled the next one is another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from consumers.feeds.drafting import Author, Draft, name_case, name_event
from consumers.feeds.faults import Misread
from consumers.feeds.hl7.messages import Message
from consumers.feeds.hl7.moments import read_moment
from consumers.feeds.hl7.persons import draft_person, find_local_id
from consumers.feeds.telling import Told
from consumers.feeds.versions import Version
from streams.codes.agencies import Agency
from streams.codes.health import NonAttendanceCategory
from streams.codes.mental_health import AdmissionMethod, AttendStatus, DeathNotice

BEGINS, UPDATES, ENDS = ("A01", "A04"), ("A08",), ("A03",)
CANCELS_BEGIN, CANCELS_END = "A11", "A13"
_EMERGENCY, _ADMITTED, _OUTPATIENTS = "E", "I", ("O", "R", "E")
_DEATH = "hl7-death"
_NO_CODE = "a place of the patient that the declaration has"
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Visit:
    """``kind``: the patient class, PV1-2. ``number``: PV1-19 with its assigning authority."""

    author: Author
    message: Message
    draft: Draft
    kind: str
    number: str

    @property
    def recorded(self) -> datetime | None:
        found = self.draft.values.get("recorded_at")
        return found if isinstance(found, datetime) else None

    def put_moment(self, path: str, *places: tuple[str, int]) -> datetime | None:
        """The first of the fields that says something."""
        return put_moment(self.author, self.message, self.draft, path, *places)


def tell_visit(author: Author, message: Message, draft: Draft, trigger: str) -> list[Told]:
    """Nothing where nothing of it is shared. What is wrong with it is in ``draft``."""
    kind, number = message.text("PV1", 2), _number(message)
    put_moment(author, message, draft, "recorded_at", ("EVN", 2), ("MSH", 7))
    if kind is None:
        draft.refuse("category", "field-missing", "", "a patient class: E, I, O …", "PV1-2")
    if kind is not None and not _shares(author.agency, kind):
        return []
    if number is None:
        draft.refuse("id", "id-missing", "", "the visit's own number", "PV1-19")
    if kind is None or number is None:
        return []
    visit = Visit(author, message, draft, kind.upper(), number)
    if trigger == CANCELS_BEGIN:
        return [author.erase(name_event(label, number), visit.recorded) for label in _labels(visit)[:1]]
    if trigger == CANCELS_END:
        return _cancel_end(visit)
    draft_person(draft, message, author.declaration)
    return _tell_end(visit) if trigger in ENDS else _tell_begin(visit, again=trigger in UPDATES)


def tell_death(author: Author, message: Message, draft: Draft) -> list[Told]:
    """PID-29 and PID-30 of a trust's record. Once for each record number, whichever message says it first."""
    if author.agency is not Agency.EHR or (message.text("PID", 30) or "").upper() != "Y":
        return []
    dead = Draft(draft.place, draft.line)
    put_moment(author, message, dead, "recorded_at", ("EVN", 2), ("MSH", 7))
    put_moment(author, message, dead, "happened_at", ("PID", 29), ("EVN", 2), ("MSH", 7))
    draft_person(dead, message, author.declaration)
    dead.put("category", DeathNotice.INFORMAL, "PID-30")
    own_id = str(dead.values.get("person.local_record_id", ""))
    told = author.tell("mh-death-recorded-1", name_event(_DEATH, own_id), dead)
    draft.faults += dead.faults
    return [] if isinstance(told, list) else [told]


def find_death_version(author: Author, message: Message) -> Version | None:
    """None where the message does not say whether the person has died: most say nothing of it."""
    if author.agency is not Agency.EHR or not (message.text("PID", 30) or message.is_struck("PID", 30)):
        return None
    own_id, when = find_local_id(message.repeat("PID", 3), author.declaration), Draft("")
    recorded = put_moment(author, message, when, "recorded_at", ("EVN", 2), ("MSH", 7))
    if own_id is None or when.faults or (message.text("PID", 30) or "N").upper() not in ("Y", "N"):
        return None
    named = name_event(_DEATH, own_id)
    return Version(named, (named,), recorded, explicit=True)


def put_moment(author: Author, message: Message, draft: Draft, path: str, *places: tuple[str, int]) -> datetime | None:
    for name, number in places:
        if (said := message.text(name, number)) is not None:
            found = read_moment(said, author.zone)
            draft.put(path, found, f"{name}-{number}", said)
            return found if isinstance(found, datetime) else None
    draft.columns[path] = f"{places[0][0]}-{places[0][1]}"
    return None


def _shares(agency: Agency, kind: str) -> bool:
    """A general hospital shares that somebody came to A&E, and nothing of its wards and clinics."""
    kind = kind.upper()
    return kind == _EMERGENCY if agency is Agency.HEALTH else kind == _ADMITTED or kind in _OUTPATIENTS


def _labels(visit: Visit) -> tuple[str, str]:
    """Of the event that tells of the beginning, and of the one that tells of the end."""
    if visit.author.agency is Agency.HEALTH:
        return "hl7-attendance", "hl7-left"
    return ("hl7-spell", "hl7-spell-ended") if visit.kind == _ADMITTED else ("hl7-contact", "hl7-contact-ended")


def _tell_begin(visit: Visit, again: bool) -> list[Told]:
    draft, author = visit.draft, visit.author
    # When an update was made is not when the visit began.
    made = () if again else (("EVN", 6), ("EVN", 2), ("MSH", 7))
    visit.put_moment("happened_at", ("PV1", 44), *made)
    if visit.author.agency is Agency.HEALTH:
        found = _ours(visit, author.declaration.departments)
        draft.put("category", found or author.declaration.department, "PV1-3")
        kind = "ecds-attendance-recorded-1"
    elif visit.kind == _ADMITTED:
        _draft_spell(visit)
        kind = "mh-spell-started-1"
    else:
        draft.put("category", AttendStatus.ON_TIME, "MSH-9")
        team = _ours(visit, author.declaration.teams)
        draft.put("team", team or Misread("code-unknown", _NO_CODE), "PV1-3")
        kind = "mh-contact-recorded-1"
    told = author.tell(kind, name_event(_labels(visit)[0], visit.number), draft)
    if isinstance(told, list):
        return []
    return [author.rectify(told, visit.recorded)] if again else [told]


def _tell_end(visit: Visit) -> list[Told]:
    draft, author = visit.draft, visit.author
    ended = visit.put_moment("happened_at", ("PV1", 45), ("EVN", 6), ("EVN", 2), ("MSH", 7))
    if visit.author.agency is Agency.HEALTH:
        if (visit.message.text("PV1", 36) or "") not in author.declaration.left:
            return []
        draft.put("category", NonAttendanceCategory.LEFT_BEFORE_TREATMENT, "PV1-36")
        kind = "ecds-dna-recorded-1"
    elif visit.kind == _ADMITTED:
        _draft_spell(visit)
        kind = "mh-spell-ended-1"
    else:
        return []
    told = author.tell(kind, _end_id(visit, ended) if ended else _labels(visit)[1], draft)
    return [] if isinstance(told, list) else [told]


def _cancel_end(visit: Visit) -> list[Told]:
    """On a cancellation EVN-6 is when what is cancelled happened (HL7 v2.5.1, 3.4.1.6)."""
    ended = visit.put_moment("happened_at", ("PV1", 45), ("EVN", 6))
    if ended is not None:
        return [visit.author.erase(_end_id(visit, ended), visit.recorded)]
    if not visit.draft.faults:
        expected = "when the discharge was that is cancelled, here or in EVN-6"
        visit.draft.refuse("happened_at", "field-missing", "", expected, "PV1-45")
    return []


def _end_id(visit: Visit, ended: datetime) -> str:
    return name_event(_labels(visit)[1], f"{visit.number}:{ended.astimezone(UTC):%Y%m%dT%H%M}")


def _draft_spell(visit: Visit) -> None:
    draft, method = visit.draft, visit.message.text("PV1", 4)
    draft.put("case_id", name_case(visit.number), "PV1-19")
    ward = _ours(visit, visit.author.declaration.wards)
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
