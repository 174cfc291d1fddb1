"""The week's turn of those whose moment has come: first what became of earlier predictions is learned from, then new
ones are made, so that no prediction knows of its own outcome."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from scoring.linkage.records import EntityId
from scoring.risk.awaited import await_label, name_model, read_rivals
from scoring.risk.following import homes_of, keep, learn, plan, rank_unscored, tell_outcomes
from scoring.risk.guarding import find_parts, guard
from scoring.risk.held import Awaiting, Model, PersonRisk
from scoring.risk.labels import Outcome, Settled, settle
from scoring.risk.learner import Learner
from scoring.risk.learners import Learners
from scoring.risk.majority import come_of_age, is_scored
from scoring.risk.news import ModelNews, ScoreNews
from scoring.risk.weeks import WEEK
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Clock
from streams.codes.risk import Cause


@dataclass(frozen=True, slots=True)
class _Turn:
    person: EntityId
    held: PersonRisk
    settled: Settled


def pass_week(draft: Draft, due: Collection[EntityId], learners: Learners) -> None:
    """Raises :class:`NotLoaded`. The clock has come to the tick already."""
    draft.need([*learners.wanted(), *(keys.risk(person) for person in due)])
    clock = draft.document(keys.CLOCK, Clock)
    assert clock is not None
    turns = _settle_all(draft, due, clock.at)
    draft.need([key for turn in turns for key in homes_of(turn.held)])
    if turns:
        parts, lessons = find_parts(draft, learners), _order_lessons(turns)
        with learners.teach(draft) as taught:
            learn(taught, lessons, clock.at)
            made = _predict_all(turns, taught, learners.champion(draft).name, clock.at)
        told = [outcome for turn in turns for outcome in turn.settled.told]
        guard(draft, [*made.values()], lessons, told, clock.at, parts)
        for turn in turns:
            _keep(draft, turn, made.get(turn.person), clock.at)
    if is_new_week(clock):
        _save_models(draft, learners)


def is_new_week(clock: Clock) -> bool:
    """Whether the first tick of a week is the latest."""
    return clock.before // WEEK < clock.at // WEEK


def _settle_all(draft: Draft, due: Collection[EntityId], t: float) -> list[_Turn]:
    turns = []
    for person in sorted(due):
        held = draft.document(keys.risk(person), PersonRisk)
        if held is None:
            draft.score(keys.RISK_AGENDA, person, None)
        else:
            grown = held.course and come_of_age(held.course, t)
            turns.append(_Turn(person, held, settle(msgspec.structs.replace(held, course=grown), t)))
    return turns


def _order_lessons(turns: Sequence[_Turn]) -> list[Outcome]:
    """As the predictions were made."""
    lessons = [(lesson.awaited.made, turn.person, lesson) for turn in turns for lesson in turn.settled.lessons]
    return [lesson for *_, lesson in sorted(lessons, key=lambda each: each[:2])]


def _predict_all(
    turns: Sequence[_Turn], taught: Mapping[str, Learner], champion: str, t: float
) -> dict[EntityId, Awaiting]:
    scored = [(turn.person, course) for turn in turns if (course := turn.settled.risk.course) and is_scored(course, t)]
    if not scored:
        return {}
    courses = [course for _, course in scored]
    for learner in taught.values():
        learner.notice(courses, t)
    scores = taught[champion].predict_all(courses, t)
    vectors = [score.vector for score in scores]
    said = {name: learner.judge(vectors) for name, learner in taught.items() if name != champion}
    rivals = [{name: each[at] for name, each in said.items()} for at in range(len(scored))]
    return {
        person: await_label(int(t), champion, score.probability, rivals[at], score.vector)
        for at, ((person, _), score) in enumerate(zip(scored, scores, strict=True))
    }


def _keep(draft: Draft, turn: _Turn, made: Awaiting | None, t: float) -> None:
    now = turn.settled.risk
    rank = rank_unscored(now.course, t) if now.course else None
    tell_outcomes(draft, turn.person, now, turn.settled.told, t)
    if made and now.course:
        score = ScoreNews(
            turn.person,
            made.made,
            Cause.WEEKLY,
            name_model(made),
            made.probability,
            read_rivals(made),
            made.vector,
            now.course.team,
        )
        draft.tell(score)
        now, rank = msgspec.structs.replace(now, awaiting=(*now.awaiting, made)), made.probability
    keep(draft, turn.person, turn.held, now, rank)
    plan(draft, turn.person, now, t)


def _save_models(draft: Draft, learners: Learners) -> None:
    """Once a week, for going back to, whether or not somebody's turn came at that tick. What nobody was ever scored by
    is nothing to go back to."""
    for recipe in learners.practice.recipes:
        if draft.document(keys.model(recipe.name), Model):
            draft.tell(ModelNews(recipe.name, learners.read(draft, recipe).write()))
