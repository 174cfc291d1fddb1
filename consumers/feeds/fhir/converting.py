"""FHIR R4 Bundles, base and UK Core, as events. Entries are judged one by one; a wrong one spoils no other.

Read by hand: no library models R4 as it is (fhir.resources has R4B and R5), and a model of all of FHIR would read, and
so hold, what is not shared. Cost: some 30 ms of a Bundle of 1 MB, most of it the JSON.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from consumers.feeds.converted import Converted, Item
from consumers.feeds.documents import Malformed, count_unread, read_json
from consumers.feeds.drafting import Author, Draft, name_event
from consumers.feeds.fhir import attending, caring, flagging
from consumers.feeds.fhir.bundle import Bundle, Entry, read_bundle
from consumers.feeds.fhir.denying import list_denied
from consumers.feeds.fhir.elements import ABOUT, ELEMENTS, READ
from consumers.feeds.fhir.merging import tell_merges
from consumers.feeds.fhir.reading import Reader, Saying
from consumers.feeds.telling import Told
from consumers.feeds.versions import Version, label_of
from streams.codes.agencies import Agency

Read = Callable[[Reader, Entry], Iterator[Saying]]
_TOLD_BY: dict[Agency, dict[str, Read]] = {
    Agency.HEALTH: {"Encounter": attending.read_attendance, "Appointment": attending.read_missed},
    Agency.EHR: {
        "Encounter": caring.read_encounter,
        "Appointment": caring.read_appointment,
        "ServiceRequest": caring.read_referral,
        "EpisodeOfCare": caring.read_episode,
        "Patient": caring.read_patient,
    },
    Agency.COUNCIL: {"Flag": flagging.read_flag},
}
_LABELS: dict[Agency, dict[str, tuple[str, ...]]] = {
    Agency.HEALTH: attending.LABELS,
    Agency.EHR: caring.LABELS,
    Agency.COUNCIL: flagging.LABELS,
}
_IN_ERROR = "entered-in-error"
_OPENINGS, _ENDS = ("fhir-episode", "fhir-flag", "fhir-referral", "fhir-spell"), "-ended"


def convert_bundle(raw: bytes, author: Author) -> Converted:
    """Raises :class:`consumers.feeds.faults.FileRefused` for what is no Bundle."""
    bundle = read_bundle(read_json(raw))
    reader = Reader(author, bundle)
    items = [_convert(reader, entry) for entry in bundle.entries]
    return Converted(items, _count_dropped(bundle, author.agency))


def _convert(reader: Reader, entry: Entry) -> Item:
    item = Item(f"{entry.place} {entry.kind or 'resource'}")
    draft = Draft(item.place)
    try:
        item.told, draft = _read(reader, entry, draft)
        item.version = _find_version(reader, entry, item.told)
    except Malformed as fault:
        draft.refuse(fault.field, fault.code, "", fault.reason, fault.field)
    item.faults = draft.faults
    return item


def _read(reader: Reader, entry: Entry, draft: Draft) -> tuple[list[Told], Draft]:
    if not entry.kind:
        draft.refuse(
            "resourceType", "type-unknown", "", "the name of a resource type of FHIR R4", "resource.resourceType"
        )
        return [], draft
    read = _TOLD_BY[reader.author.agency].get(entry.kind)
    if read is None:
        return _merge(reader, entry, draft), _judge_person(reader, entry, draft)
    if not entry.own_id:
        draft.refuse("id", "id-missing", "", "an id of its own, or a fullUrl", "id")
        return [], draft
    if _is_gone(entry):
        return list(_take_back(reader, entry)), draft
    told, heard = reader.write(entry, read(reader, entry))
    told += _merge(reader, entry, heard)
    _judge_person(reader, entry, heard)
    return told, heard


def _merge(reader: Reader, entry: Entry, draft: Draft) -> list[Told]:
    return tell_merges(reader, entry, draft) if entry.kind == "Patient" and entry.method != "DELETE" else []


def _take_back(reader: Reader, entry: Entry) -> Iterator[Told]:
    """Whatever the resource may have told before; to take back what was never told changes nothing."""
    recorded = reader.begin(entry).values.get("recorded_at")
    for target in _ids(reader, entry):
        yield reader.author.erase(target, recorded)


def _is_gone(entry: Entry) -> bool:
    return entry.method == "DELETE" or entry.resource.text("status") == _IN_ERROR


def _ids(reader: Reader, entry: Entry) -> tuple[str, ...]:
    """Of all that the resource may tell."""
    return _name_all(entry, _LABELS[reader.author.agency].get(entry.kind, ()))


def _name_all(entry: Entry, labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name_event(f"fhir-{label}", entry.own_id) for label in labels)


def _find_version(reader: Reader, entry: Entry, told: list[Told]) -> Version | None:
    """None where it has no word about anything that could be over."""
    ids = _ids(reader, entry) if entry.own_id else ()
    gone = _is_gone(entry)
    if ids and not gone:
        denied = list_denied(reader, entry, _LABELS[reader.author.agency][entry.kind])
        spoken = {*(each.id for each in told), *_name_all(entry, denied)}
        ids = tuple(each for each in ids if each in spoken)
    draft = reader.begin(entry)
    # How old one is whose moment cannot be read nobody knows.
    if not ids or (draft.faults and not gone):
        return None
    named, recorded = f"fhir:{entry.kind}/{entry.own_id}", draft.values.get("recorded_at")
    return Version(named, ids, recorded, gone, explicit=entry.kind == "Patient", is_open=_is_open(told))


def _is_open(told: list[Told]) -> bool:
    labels = {label_of(each.id) for each in told}
    return not labels.isdisjoint(_OPENINGS) and not any(label.endswith(_ENDS) for label in labels)


def _judge_person(reader: Reader, entry: Entry, draft: Draft) -> Draft:
    """A Patient tells of nothing by itself, but whoever sends one with a fault is to know."""
    if entry.kind == "Patient" and entry.method != "DELETE" and not draft.faults:
        draft.faults += reader.author.judge_person(reader.person(entry))
    return draft


def _count_dropped(bundle: Bundle, agency: Agency) -> Counter[str]:
    """Of resources that tell of something what was not asked for; of others that they were there."""
    told_by = (*_TOLD_BY[agency], "Patient")
    read = [entry.resource for entry in bundle.entries if entry.kind in told_by and entry.kind in READ]
    others = Counter(entry.kind for entry in bundle.entries if entry.kind not in (*told_by, *ABOUT) and entry.kind)
    known = count_unread(read, ELEMENTS)
    return Counter({path: count for path, count in known.items() if not path.endswith(".resourceType")}) + others
