"""The sentence that is the product: an observation corrects a cell, links its person and its address, and counts; and
whoever it concerns is looked at under the alert rules, and scored anew where they are on a caseload.

A pure function of (observation, state). The Faust projector, the backfill, the rebuild, the evaluation and the
tests all come through here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import msgspec

from scoring import episodes
from scoring.alerts.assessing import Target
from scoring.alerts.concerned import find_concerned
from scoring.alerts.told import Answered, Told, Watched, find_answered, hand_on, read_told, take
from scoring.linkage.decisions import record_decision, withdraw_decision
from scoring.linkage.evidence import Bench
from scoring.linkage.heirs import find_heir
from scoring.linkage.links import attest, decide, read_attested, refresh, relink, withdraw
from scoring.linkage.merging import bind, list_reads
from scoring.linkage.models import Models
from scoring.linkage.reach import survey
from scoring.linkage.records import RecordId, Statement
from scoring.observed import Observed, ObservedData
from scoring.retention import find_kept, say
from scoring.revisions import Revision, read_revision, revise
from scoring.risk.ruling import Promoted, Restored, Ruled, read_ruled, rule
from scoring.risk.told import Cared, hand_over, keep_cared, read_cared
from scoring.state import keys
from scoring.state.area import AreaState, Changes, Draft
from scoring.state.documents import (
    KEPT_FOR_EVER,
    AddressRecord,
    Cell,
    Clock,
    Document,
    Episode,
    Freshness,
    Lineage,
    Merge,
    PersonRecord,
    Record,
)
from scoring.state.keys import Key, Subject
from streams.ages import go_back
from streams.contract import EventKey
from streams.errors import Broken

_NOBODY = RecordId("")
_NOTHING = Cell()
# What comes in may have happened so much later, by its sender's clock.
_AHEAD = 86_400.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """An observation with all that can be worked out of it without looking at the state."""

    work: Revision | Told | Ruled | Cared | Clock


def prepare(observation: Observed) -> Prepared:
    if observation.type == "tick-1":
        return Prepared(_read_tick(observation.data))
    said = read_told(observation) or read_ruled(observation) or read_cared(observation)
    return Prepared(said or read_revision(observation))


def _read_tick(data: ObservedData) -> Clock:
    assert data.at is not None
    if data.keep_months is None:
        return Clock(data.at.timestamp())
    return Clock(data.at.timestamp(), kept=go_back(data.at, data.keep_months).timestamp())


def first_reads(prepared: Prepared) -> list[Key]:
    """The documents nearly every event needs, so that a batch fetches them in one round trip."""
    if isinstance(prepared.work, Cared):
        record = prepared.work.record
        return [keys.CLOCK, keys.RULES, keys.record(Subject.PERSON, record), keys.care(record)]
    if not isinstance(prepared.work, Revision):
        return [keys.CLOCK, keys.RULES, keys.SWEEP, keys.RULING, keys.FRESHNESS]
    contact = prepared.work.cell.contact
    numbers = list_reads([contact.local_id]) if contact and contact.local_id else []
    named = [key for subject, record in _records(prepared.work.cell) for key in _reads_of(subject, record)]
    cell, case = keys.cell(prepared.work.target), episodes.list_reads(contact)
    return [keys.CLOCK, keys.RULES, keys.LINEAGE, keys.FRESHNESS, cell, *case, *numbers, *named]


def _reads_of(subject: Subject, record: RecordId) -> list[Key]:
    # An entity is named after its founding record, so for most records these are its entity's.
    found = [keys.record(subject, record), keys.contacts(subject, record), keys.entity(subject, record)]
    watch = [keys.watch(record)] if subject is Subject.ADDRESS else []
    return [*found, keys.alerts(subject, record), *watch]


def further_reads(batch: Sequence[Prepared], state: AreaState, models: Models) -> Iterator[set[Key]]:
    """What linking the batch's records will need, where they are new, ranked anew or corrected: yields, a round trip
    at a time, what to read before it goes on."""
    moving = _find_moving(batch, state)
    corrected = _find_corrected(batch, state)
    of_cases = _list_cells_of_cases(batch, state)
    timelines = {key for key in (keys.contacts(*each) for each in corrected) if key not in state.scores}
    yield timelines | (of_cases - state.documents.keys())
    # Of those with more contacts than are read ahead, all are read when it comes to that.
    timelines = {keys.contacts(*each) for each in corrected} - state.cut
    events = {event for timeline in timelines for event in state.scores[timeline]}
    wanted = {keys.cell(event) for event in events} | {keys.record(*each) for each in corrected}
    said = {Subject.PERSON: keys.care, Subject.ADDRESS: keys.watch}
    wanted |= {said[subject](record) for subject, record in corrected}
    wanted |= {keys.record(*each) for cell in _held(state, of_cases) for each in _records(cell)}
    yield wanted - state.documents.keys()
    for subject, record in corrected:
        if isinstance(held := state.documents[keys.record(subject, record)], PersonRecord | AddressRecord):
            moving[subject].append(held.statement)
    draft = Draft(state)
    surveys = [survey(models.bench(draft, subject), statements) for subject, statements in moving.items()]
    for persons, addresses in zip_longest(*surveys, fillvalue=frozenset[Key]()):
        yield {*persons, *addresses}


def foresee(batch: Sequence[Prepared], state: AreaState) -> set[Target]:
    """Whom the batch will concern, as far as its records are known."""
    cells = [prepared.work.cell for prepared in batch if isinstance(prepared.work, Revision)]
    cells += _held(state, _list_cells_of_cases(batch, state))
    named = {each for cell in cells for each in _records(cell)}
    held = [(subject, state.documents.get(keys.record(subject, record))) for subject, record in named]
    return {Target(subject, record.entity) for subject, record in held if isinstance(record, Record)}


def _list_cells_of_cases(batch: Sequence[Prepared], state: AreaState) -> set[Key]:
    """All events of the cases that the batch speaks of."""
    said = [prepared.work.cell.contact for prepared in batch if isinstance(prepared.work, Revision)]
    held = [state.documents.get(key) for contact in said for key in episodes.list_reads(contact)]
    return {keys.cell(turn.event) for one in held if isinstance(one, Episode) for turn in one.latest}


def _held(state: AreaState, cells: Iterable[Key]) -> list[Cell]:
    found = [state.documents.get(key) for key in cells]
    return [cell for cell in found if isinstance(cell, Cell)]


def _find_moving(batch: Sequence[Prepared], state: AreaState) -> dict[Subject, list[Statement]]:
    moving: dict[Subject, list[Statement]] = {Subject.PERSON: [], Subject.ADDRESS: []}
    for work in (prepared.work for prepared in batch):
        if isinstance(work, Revision):
            for subject, record in _records(work.cell):
                statement = _statement(subject, work)
                if statement and _moves(state.documents[keys.record(subject, record)], work.cell):
                    moving[subject].append(statement)
    return moving


def _find_corrected(batch: Sequence[Prepared], state: AreaState) -> set[tuple[Subject, RecordId]]:
    """The records that held the contacts which the batch corrects."""
    corrected: set[tuple[Subject, RecordId]] = set()
    for work in (prepared.work for prepared in batch if isinstance(prepared.work, Revision)):
        held = state.documents[keys.cell(work.target)]
        if isinstance(held, Cell) and revise(held, work.cell) != held:
            corrected.update(_records(held))
    return corrected


def _moves(record: Document | None, said: Cell) -> bool:
    if isinstance(record, AddressRecord) and said.listing:
        return record.listed is None or said.listing.listed < record.listed
    if not isinstance(record, PersonRecord | AddressRecord) or said.contact is None:
        return True
    return said.contact.happened < record.first or said.contact.sensitivity > record.sensitivity


def apply(prepared: Prepared, draft: Draft, models: Models) -> Changes:
    """Everything the observation changes. Raises :class:`NotLoaded` when the state must first be read further, and
    :class:`Broken` when what is there was linked by other models.

    Invariant: applying an observation again changes nothing, and any two may change places.
    """
    match prepared.work:
        case Clock():
            _advance(draft, prepared.work)
        case Revision():
            _check_lineage(draft, models)
            _correct(draft, models, prepared.work)
            _freshen(draft, prepared.work)
        case Promoted() | Restored():
            rule(draft, prepared.work)
        case Cared():
            keep_cared(draft, prepared.work)
        case told:
            take(draft, told)
    return draft.changes


def concern(prepared: Prepared, changes: Changes, draft: Draft) -> set[Target]:
    """Whose alerts ``changes``, which are in the draft's state already, may change. Raises :class:`NotLoaded`."""
    match prepared.work:
        case Answered():
            return {find_answered(draft, prepared.work.target)} if changes.documents else set()
        case Watched():
            held = draft.document(keys.record(Subject.ADDRESS, prepared.work.record), AddressRecord)
            return {Target(Subject.ADDRESS, held.entity)} if held and changes.documents else set()
        case Revision():
            return find_concerned(draft, changes)
        case _:
            return set()


def _check_lineage(draft: Draft, models: Models) -> None:
    held, ours = draft.document(keys.LINEAGE, Lineage), models.lineage
    if held is None:
        draft.put(keys.LINEAGE, ours)
    elif held.veil != ours.veil:
        raise Broken("the area's keys are named under another LINNET_INDEX_KEY; mend it, or run linnet rebuild")
    elif held != ours:
        raise Broken(
            f"the area was linked by the models {held.persons} and {held.places}, and this worker has "
            f"{models.persons.version} and {models.places.version}; run linnet rebuild to link it anew"
        )


def _advance(draft: Draft, clock: Clock) -> None:
    held = draft.document(keys.CLOCK, Clock)
    if held is None or clock.at > held.at:
        unread = held.unread if held and held.unread > clock.kept else KEPT_FOR_EVER
        draft.put(keys.CLOCK, Clock(clock.at, held.at if held else clock.at, clock.kept, unread))
        fresh = draft.document(keys.FRESHNESS, Freshness) or Freshness()
        if left := {agency: moment for agency, moment in fresh.recorded.items() if moment <= clock.kept}:
            kept = {agency: moment for agency, moment in fresh.recorded.items() if agency not in left}
            draft.put(keys.FRESHNESS, Freshness(kept) if kept else None)


def _freshen(draft: Draft, revision: Revision) -> None:
    if revision.recorded <= find_kept(draft):
        return
    held = draft.document(keys.FRESHNESS, Freshness) or Freshness()
    if revision.agency and revision.recorded > held.recorded.get(revision.agency, float("-inf")):
        draft.put(keys.FRESHNESS, Freshness({**held.recorded, revision.agency: revision.recorded}))


def _correct(draft: Draft, models: Models, revision: Revision) -> None:
    held = draft.document(keys.cell(revision.target), Cell)
    stands = revise(held, say(draft, held, revision.cell))
    if revision.unread:
        _note_unread(draft, revision.recorded + _AHEAD)
    if stands == held:
        return
    draft.put(keys.cell(revision.target), stands)
    episodes.follow(draft, revision.target, held or _NOTHING, stands)
    _decide(draft, models, revision, held, stands)
    before = held or _NOTHING
    _merge(draft, models, revision, before, stands)
    if (before.standing, before.listing) != (stands.standing, stands.listing):
        for subject in Subject:
            _move(models.bench(draft, subject), revision, before, stands)


def _note_unread(draft: Draft, until: float) -> None:
    held = draft.document(keys.CLOCK, Clock)
    if held and until > max(held.unread, held.kept):
        draft.put(keys.CLOCK, msgspec.structs.replace(held, unread=until))


def _decide(draft: Draft, models: Models, revision: Revision, held: Cell | None, stands: Cell) -> None:
    before, after = held.decision if held else None, stands.decision
    if before != after:
        for decision, keep in ((before, withdraw_decision), (after, record_decision)):
            if decision:
                keep(draft, revision.target, decision)
                decide(models.bench(draft, decision.subject), decision.one, decision.other)


def _merge(draft: Draft, models: Models, revision: Revision, before: Cell, after: Cell) -> None:
    for merging, present in ((before.merging, False), (after.merging, True)):
        if merging and before.merging != after.merging:
            bench = models.bench(draft, Subject.PERSON)
            shift = bind(bench, Merge(revision.target, merging.kept, merging.gone), present)
            if shift.pairs:
                relink(bench, shift)


def _move(bench: Bench, revision: Revision, before: Cell, after: Cell) -> None:
    """Let the records of one subject follow an event from how it stood to how it stands."""
    left, joined = _record(bench.subject, before), _record(bench.subject, after)
    statement, by = _statement(bench.subject, revision), read_attested(revision.target, after)
    heir = _find_heir(bench, left, revision.target) if left and left != joined else None
    if left and left != joined:
        withdraw(bench, left, revision.target)
    if joined and by and statement and left != joined:
        attest(bench, statement, by)
    elif joined and by:
        bench.draft.score(keys.contacts(bench.subject, joined), revision.target, by.happened)
        refresh(bench, joined)
    if heir is None:
        return
    if bench.subject is Subject.ADDRESS:
        # Where the others are another address than this event is of now, nobody can tell which of the two was meant.
        hand_on(bench.draft, left, [record for record in dict.fromkeys((joined, heir)) if record])
    else:
        hand_over(bench.draft, left, _NOBODY if after.erased else joined or heir)


def _find_heir(bench: Bench, record: RecordId, event: EventKey) -> RecordId | None:
    """None where the record stays when it no longer holds this event."""
    if bench.draft.scores(keys.contacts(bench.subject, record)).keys() - {event}:
        return None
    return find_heir(bench.draft, bench.subject, record)


def _statement(subject: Subject, revision: Revision) -> Statement | None:
    return revision.identity if subject is Subject.PERSON else revision.place


def _records(cell: Cell) -> list[tuple[Subject, RecordId]]:
    """That the event names."""
    return [(subject, record) for subject in Subject if (record := _record(subject, cell))]


def _record(subject: Subject, cell: Cell) -> RecordId:
    if cell.listing:
        return cell.listing.address if subject is Subject.ADDRESS else _NOBODY
    if cell.contact is None:
        return _NOBODY
    return cell.contact.person if subject is Subject.PERSON else cell.contact.address
