"""The sentence that is the product: an observation corrects a cell, links its person and its address, and counts.

A pure function of (observation, state). The Faust projector, the backfill, the rebuild, the evaluation and the
tests all come through here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from scoring.linkage.decisions import record_decision, withdraw_decision
from scoring.linkage.evidence import Bench
from scoring.linkage.links import Attested, attest, decide, refresh, withdraw
from scoring.linkage.models import Models
from scoring.linkage.reach import survey
from scoring.linkage.records import RecordId, Statement
from scoring.observed import Observed
from scoring.revisions import Revision, read_revision, revise
from scoring.state import keys
from scoring.state.area import AreaState, Changes, Draft
from scoring.state.documents import AddressRecord, Cell, Clock, Contact, Document, Freshness, Lineage, PersonRecord
from scoring.state.keys import Key, Subject
from streams.errors import Broken


@dataclass(frozen=True, slots=True)
class Prepared:
    """An observation with all that can be worked out of it without looking at the state."""

    work: Revision | Clock


def prepare(observation: Observed) -> Prepared:
    if observation.type == "tick-1":
        assert observation.data.at is not None
        return Prepared(Clock(observation.data.at.timestamp()))
    return Prepared(read_revision(observation))


def first_reads(prepared: Prepared) -> list[Key]:
    """The documents nearly every event needs, so that a batch fetches them in one round trip."""
    if isinstance(prepared.work, Clock):
        return [keys.CLOCK]
    contact = prepared.work.cell.contact
    records = [keys.record(subject, record) for subject, record in _records(contact) if record]
    return [keys.LINEAGE, keys.FRESHNESS, keys.cell(prepared.work.target), *records]


def further_reads(batch: Sequence[Prepared], state: AreaState, models: Models) -> Iterator[set[Key]]:
    """What linking the batch's records will need, where they are new, ranked anew or corrected: yields, a round trip
    at a time, what to read before it goes on."""
    moving = _find_moving(batch, state)
    corrected = _find_corrected(batch, state)
    yield {key for key in (keys.contacts(*each) for each in corrected) if key not in state.scores}
    events = {event for each in corrected for event in state.scores[keys.contacts(*each)]}
    wanted = {keys.cell(event) for event in events} | {keys.record(*each) for each in corrected}
    yield wanted - state.documents.keys()
    for subject, record in corrected:
        if isinstance(held := state.documents[keys.record(subject, record)], PersonRecord | AddressRecord):
            moving[subject].append(held.statement)
    draft = Draft(state)
    surveys = [survey(models.bench(draft, subject), statements) for subject, statements in moving.items()]
    for persons, addresses in zip_longest(*surveys, fillvalue=frozenset[Key]()):
        yield {*persons, *addresses}


def _find_moving(batch: Sequence[Prepared], state: AreaState) -> dict[Subject, list[Statement]]:
    moving: dict[Subject, list[Statement]] = {Subject.PERSON: [], Subject.ADDRESS: []}
    for work in (prepared.work for prepared in batch):
        if isinstance(work, Revision) and (contact := work.cell.contact):
            if work.identity and _moves(state.documents[keys.record(Subject.PERSON, contact.person)], contact):
                moving[Subject.PERSON].append(work.identity)
            if work.place and _moves(state.documents[keys.record(Subject.ADDRESS, contact.address)], contact):
                moving[Subject.ADDRESS].append(work.place)
    return moving


def _find_corrected(batch: Sequence[Prepared], state: AreaState) -> set[tuple[Subject, RecordId]]:
    """The records that held the contacts which the batch corrects."""
    corrected: set[tuple[Subject, RecordId]] = set()
    for work in (prepared.work for prepared in batch if isinstance(prepared.work, Revision)):
        held = state.documents[keys.cell(work.target)]
        if isinstance(held, Cell) and revise(held, work.cell) != held:
            corrected.update((subject, record) for subject, record in _records(held.contact) if record)
    return corrected


def _moves(record: Document | None, contact: Contact) -> bool:
    if not isinstance(record, PersonRecord | AddressRecord):
        return True
    return contact.happened < record.first or contact.sensitivity > record.sensitivity


def apply(prepared: Prepared, draft: Draft, models: Models) -> Changes:
    """Everything the observation changes. Raises :class:`NotLoaded` when the state must first be read further, and
    :class:`Broken` when what is there was linked by other models.

    Invariant: applying an observation again changes nothing, and any two may change places.
    """
    if isinstance(prepared.work, Clock):
        _advance(draft, prepared.work)
    else:
        _check_lineage(draft, models)
        _correct(draft, models, prepared.work)
        _freshen(draft, prepared.work)
    return draft.changes


def _check_lineage(draft: Draft, models: Models) -> None:
    held = draft.document(keys.LINEAGE, Lineage)
    if held is None:
        draft.put(keys.LINEAGE, models.lineage)
    elif held != models.lineage:
        raise Broken(
            f"the area was linked by the models {held.persons} and {held.places}, and this worker has "
            f"{models.persons.version} and {models.places.version}; run linnet rebuild to link it anew"
        )


def _advance(draft: Draft, clock: Clock) -> None:
    held = draft.document(keys.CLOCK, Clock)
    if held is None or clock.at > held.at:
        draft.put(keys.CLOCK, clock)


def _freshen(draft: Draft, revision: Revision) -> None:
    held = draft.document(keys.FRESHNESS, Freshness) or Freshness()
    if revision.agency and revision.recorded > held.recorded.get(revision.agency, float("-inf")):
        draft.put(keys.FRESHNESS, Freshness({**held.recorded, revision.agency: revision.recorded}))


def _correct(draft: Draft, models: Models, revision: Revision) -> None:
    held = draft.document(keys.cell(revision.target), Cell)
    stands = revise(held, revision.cell)
    if stands == held:
        return
    draft.put(keys.cell(revision.target), stands)
    _decide(draft, models, revision, held, stands)
    before, after = held.standing if held else None, stands.standing
    if before != after:
        _move(models.bench(draft, Subject.PERSON), revision, before, after, revision.identity)
        _move(models.bench(draft, Subject.ADDRESS), revision, before, after, revision.place)


def _decide(draft: Draft, models: Models, revision: Revision, held: Cell | None, stands: Cell) -> None:
    before, after = held.decision if held else None, stands.decision
    if before != after:
        for decision, keep in ((before, withdraw_decision), (after, record_decision)):
            if decision:
                keep(draft, revision.target, decision)
                decide(models.bench(draft, decision.subject), decision.one, decision.other)


def _move(
    bench: Bench, revision: Revision, before: Contact | None, after: Contact | None, statement: Statement | None
) -> None:
    """Let the records of one subject follow a contact from how it stood to how it stands."""
    left, joined = _record(bench.subject, before), _record(bench.subject, after)
    if left and left != joined:
        withdraw(bench, left, revision.target)
    if joined and after and statement and left != joined:
        attest(bench, statement, Attested(revision.target, after.happened, after.sensitivity, after.local_id))
    elif joined and after:
        bench.draft.score(keys.contacts(bench.subject, joined), revision.target, after.happened)
        refresh(bench, joined)


def _records(contact: Contact | None) -> list[tuple[Subject, RecordId]]:
    return [(subject, _record(subject, contact)) for subject in Subject]


def _record(subject: Subject, contact: Contact | None) -> RecordId:
    if contact is None:
        return RecordId("")
    return contact.person if subject is Subject.PERSON else contact.address
