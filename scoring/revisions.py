"""From an event to what it says about one cell, and from a cell and that to the cell as it then stands."""

from dataclasses import dataclass

import msgspec

from scoring.linkage.records import Identity, Place, RecordId, read_identity, read_place, record_id
from scoring.state.documents import Cell, Contact, Restricted, Version, Worker, write
from streams.codes.person import Sensitivity
from streams.contract import EventKey, event_key
from streams.events.agency import OwnEvent, agency_of
from streams.events.corrections import RecordErased, RecordRectified
from streams.events.observation import SentEvent

STRICTNESS = {Sensitivity.UNRESTRICTED: 0, Sensitivity.RESTRICTED: 1, Sensitivity.VERY_RESTRICTED: 2}
_ERASED = Cell(erased=True)


@dataclass(frozen=True, slots=True)
class Revision:
    """What one event does to the cell ``target``. ``identity`` and ``place`` come with a new statement only."""

    target: EventKey
    agency: str
    recorded: float
    cell: Cell
    identity: Identity | None = None
    place: Place | None = None


def read_revision(event: SentEvent) -> Revision:
    key = event_key(event.source, event.id)
    if isinstance(event, RecordRectified):
        return _state(event.data.replacement, event.data.recorded_at.timestamp(), rectified=True)
    if isinstance(event, OwnEvent):
        return _state(event, event.data.recorded_at.timestamp(), rectified=False)
    recorded = event.data.recorded_at.timestamp()
    if isinstance(event, RecordErased):
        cell = _ERASED
    else:
        cell = Cell(restricted=Restricted(recorded, key, STRICTNESS[event.data.sensitivity]))
    # Which agency a correction comes from does not matter to what it does; it says nothing of freshness either.
    return Revision(event_key(event.source, event.data.target), "", recorded, cell)


def _state(event: OwnEvent, recorded: float, rectified: bool) -> Revision:
    agency, data = agency_of(event.type), event.data
    identity = read_identity(agency, data.person) if data.person else None
    place = read_place(data.address) if data.address else None
    contact = Contact(
        agency.value,
        event.type.rsplit("-", 1)[0],
        data.category.value,
        data.happened_at.timestamp(),
        data.recorded_at.timestamp(),
        record_id(identity) if identity else RecordId(""),
        record_id(place) if place else RecordId(""),
        Worker(*(value or "" for value in _worker_parts(event))),
        STRICTNESS[data.sensitivity],
        data.case_id or "",
        data.person.local_record_id if data.person else "",
    )
    version = Version(rectified, recorded, _digest(contact))
    return Revision(event_key(event.source, event.id), agency.value, recorded, Cell(contact, version), identity, place)


def _worker_parts(event: OwnEvent) -> tuple[str | None, ...]:
    worker = event.data.contact
    return worker.name, worker.role, worker.team, worker.phone, worker.email


def _digest(contact: Contact) -> str:
    # An id used twice for different contents: the later recorded stands, and of two recorded at one moment
    # the one with the greater digest, so that the answer does not depend on which came first.
    return event_key("contact", write(Cell(contact)).decode())


def revise(held: Cell | None, said: Cell) -> Cell:
    """Commutative, associative and idempotent: corrections and originals may come in any order, any number of
    times (``tests/laws`` holds it to that)."""
    if held is None or said.erased:
        return said
    if held.erased:
        return held
    stands = max((held, said), key=lambda cell: cell.version or Version(False, float("-inf"), ""))
    restricted = max((cell.restricted for cell in (held, said) if cell.restricted), default=None)
    return msgspec.structs.replace(stands, restricted=restricted)
