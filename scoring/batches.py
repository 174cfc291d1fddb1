"""A batch of observations over an area: reads gathered into few round trips, effects in log order.

First what all events will need is read, ring by ring; then each is applied in turn. What an event needs beyond
that (because of one before it in the batch, or because it is a correction) is read when it comes up.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from scoring.aged import remember
from scoring.alerts.added import Added, find_added
from scoring.alerts.agenda import MOST, find_due, find_overdue
from scoring.alerts.assessing import Target, assess, look
from scoring.alerts.concerned import (
    find_homes,
    find_in_cases,
    foresee_founded,
    foresee_joined,
    list_cases,
    list_episodes,
)
from scoring.alerts.forecast import foresee_wary
from scoring.alerts.gathering import NOTHING, Gathered
from scoring.alerts.moving import list_left, move, settle_lent
from scoring.alerts.occasions import Occasion
from scoring.alerts.reach import survey
from scoring.alerts.screening import Screened, screen, screen_due
from scoring.linkage.models import Models
from scoring.linkage.records import EntityId
from scoring.outgoing import LogPoint, News, write_news
from scoring.pipeline import Prepared, apply, concern, first_reads, foresee, further_reads
from scoring.retention import MOST as MOST_AGED
from scoring.retention import Gone, age, let_go, let_go_last
from scoring.revisions import Revision
from scoring.risk.learners import Learners
from scoring.risk.practice import PRACTICE, Practice
from scoring.risks import follow_risks, see_risks, take_turns
from scoring.sources import Source, change, read, walk
from scoring.state import keys
from scoring.state.area import AreaState, Changes, Draft, Stock
from scoring.state.documents import Cell, Clock
from scoring.state.keys import Key, Subject, kind_of
from scoring.state.outbox import Entry
from scoring.timekeeping import is_ahead


@dataclass(frozen=True, slots=True)
class Step:
    prepared: Prepared
    point: LogPoint


async def run_batch(
    batch: Sequence[Step], source: Source, models: Models, practice: Practice = PRACTICE
) -> tuple[Changes, list[Entry]]:
    """The changes of the whole batch, and what it tells others, in log order.

    Cost: one round trip for a batch of known records, about three more for all the new ones together, and some six
    for all those whom they concern.
    """
    state = AreaState()
    outbox = await _run(batch, state, source, models, practice)
    return state.pending, outbox


async def foretell_batch(batch: Sequence[Step], source: Source, models: Models) -> list[Entry]:
    """What the batch tells others by the next tick, where no time passes: whose an alert is that somebody has been lent
    is settled, and whether it holds of them."""
    state = AreaState()
    outbox = await _run(batch, state, source, models, PRACTICE)
    settled = await _settle_lent(state, source, {Occasion.TOLD: _list_alerted(state)})
    lent = sorted(settled.get(Occasion.RULED, ()), key=str)
    return outbox + _write(batch[-1], await _take_due(batch[-1], state, source, lent, Occasion.RULED))


async def _run(
    batch: Sequence[Step], state: AreaState, source: Source, models: Models, practice: Practice
) -> list[Entry]:
    outbox, learners = list[Entry](), Learners(practice)
    await _read_ahead([step.prepared for step in batch], state, source, models)
    if not source.at_hand:
        if missing := state.find_missing(foresee_founded(state)):
            await source.load(state, missing)
        foreseen = foresee([step.prepared for step in batch], state) | foresee_joined(state)
        for wanted in _foresee_looks(state, batch, foreseen) if _has_rules(state) else ():
            if missing := state.find_missing(wanted):
                await source.load(state, missing)
        await see_risks(state, source, foreseen, {})
    for step in batch:
        outbox += _write(step, await _take_step(step, state, source, models, learners))
    return outbox


def _write(step: Step, news: Iterable[News]) -> list[Entry]:
    return [Entry(step.point.offset, at, *write_news(step.point, at, each)) for at, each in enumerate(news, 1)]


async def _read_ahead(works: Sequence[Prepared], state: AreaState, source: Source, models: Models) -> None:
    await source.load(state, {key for work in works for key in first_reads(work)})
    for wanted in further_reads(works, state, models):
        if wanted:
            await source.load(state, wanted)


def _foresee_looks(state: AreaState, batch: Sequence[Step], foreseen: Collection[Target]) -> Iterator[set[Key]]:
    stock, works = Stock(state), [step.prepared.work for step in batch]
    contacts = [work.cell.contact for work in works if isinstance(work, Revision) and work.cell.contact]
    wary = yield from foresee_wary(stock, contacts, foreseen)
    yield from survey(stock, wary)


async def _take_step(step: Step, state: AreaState, source: Source, models: Models, learners: Learners) -> list[News]:
    """First what is known follows the observation, then the alerts of all whom that concerns, then their risk."""
    work = step.prepared
    if isinstance(work.work, Clock) and is_ahead(work.work.at, step.point.timestamp):
        return []
    unheard = _find_unheard(state, work)
    changes = await change(state, source, lambda draft: apply(work, draft, models))
    news = list(changes.outgoing)
    if isinstance(work.work, Clock):
        news += await _let_go(step, state, source, models, learners)
        for why, due in (await _settle_lent(state, source, await find_due(state, source.find_due))).items():
            news += await _take_due(step, state, source, sorted(due, key=str), why)
        return news + await take_turns(state, source, learners)
    concerned = await read(state, source, lambda draft: concern(work, changes, draft))
    concerned |= await _move(state, source, changes.outgoing)
    added = find_added(unheard, changes) if unheard else None
    wary, calm = await _screen(state, source, added, concerned | await _find_in_cases(state, source, changes))
    gathered = await _look_at(state, source, wary)
    if isinstance(work.work, Revision):
        # One contact more makes nobody others than they were.
        gathered |= {} if added else await _look_at_cases(state, source, gathered)
        if homes := find_homes(gathered).difference(calm):
            gathered |= await _look_at(state, source, homes)
        news += await _assess_all(step, state, source, gathered)
        sights = await see_risks(state, source, concerned, gathered if _has_rules(state) else {})
        return news + await follow_risks(state, source, sights, learners)
    return news + await _assess_all(step, state, source, gathered)


async def _take_due(step: Step, state: AreaState, source: Source, due: Sequence[Target], why: Occasion) -> list[News]:
    news = list[News]()
    for start in range(0, len(due), MOST):
        wary = await _screen_due(state, source, due[start : start + MOST])
        gathered = await _look_at(state, source, wary)
        news += await _assess_all(step, state, source, gathered, why)
    return news


async def _let_go(step: Step, state: AreaState, source: Source, models: Models, learners: Learners) -> list[News]:
    """What is past its age at this tick. Whoever it concerns is looked at as when time passes, and not as if somebody
    had been mistaken: alerts that end by it are cleared."""
    clock = state.documents[keys.CLOCK]
    names = (
        await find_overdue(state, source.find_due, keys.AGES, clock.kept, MOST_AGED) if isinstance(clock, Clock) else []
    )
    if not names:
        return []
    (gone, last), changes = await read(state, source, lambda draft: (let_go(draft, names), draft.changes))
    state.fold(changes)
    news, concerned, shared = await _age(gone, state, source, models)
    gone, changes = await read(state, source, lambda draft: (let_go_last(draft, last), draft.changes))
    state.fold(changes)
    more, others, further = await _age(gone, state, source, models)
    news, concerned = [*news, *more], concerned | others
    gathered = await _look_at(state, source, concerned | shared | further)
    gathered |= await _look_at_cases(state, source, gathered)
    if homes := find_homes(gathered):
        gathered |= await _look_at(state, source, homes)
    news += await _assess_all(step, state, source, gathered, Occasion.AGED)
    sights = await see_risks(state, source, concerned, gathered if _has_rules(state) else {})
    return news + await follow_risks(state, source, sights, learners)


async def _age(
    gone: Sequence[Gone], state: AreaState, source: Source, models: Models
) -> tuple[list[News], set[Target], set[Target]]:
    """What is told of it, whom it concerns, and whom it does by a case that they share."""
    aged = [Prepared(age(event, cell)) for event, cell in gone]
    await _read_ahead(aged, state, source, models)
    news, concerned, shared = list[News](), set[Target](), set[Target]()
    for (_, cell), work in zip(gone, aged, strict=True):
        trace = await read(state, source, partial(remember, cell))
        done = await change(state, source, partial(apply, work, models=models))
        news += [*([trace] if trace else []), *done.outgoing]
        concerned |= await read(state, source, partial(concern, work, done))
        concerned |= await _move(state, source, done.outgoing, aged=True)
        shared |= await _find_in_cases(state, source, done)
    return news, concerned, shared


async def _move(state: AreaState, source: Source, news: Iterable[News], aged: bool = False) -> set[Target]:
    """Alerts, to whoever they are about now."""
    left = list(list_left(news))
    if not left or not _has_rules(state):
        return set()
    moved, changes = await read(state, source, lambda draft: (move(draft, left, aged), draft.changes))
    state.fold(changes)
    return moved


async def _settle_lent(
    state: AreaState, source: Source, due: Mapping[Occasion, set[Target]]
) -> dict[Occasion, set[Target]]:
    """Who had an alert of somebody else's, and who has it now, are looked at as when the rules are others: what ends
    now does not end by time alone."""
    everybody = set[Target]().union(*due.values())
    if not everybody:
        return dict(due)
    looked, changes = await read(state, source, lambda draft: (settle_lent(draft, everybody), draft.changes))
    state.fold(changes)
    others = {why: targets - looked for why, targets in due.items()}
    return others | {Occasion.RULED: others.get(Occasion.RULED, set()) | looked}


def _list_alerted(state: AreaState) -> set[Target]:
    """Whose alerts became others in this batch."""
    kinds = {f"{subject}-alerts": subject for subject in Subject}
    named = [(kinds.get(kind_of(key)), key.split(":", 1)[-1]) for key in state.pending.documents]
    return {Target(subject, EntityId(entity)) for subject, entity in named if subject}


def _find_unheard(state: AreaState, work: Prepared) -> Cell | None:
    """What the event says, where nothing was known of it before."""
    if not isinstance(work.work, Revision) or state.documents.get(keys.cell(work.work.target)) is not None:
        return None
    return work.work.cell


async def _screen(state: AreaState, source: Source, added: Added | None, concerned: Collection[Target]) -> Screened:
    if added is None or not _has_rules(state):
        return Screened(concerned, ())
    found, changes = await read(state, source, lambda draft: (screen(draft, added, concerned), draft.changes))
    state.fold(changes)
    return found


async def _screen_due(state: AreaState, source: Source, due: Collection[Target]) -> Collection[Target]:
    found, changes = await read(state, source, lambda draft: (screen_due(draft, due), draft.changes))
    state.fold(changes)
    return found.wary


async def _find_in_cases(state: AreaState, source: Source, changes: Changes) -> set[Target]:
    """Whom else a case names of which something became known. Mostly that is of no case."""
    if not (episodes := list_episodes(changes)) or not _has_rules(state):
        return set()
    return await read(state, source, lambda draft: find_in_cases(draft, episodes))


async def _look_at_cases(
    state: AreaState, source: Source, gathered: Mapping[Target, Gathered]
) -> dict[Target, Gathered]:
    """Whom else the cases of these name: they may be told more or less of them now."""
    if not (episodes := list_cases(gathered)):
        return {}
    named = await read(state, source, lambda draft: find_in_cases(draft, episodes))
    return await _look_at(state, source, named - gathered.keys())


async def _assess_all(
    step: Step, state: AreaState, source: Source, gathered: Mapping[Target, Gathered], why: Occasion = Occasion.TOLD
) -> list[News]:
    news: list[News] = []
    for target in sorted(gathered, key=str):
        work = partial(_assess, target, step.point.area, gathered[target], why)
        news += (await change(state, source, work)).outgoing
    return news


def _assess(target: Target, area: str, gathered: Gathered, why: Occasion, draft: Draft) -> Changes:
    assess(draft, target, area, gathered, why)
    return draft.changes


async def _look_at(state: AreaState, source: Source, targets: Collection[Target]) -> dict[Target, Gathered]:
    """Where there are no rules nothing is asked."""
    if not _has_rules(state):
        return dict.fromkeys(targets, NOTHING)
    clock, stock = state.documents[keys.CLOCK], Stock(state)
    t = clock.at if isinstance(clock, Clock) else 0.0
    return await walk(state, source, {target: look(stock, target, t) for target in targets})


def _has_rules(state: AreaState) -> bool:
    return state.documents[keys.RULES] is not None
