"""From an event to what it says about one cell, and from a cell and that to the cell as it then stands."""

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from scoring.linkage.numbers import name_number
from scoring.linkage.records import Identity, Place, RecordId, read_identity, read_place, record_id
from scoring.observed import Observed, ObservedWorker
from scoring.state.documents import (
    RESTRICTED,
    UNRESTRICTED,
    VERY_RESTRICTED,
    Cell,
    Contact,
    Decision,
    Listing,
    Merging,
    Restricted,
    Version,
    Worker,
    write,
)
from scoring.state.keys import Subject
from streams.codes.person import Sensitivity
from streams.contract import EventKey, event_key
from streams.events.agency import agency_of
from streams.events.corrections import FELLED, RIGHTS_SOURCE, find_target

STRICTNESS: dict[str, int] = {
    Sensitivity.UNRESTRICTED.value: UNRESTRICTED,
    Sensitivity.RESTRICTED.value: RESTRICTED,
    Sensitivity.VERY_RESTRICTED.value: VERY_RESTRICTED,
}
_ERASED, _AGED = Cell(erased=True), Cell(aged=True)
_UNSAID = Version(False, float("-inf"), "")
_NOBODY = RecordId("")
ACCEPTED, REJECTED = "accepted", "rejected"


@dataclass(frozen=True, slots=True)
class Revision:
    """What one event does to the cell ``target``. ``identity`` and ``place`` come with a new statement only.
    ``unread``: it was read once, and cannot be any more."""

    target: EventKey
    agency: str
    recorded: float
    cell: Cell
    identity: Identity | None = None
    place: Place | None = None
    unread: bool = False


def read_revision(event: Observed) -> Revision:
    match event.type:
        case "record-rectified-1":
            return _state(event.data.replacement, _seconds(event.data.recorded_at), rectified=True)
        case "record-erased-1":
            return _correct(event, _ERASED)
        case "record-restricted-1":
            recorded, key = _seconds(event.data.recorded_at), event_key(event.source, event.id)
            return _correct(event, Cell(restricted=Restricted(recorded, key, STRICTNESS[event.data.sensitivity])))
        case "link-confirmed-1" | "link-refused-1":
            return _decide(event, confirmed=event.type == "link-confirmed-1")
        case "link-decision-withdrawn-1":
            # It goes when all else of its time does: who erases a record says so in the clear, and for ever.
            return _correct(event, Cell(None, Version(False, _seconds(event.data.recorded_at), ""), erased=True))
        case "record-aged-1":
            return replace(_correct(event, _AGED), unread=event.data.reason == FELLED)
        case "record-merged-1":
            return _merge(event)
        case "dwelling-listed-1":
            return _list(event)
        case _:
            return _state(event, _seconds(event.data.recorded_at), rectified=False)


def _correct(event: Observed, cell: Cell) -> Revision:
    # Which agency a correction comes from does not matter to what it does; it says nothing of freshness either.
    target, _ = find_target(event.source, event.data.target)
    return Revision(target, "", _seconds(event.data.recorded_at), cell)


def _decide(event: Observed, confirmed: bool) -> Revision:
    data, recorded = event.data, _seconds(event.data.recorded_at)
    one, other = sorted((RecordId(data.one), RecordId(data.other)))
    worker = _read_worker(data.decided_by)
    decision = Decision(Subject(data.subject), one, other, confirmed, recorded, worker, data.reason, event.id)
    version = Version(False, recorded, event_key("decision", write(Cell(decision=decision)).decode()))
    return Revision(event_key(event.source, event.id), "", recorded, Cell(version=version, decision=decision))


def _merge(event: Observed) -> Revision:
    data, recorded = event.data, _seconds(event.data.recorded_at)
    kept, gone = (name_number(event.source, number) for number in (data.kept, data.gone))
    merging = Merging(kept, gone, recorded, _read_worker(data.contact))
    version = Version(False, recorded, event_key("merging", write(Cell(merging=merging)).decode()))
    return Revision(event_key(event.source, event.id), "", recorded, Cell(version=version, merging=merging))


def _list(event: Observed) -> Revision:
    assert event.data.address is not None
    place, recorded = read_place(event.data.address), _seconds(event.data.recorded_at)
    listing = Listing(record_id(place), recorded)
    # The first stands: the id follows from what is listed, and to load a list again says nothing new.
    version = Version(False, -recorded, listing.address)
    return Revision(event_key(event.source, event.id), "", recorded, Cell(None, version, listing=listing), place=place)


def _state(event: Observed | None, recorded: float, rectified: bool) -> Revision:
    assert event is not None
    agency, data = agency_of(event.type).value, event.data
    key, origin = find_target(event.source, event.id)
    place = read_place(data.address) if data.address else None
    identity = read_identity(agency, data.person, place, key, origin) if data.person else None
    contact = Contact(
        agency,
        event.type[:-2],
        data.category,
        _seconds(data.happened_at),
        _seconds(data.recorded_at),
        record_id(identity) if identity else _NOBODY,
        record_id(place) if place else _NOBODY,
        _read_worker(data.contact),
        STRICTNESS[data.sensitivity],
        # Case numbers are a source's own: two councils may each have a case 17. So are numbers of people.
        name_number(origin, data.case_id) if data.case_id else "",
        name_number(origin, data.person.local_record_id) if data.person else "",
        _read_detail(event),
    )
    version = Version(rectified, recorded, _digest(contact))
    # That an agency's event was rectified here says nothing of how fresh its data is.
    said_by = "" if event.source == RIGHTS_SOURCE else agency
    return Revision(key, said_by, recorded, Cell(contact, version), identity, place)


def _read_detail(event: Observed) -> str:
    match event.type:
        case "mh-referral-received-1" | "mh-referral-closed-1":
            return ACCEPTED if event.data.accepted else REJECTED
        case "mh-spell-started-1" | "mh-spell-ended-1":
            return event.data.admission_method
        case "mh-contact-recorded-1":
            return event.data.team
        case _:
            return ""


def _read_worker(worker: ObservedWorker | None) -> Worker:
    assert worker is not None
    return Worker(worker.name, worker.role, worker.team, worker.phone, worker.email)


def _seconds(moment: datetime | None) -> float:
    assert moment is not None
    return moment.timestamp()


def _digest(contact: Contact) -> str:
    # An id used twice for different contents: the later recorded stands, and of two recorded at one moment
    # the one with the greater digest, so that the answer does not depend on which came first.
    return event_key("contact", write(Cell(contact)).decode())


def revise(held: Cell | None, said: Cell) -> Cell:
    """Commutative, associative and idempotent: corrections and originals may come in any order, any number of
    times (``tests/laws`` holds it to that)."""
    if held is None:
        return said
    if held.erased or said.erased:
        return max([cell for cell in (held, said) if cell.erased], key=_rank_erased)
    stands = max((held, said), key=_rank)
    restricted = max((cell.restricted for cell in (held, said) if cell.restricted), default=None)
    return msgspec.structs.replace(stands, restricted=restricted)


def fade(cell: Cell) -> Cell:
    """What is left of it past its age."""
    return Cell(None, cell.version, cell.restricted, aged=True)


def _rank(cell: Cell) -> tuple[Version, bool]:
    return cell.version or _UNSAID, cell.aged


def _rank_erased(cell: Cell) -> tuple[bool, Version]:
    # Without a version it stays for ever.
    return cell.version is None, cell.version or _UNSAID
