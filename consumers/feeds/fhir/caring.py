"""What a mental-health record tells: referrals and their ends, contacts, spells, legal status, ethnic group."""

from collections.abc import Iterator

from consumers.feeds.documents import Node
from consumers.feeds.drafting import Draft, name_case
from consumers.feeds.faults import Misread
from consumers.feeds.fhir.attending import UNDER_WAY, find_patient, services
from consumers.feeds.fhir.bundle import Entry
from consumers.feeds.fhir.codes import codings, extension, first_of, references
from consumers.feeds.fhir.reading import Reader, Saying
from streams.codes.mental_health import (
    AdmissionMethod,
    AttendStatus,
    DeathNotice,
    EthnicGroup,
    LegalStatus,
    Priority,
    TeamType,
    WardClass,
)

LABELS: dict[str, tuple[str, ...]] = {
    "Encounter": ("contact", "spell", "spell-ended", "legal-status"),
    "Appointment": ("appointment",),
    "ServiceRequest": ("referral",),
    "EpisodeOfCare": ("episode", "episode-ended"),
    "Patient": ("ethnic-group", "death"),
}
ADMITTED = ("IMP", "ACUTE", "NONAC", "SS", "OBSENC")
_SEEN = ("AMB", "VR", "HH", "FLD", "EMER")
_PRIORITIES = {
    "stat": Priority.EMERGENCY, "asap": Priority.VERY_URGENT, "urgent": Priority.URGENT, "routine": Priority.ROUTINE,
}  # fmt: skip
# ETHNIC CATEGORY 2001 to the five groups of the census, which counts Chinese as Asian.
_ETHNIC = {
    **dict.fromkeys("ABC", EthnicGroup.WHITE), **dict.fromkeys("DEFG", EthnicGroup.MIXED),
    **dict.fromkeys("HJKLR", EthnicGroup.ASIAN), **dict.fromkeys("MNP", EthnicGroup.BLACK),
    "S": EthnicGroup.OTHER, "Z": EthnicGroup.NOT_STATED, "99": EthnicGroup.NOT_STATED,
}  # fmt: skip
# YYYY-MM-DD; of a year or a month alone no day is made.
_WHOLE_DAY = 10
_NO_TEAM = Misread("code-unknown", "a service or team type of the data dictionary, or a code that the declaration has")
_NO_WARD = Misread("code-unknown", "a ward class of the data dictionary, or a code that the declaration has")


def read_encounter(reader: Reader, entry: Entry) -> Iterator[Saying]:
    encounter, status = entry.resource, entry.resource.text("status")
    if status not in UNDER_WAY:
        return
    draft = reader.begin(entry)
    period = encounter.node("period")
    reader.put_moment(draft, "happened_at", period.text("start"), "period.start")
    reader.add_person(draft, entry, encounter.node("subject"))
    kind = encounter.node("class").text("code")
    if kind in _SEEN:
        _add_team(reader, draft, "team", _services(encounter))
        draft.put("category", AttendStatus.ON_TIME, "status")
        yield Saying("mh-contact-recorded-1", "contact", draft)
    elif kind in ADMITTED:
        yield from _read_spell(reader, entry, draft, period.text("end") if status == "finished" else None)


def _read_spell(reader: Reader, entry: Entry, draft: Draft, end: str | None) -> Iterator[Saying]:
    encounter = entry.resource
    if (legal := _legal_status(encounter)) is not None:
        held = draft.begin()
        held.put("category", legal, "extension (legal status)")
        yield Saying("mh-legal-status-recorded-1", "legal-status", held)
    draft.put("case_id", name_case(entry.own_id), "id")
    ward = first_of(_services(encounter), reader.author.declaration.wards, WardClass)
    draft.put("category", ward or _NO_WARD, "serviceType")
    draft.put("admission_method", _admission_method(encounter), "extension (admission method)")
    if end is not None:
        ended = draft.begin()
        reader.put_moment(ended, "happened_at", end, "period.end")
        yield Saying("mh-spell-ended-1", "spell-ended", ended)
    yield Saying("mh-spell-started-1", "spell", draft)


def read_appointment(reader: Reader, entry: Entry) -> Iterator[Saying]:
    """What did not take place; what did is an Encounter, and would be told of twice."""
    appointment = entry.resource
    said = {code for _, code in codings(appointment.node("cancelationReason"))}
    status = appointment.text("status")
    if status == "noshow":
        became = AttendStatus.DID_NOT_ATTEND
    elif status == "cancelled" and any(code.startswith("pat") for code in said):
        became = AttendStatus.CANCELLED_BY_PATIENT
    elif status == "cancelled" and any(code.startswith("prov") for code in said):
        became = AttendStatus.CANCELLED_BY_PROVIDER
    else:
        return
    draft = reader.begin(entry)
    reader.put_moment(draft, "happened_at", appointment.text("start"), "start")
    if became is not AttendStatus.DID_NOT_ATTEND:
        # Cancelled now of a day to come: it happened when it was recorded.
        recorded = draft.values.get("recorded_at", reader.author.origin.received)
        draft.values["happened_at"] = min(draft.values.get("happened_at", recorded), recorded)
    reader.add_person(draft, entry, find_patient(appointment))
    _add_team(reader, draft, "team", services(appointment))
    draft.put("category", became, "status")
    yield Saying("mh-contact-recorded-1", "appointment", draft)


def read_referral(reader: Reader, entry: Entry) -> Iterator[Saying]:
    request, status = entry.resource, entry.resource.text("status")
    if status not in ("active", "on-hold", "completed", "revoked"):
        return
    draft = reader.begin(entry)
    reader.put_moment(draft, "happened_at", request.text("authoredOn"), "authoredOn")
    reader.add_person(draft, entry, request.node("subject"))
    draft.put("case_id", name_case(entry.own_id), "id")
    _add_team(reader, draft, "category", _asked_of(request))
    draft.put("priority", _PRIORITIES.get(request.text("priority") or ""), "priority")
    draft.put("accepted", status != "revoked", "status")
    yield Saying("mh-referral-received-1", "referral", draft)


def read_episode(reader: Reader, entry: Entry) -> Iterator[Saying]:
    """An episode that names its referral is not a second one; its end is the referral's end."""
    episode, status = entry.resource, entry.resource.text("status")
    if status not in ("active", "onhold", "finished"):
        return
    draft = reader.begin(entry)
    period, asked = episode.node("period"), episode.nodes("referralRequest")
    reader.put_moment(draft, "happened_at", period.text("start"), "period.start")
    reader.add_person(draft, entry, episode.node("patient"))
    found = reader.bundle.find(asked[0], "ServiceRequest") if asked else None
    named = (asked[0].text("reference") or "").rpartition("/")[2] if asked else ""
    draft.put("case_id", name_case(found.own_id if found else named or entry.own_id), "id")
    _add_team(reader, draft, "category", _services(episode))
    _add_care_manager(draft, episode)
    if status == "finished" and (end := period.text("end")):
        ended = draft.begin()
        reader.put_moment(ended, "happened_at", end, "period.end")
        yield Saying("mh-referral-closed-1", "episode-ended", ended)
    if not asked:
        yield Saying("mh-referral-received-1", "episode", draft)


def read_patient(reader: Reader, entry: Entry) -> Iterator[Saying]:
    """UK Core's ethnic category, as its group: for saying whom a score serves how well. And that somebody has died."""
    died = entry.resource.text("deceasedDateTime")
    if died or entry.resource.flag("deceasedBoolean"):
        draft = _begin_of_patient(reader, entry)
        if died and len(died) >= _WHOLE_DAY:
            reader.put_moment(draft, "happened_at", died, "deceasedDateTime")
        draft.put("category", DeathNotice.INFORMAL, "deceased")
        yield Saying("mh-death-recorded-1", "death", draft)
    concept = extension(entry.resource, "Extension-UKCore-EthnicCategory").node("valueCodeableConcept")
    group = next((_ETHNIC[code] for _, code in codings(concept) if code in _ETHNIC), None)
    if group is None:
        return
    draft = _begin_of_patient(reader, entry)
    draft.put("category", group, "extension (ethnic category)")
    yield Saying("mh-ethnic-group-recorded-1", "ethnic-group", draft)


def _begin_of_patient(reader: Reader, entry: Entry) -> Draft:
    """What a record says of a person it says from when it was recorded."""
    draft = reader.begin(entry)
    draft.values.setdefault("recorded_at", reader.author.origin.received)
    draft.put("happened_at", draft.values["recorded_at"], "meta.lastUpdated")
    reader.add_person(draft, entry, Node({"reference": f"Patient/{entry.own_id}"}, "Patient"))
    return draft


def _add_team(reader: Reader, draft: Draft, path: str, said: Iterator[tuple[str, str]]) -> None:
    draft.put(path, first_of(said, reader.author.declaration.teams, TeamType) or _NO_TEAM, "service or team")


def _add_care_manager(draft: Draft, episode: Node) -> None:
    """Who co-ordinates the care is whom to ring; without a name it is the declared contact."""
    manager = episode.node("careManager")
    if display := manager.text("display"):
        draft.put("contact.name", display, "careManager")
        draft.put("contact.role", "Care co-ordinator", "careManager")


def _services(resource: Node) -> Iterator[tuple[str, str]]:
    yield from codings(resource.node("serviceType"))
    for name in ("type", "team", "location", "managingOrganization", "serviceProvider"):
        for each in resource.nodes(name):
            yield from codings(each)
            yield from references(each.node("location") if name == "location" else each)


def _asked_of(request: Node) -> Iterator[tuple[str, str]]:
    for name in ("performerType", "code", "category", "locationCode"):
        for each in request.nodes(name):
            yield from codings(each)
    for performer in request.nodes("performer"):
        yield from references(performer)


def _admission_method(encounter: Node) -> AdmissionMethod | None:
    for holder in (encounter.node("hospitalization"), encounter):
        concept = extension(holder, "Extension-UKCore-AdmissionMethod").node("valueCodeableConcept")
        for _, code in codings(concept):
            if code in list(AdmissionMethod):
                return AdmissionMethod(code)
    return None


def _legal_status(encounter: Node) -> LegalStatus | None:
    said = extension(encounter, "Extension-UKCore-LegalStatus")
    for name in ("legalStatusClassification", "legalStatusClassificationCode"):
        for _, code in codings(extension(said, name).node("valueCodeableConcept")):
            if code in list(LegalStatus):
                return LegalStatus(code)
    return None
