"""Records played one at a time through the code the projector runs, with the whole area in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter

from infra.linkage.records_file import Row
from scoring.linkage.models import Models
from scoring.linkage.records import RecordId, read_identity, record_id
from scoring.pipeline import Prepared, apply
from scoring.revisions import Revision
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import AddressRecord, Cell, Contact, PersonRecord, Version, Worker
from scoring.state.keys import Subject
from streams.contract import EventKey

_NOBODY = Worker("", "", "")


@dataclass(slots=True)
class Play:
    """``seconds`` is what each record took, in the order played."""

    models: Models
    state: AreaState = field(default_factory=lambda: AreaState(whole=True))
    seconds: list[float] = field(default_factory=list)

    def add(self, rows: Iterable[Row]) -> "Play":
        for row in rows:
            started = perf_counter()
            self._apply(revision_of(row))
            self.seconds.append(perf_counter() - started)
        return self

    def erase(self, rows: Iterable[Row]) -> "Play":
        for row in rows:
            started = perf_counter()
            self._apply(Revision(EventKey(row.record_id), "", 0.0, Cell(erased=True)))
            self.seconds.append(perf_counter() - started)
        return self

    def person(self, row: Row) -> str:
        """The id of the person the row's record belongs to."""
        identity = revision_of(row).identity
        held = self.state.documents[keys.record(Subject.PERSON, record_id(identity))] if identity else None
        return held.entity if isinstance(held, PersonRecord) else ""

    def address(self, row: Row) -> str:
        place = row.place
        held = self.state.documents[keys.record(Subject.ADDRESS, record_id(place))] if place else None
        return held.entity if isinstance(held, AddressRecord) else ""

    def _apply(self, revision: Revision) -> None:
        self.state.fold(apply(Prepared(revision), Draft(self.state), self.models))


def revision_of(row: Row) -> Revision:
    event = EventKey(row.record_id)
    place = row.place
    identity = read_identity(row.source, row.person, place, event)
    address = record_id(place) if place else RecordId("")
    contact = Contact(row.source, "", "", 0.0, 0.0, record_id(identity), address, _NOBODY)
    return Revision(event, "", 0.0, Cell(contact, Version(False, 0.0, event)), identity, place)
