"""What urgent care tells: that somebody attended, left before treatment, or did not come to an appointment."""

from collections.abc import Iterator

from consumers.feeds.documents import Node
from consumers.feeds.fhir.bundle import Entry
from consumers.feeds.fhir.codes import codings, extension, first_of, references
from consumers.feeds.fhir.reading import Reader, Saying
from streams.codes.health import AttendanceCategory, NonAttendanceCategory

EMERGENCY = "EMER"
# Where somebody is, or was: planned, cancelled and entered in error are not attendances.
UNDER_WAY = ("arrived", "triaged", "in-progress", "onleave", "finished")
LABELS: dict[str, tuple[str, ...]] = {"Encounter": ("attendance", "left"), "Appointment": ("missed",)}


def read_attendance(reader: Reader, entry: Entry) -> Iterator[Saying]:
    encounter = entry.resource
    if encounter.text("status") not in UNDER_WAY or encounter.node("class").text("code") != EMERGENCY:
        return
    draft = reader.begin(entry)
    reader.put_moment(draft, "happened_at", encounter.node("period").text("start"), "period.start")
    reader.add_person(draft, entry, encounter.node("subject"))
    declared = reader.author.declaration
    if _left(encounter, declared.left):
        draft.put("category", NonAttendanceCategory.LEFT_BEFORE_TREATMENT, "discharge status")
        yield Saying("ecds-dna-recorded-1", "left", draft)
        return
    found = first_of(_departments(encounter), declared.departments, AttendanceCategory)
    draft.put("category", found or declared.department, "serviceType")
    yield Saying("ecds-attendance-recorded-1", "attendance", draft)


def read_missed(reader: Reader, entry: Entry) -> Iterator[Saying]:
    appointment = entry.resource
    if appointment.text("status") != "noshow":
        return
    draft = reader.begin(entry)
    reader.put_moment(draft, "happened_at", appointment.text("start"), "start")
    reader.add_person(draft, entry, find_patient(appointment))
    declared = reader.author.declaration
    found = first_of(services(appointment), declared.clinics, NonAttendanceCategory)
    draft.put("category", found or declared.clinic, "serviceType")
    yield Saying("ecds-dna-recorded-1", "missed", draft)


def find_patient(appointment: Node) -> Node:
    """The reference to whom an Appointment is for; of several participants it is the Patient."""
    actors = [participant.node("actor") for participant in appointment.nodes("participant")]
    for actor in actors:
        said = actor.text("reference") or ""
        if actor.text("type") == "Patient" or said.startswith("Patient") or "/Patient/" in said:
            return actor
    bundled = (actor for actor in actors if (actor.text("reference") or "").startswith(("urn:uuid:", "#")))
    return next(bundled, Node({}, "Appointment.participant.actor"))


def services(appointment: Node) -> Iterator[tuple[str, str]]:
    for name in ("serviceType", "specialty", "serviceCategory"):
        for concept in appointment.nodes(name):
            yield from codings(concept)
    for participant in appointment.nodes("participant"):
        yield from references(participant.node("actor"))


def _departments(encounter: Node) -> Iterator[tuple[str, str]]:
    yield from codings(encounter.node("serviceType"))
    for kind in encounter.nodes("type"):
        yield from codings(kind)
    for place in encounter.nodes("location"):
        yield from references(place.node("location"))


def _left(encounter: Node, left: tuple[str, ...]) -> bool:
    if not left:
        return False
    hospitalization = encounter.node("hospitalization")
    said = [*codings(hospitalization.node("dischargeDisposition"))]
    for holder in (encounter, hospitalization):
        status = extension(holder, "Extension-UKCore-EmergencyCareDischargeStatus")
        said += codings(status.node("valueCodeableConcept"))
    return any(code in left for _, code in said)
