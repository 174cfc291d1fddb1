"""A person's risk follows what becomes known of them: a course found anew, labels that become known, a score made."""

from collections.abc import Mapping, Sequence

import msgspec

from scoring.linkage.records import EntityId
from scoring.risk.course import find_course, find_death
from scoring.risk.crises import find_crises, is_in_crisis
from scoring.risk.guarding import find_parts, guard
from scoring.risk.held import Course, PersonRisk
from scoring.risk.labels import Outcome, settle
from scoring.risk.learner import Learner
from scoring.risk.learners import Learners
from scoring.risk.majority import is_scored, is_under_age
from scoring.risk.news import OutcomeNews, ScoreNews
from scoring.risk.practice import Practice
from scoring.risk.sighting import Sighting
from scoring.risk.weeks import find_moment
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Clock
from streams.codes.risk import Cause

# By which the caseload ranks those in crisis: they are not scored.
IN_CRISIS = 2.0
# And those under 18.
UNDER_AGE = -1.0
NOBODY = PersonRisk(None)
_NO_SLICES = ("unknown",) * 5


def follow(draft: Draft, person: EntityId, sighted: Sighting | None, learners: Learners) -> None:
    """Raises :class:`NotLoaded`. Before the first tick there is no now: who may be on a caseload is looked at then."""
    clock, held = draft.document(keys.CLOCK, Clock), draft.document(keys.risk(person), PersonRisk)
    if sighted is None and held is None:
        return
    if clock is None:
        draft.score(keys.RISK_AGENDA, person, 0.0)
        return
    held = held or NOBODY
    now = renew(held, sighted, clock.at, learners.practice)
    draft.need([*learners.wanted(), *homes_of(held, now)])
    settled = settle(now, clock.at)
    if settled.lessons or settled.told:
        parts = find_parts(draft, learners) if settled.lessons else None
        guard(draft, (), settled.lessons, settled.told, clock.at, parts)
    if settled.lessons:
        with learners.teach(draft) as taught:
            learn(taught, settled.lessons, clock.at)
    now = settled.risk
    tell_outcomes(draft, person, now, settled.told, clock.at)
    keep(draft, person, held, now, _score(draft, person, now, clock.at, learners))
    plan(draft, person, now, clock.at)


def renew(held: PersonRisk, sighted: Sighting | None, t: float, practice: Practice) -> PersonRisk:
    """With the course as it is now known. Predictions are let go of whom nothing is known any more, and of who turns
    out to be under 18."""
    if sighted is None:
        return NOBODY
    teams = practice.crisis_teams
    course = find_course(sighted.own, sighted.around, sighted.birth_date, sighted.gender, t, teams)
    if course and is_under_age(course, t):
        held = msgspec.structs.replace(held, awaiting=())
    facts, home = sighted.own.facts, sighted.home if course else ""
    crises = () if course else tuple(find_crises(facts, t, teams))
    left = None if course else (held.course.team, held.course.slices) if held.course else held.left
    return msgspec.structs.replace(held, course=course, crises=crises, home=home, died=find_death(facts, t), left=left)


def learn(taught: Mapping[str, Learner], lessons: Sequence[Outcome], t: float) -> None:
    """First what is learned for the first time, in this order, then what was learned otherwise before."""
    fresh = [lesson.awaited for lesson in lessons if not lesson.corrected]
    vectors, labels = [each.vector for each in fresh], [each.label == 1 for each in fresh]
    for learner in taught.values():
        if fresh:
            learner.learn_all(vectors, labels, t)
        for lesson in lessons:
            if lesson.corrected:
                learner.correct(lesson.awaited.vector, lesson.awaited.label == 1, t)


def tell_outcomes(draft: Draft, person: EntityId, now: PersonRisk, outcomes: Sequence[Outcome], t: float) -> None:
    """Of who has left the caseload meanwhile, by what they were when they left."""
    course = now.course
    team, slices = (course.team, course.slices) if course else now.left or ("", _NO_SLICES)
    for outcome in outcomes:
        draft.tell(OutcomeNews(person, t, outcome, team, slices))


def keep(draft: Draft, person: EntityId, held: PersonRisk, now: PersonRisk, rank: float | None) -> None:
    """``rank``: their place on the caseload, None where they are on none."""
    empty = now.course is None and not now.awaiting
    draft.put(keys.risk(person), None if empty else now)
    draft.score(keys.CASELOAD, person, rank)
    before, after = (risk.course.team if risk.course else "" for risk in (held, now))
    if before and before != after:
        draft.score(keys.caseload(before), person, None)
    if after:
        draft.score(keys.caseload(after), person, rank)
    if held.home != now.home:
        _settle_in(draft, person, held.home, False)
        _settle_in(draft, person, now.home, True)


def _settle_in(draft: Draft, person: EntityId, home: str, present: bool) -> None:
    if home and (person in draft.members(keys.residents(home))) != present:
        draft.place(keys.residents(home), person, present)


def homes_of(*risks: PersonRisk) -> list[keys.Key]:
    return [keys.residents(risk.home) for risk in risks if risk.home]


def plan(draft: Draft, person: EntityId, now: PersonRisk, t: float) -> None:
    waits = now.course is not None or bool(now.awaiting)
    draft.score(keys.RISK_AGENDA, person, find_moment(person, t) if waits else None)


def rank_unscored(course: Course, t: float) -> float:
    return IN_CRISIS if is_in_crisis(course, t) else UNDER_AGE


def _score(draft: Draft, person: EntityId, now: PersonRisk, t: float, learners: Learners) -> float | None:
    if now.course is None:
        return None
    if not is_scored(now.course, t):
        return rank_unscored(now.course, t)
    champion = learners.champion(draft)
    score = learners.read(draft, champion).predict(now.course, t)
    draft.tell(ScoreNews(person, t, Cause.EVENT, champion.name, score.probability, {}, "", now.course.team))
    return score.probability
