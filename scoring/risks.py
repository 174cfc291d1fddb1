"""The 28-day risk of all whom a step of a batch concerns, and at a tick of all whose week has come."""

from collections.abc import Collection, Mapping
from functools import partial

from scoring.alerts.agenda import find_overdue
from scoring.alerts.assessing import Target
from scoring.alerts.gathering import Gathered
from scoring.linkage.records import EntityId
from scoring.risk.following import follow
from scoring.risk.held import PersonRisk
from scoring.risk.learners import Learners
from scoring.risk.news import ModelNews, OutcomeNews, ScoreNews
from scoring.risk.sighting import Sighting, sight
from scoring.risk.weekly import is_new_week, pass_week
from scoring.sources import Source, change, read, walk
from scoring.state import keys
from scoring.state.area import AreaState, Changes, Draft
from scoring.state.documents import Clock
from scoring.state.keys import Subject

RiskNews = ScoreNews | OutcomeNews | ModelNews
Sights = dict[EntityId, Sighting | None]


async def see_risks(
    state: AreaState, source: Source, targets: Collection[Target], gathered: Mapping[Target, Gathered]
) -> Sights:
    """Of these persons, and of those on a caseload whose home is one of these addresses; all of them at once."""
    persons = {target.entity for target in targets if target.subject is Subject.PERSON}
    homes = [keys.residents(target.entity) for target in targets if target.subject is Subject.ADDRESS]
    if missing := state.find_missing({*homes, *map(keys.risk, persons)}):
        await source.load(state, missing)
    persons |= await read(state, source, lambda draft: {EntityId(p) for home in homes for p in draft.members(home)})
    clock, draft = state.documents[keys.CLOCK], Draft(state)
    t = clock.at if isinstance(clock, Clock) else 0.0
    return await walk(state, source, {person: sight(draft, person, t, gathered) for person in persons})


async def follow_risks(state: AreaState, source: Source, sights: Sights, learners: Learners) -> list[RiskNews]:
    news: list[RiskNews] = []
    for person in sorted(sights):
        changes = await change(state, source, partial(_follow, person, sights[person], learners))
        news += changes.outgoing
    return news


async def take_turns(state: AreaState, source: Source, learners: Learners) -> list[RiskNews]:
    """First those who were never looked at, as nobody is before the first tick; then the week of all others."""
    clock = state.documents[keys.CLOCK]
    assert isinstance(clock, Clock)
    most = learners.practice.most
    due = [EntityId(p) for p in await find_overdue(state, source.find_due, keys.RISK_AGENDA, clock.at, most)]
    if not due and not is_new_week(clock):
        return []
    await source.load(state, state.find_missing({*learners.wanted(), *map(keys.risk, due)}))
    known = [person for person in due if isinstance(state.documents[keys.risk(person)], PersonRisk)]
    unseen = [Target(Subject.PERSON, person) for person in due if state.documents[keys.risk(person)] is None]
    sights = await see_risks(state, source, unseen, {})
    await change(state, source, partial(_forget, [person for person, sighted in sights.items() if sighted is None]))
    news = await follow_risks(state, source, sights, learners)
    changes = await change(state, source, partial(_pass, known, learners))
    return news + changes.outgoing


def _forget(gone: Collection[EntityId], draft: Draft) -> Changes:
    """Who is nobody any more, or no trust's: they would be the most overdue at every tick."""
    for person in gone:
        draft.score(keys.RISK_AGENDA, person, None)
    return draft.changes


def _follow(person: EntityId, sighted: Sighting | None, learners: Learners, draft: Draft) -> Changes:
    follow(draft, person, sighted, learners)
    return draft.changes


def _pass(due: Collection[EntityId], learners: Learners, draft: Draft) -> Changes:
    pass_week(draft, due, learners)
    return draft.changes
