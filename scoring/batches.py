"""A batch of observations over an area: reads gathered into few round trips, effects in log order.

First what all events will need is read, ring by ring; then each is applied in turn. What an event needs beyond
that (because of one before it in the batch, or because it is a correction) is read when it comes up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from scoring.alerts.agenda import MOST, find_due
from scoring.alerts.assessing import Target, assess, look
from scoring.alerts.concerned import find_homes, foresee_founded, foresee_joined
from scoring.alerts.gathering import NOTHING, Gathered
from scoring.alerts.reach import survey
from scoring.linkage.models import Models
from scoring.outgoing import LogPoint, News, write_news
from scoring.pipeline import Prepared, apply, concern, first_reads, foresee, further_reads
from scoring.revisions import Revision
from scoring.risk.learners import Learners
from scoring.risk.practice import PRACTICE, Practice
from scoring.risks import follow_risks, see_risks, take_turns
from scoring.sources import Source, change, read, walk
from scoring.state import keys
from scoring.state.area import AreaState, Changes, Draft, Stock
from scoring.state.documents import Clock


@dataclass(frozen=True, slots=True)
class Step:
    prepared: Prepared
    point: LogPoint


@dataclass(frozen=True, slots=True)
class Entry:
    """An outgoing event for a topic, under the log offset that caused it and its number among those of that offset."""

    offset: int
    number: int
    topic: str
    event: bytes


async def run_batch(
    batch: Sequence[Step], source: Source, models: Models, practice: Practice = PRACTICE
) -> tuple[Changes, list[Entry]]:
    """The changes of the whole batch, and what it tells others, in log order.

    Cost: one round trip for a batch of known records, about three more for all the new ones together, and some six
    for all those whom they concern.
    """
    state, outbox, learners = AreaState(), list[Entry](), Learners(practice)
    await source.load(state, {key for step in batch for key in first_reads(step.prepared)})
    for wanted in further_reads([step.prepared for step in batch], state, models):
        if wanted:
            await source.load(state, wanted)
    if not source.at_hand:
        if missing := state.find_missing(foresee_founded(state)):
            await source.load(state, missing)
        foreseen = foresee([step.prepared for step in batch], state) | foresee_joined(state)
        for wanted in survey(Stock(state), foreseen) if _has_rules(state) else ():
            if missing := state.find_missing(wanted):
                await source.load(state, missing)
        await see_risks(state, source, foreseen, {})
    for step in batch:
        news = await _take_step(step, state, source, models, learners)
        outbox += [Entry(step.point.offset, at, *write_news(step.point, at, each)) for at, each in enumerate(news, 1)]
    return state.pending, outbox


async def _take_step(step: Step, state: AreaState, source: Source, models: Models, learners: Learners) -> list[News]:
    """First what is known follows the observation, then the alerts of all whom that concerns, then their risk."""
    work = step.prepared
    changes = await change(state, source, lambda draft: apply(work, draft, models))
    news = list(changes.outgoing)
    if isinstance(work.work, Clock):
        due = sorted(await find_due(state, source.find_due), key=str)
        for start in range(0, len(due), MOST):
            gathered = await _look_at(state, source, due[start : start + MOST])
            news += await _assess_all(step, state, source, gathered)
        return news + await take_turns(state, source, learners)
    concerned = await read(state, source, lambda draft: concern(work, changes, draft))
    gathered = await _look_at(state, source, concerned)
    if isinstance(work.work, Revision):
        if homes := find_homes(gathered):
            gathered |= await _look_at(state, source, homes)
        news += await _assess_all(step, state, source, gathered)
        sights = await see_risks(state, source, concerned, gathered if _has_rules(state) else {})
        return news + await follow_risks(state, source, sights, learners)
    return news + await _assess_all(step, state, source, gathered)


async def _assess_all(step: Step, state: AreaState, source: Source, gathered: Mapping[Target, Gathered]) -> list[News]:
    news: list[News] = []
    at_tick = isinstance(step.prepared.work, Clock)
    for target in sorted(gathered, key=str):
        work = partial(_assess, target, step.point.area, gathered[target], at_tick)
        news += (await change(state, source, work)).outgoing
    return news


def _assess(target: Target, area: str, gathered: Gathered, at_tick: bool, draft: Draft) -> Changes:
    assess(draft, target, area, gathered, at_tick)
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
