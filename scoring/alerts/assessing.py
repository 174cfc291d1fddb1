"""Looking at one person, or at one address with its household, under all the rules for them."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from scoring.alerts.appraisal import Appraisal
from scoring.alerts.births import find_birth
from scoring.alerts.ceiling import find_ceiling
from scoring.alerts.crowds import follow_either, has_open_household
from scoring.alerts.episodes import ENDED, Scene, end_orphan, hear
from scoring.alerts.gathering import HOMES, Gathered, Reads, gather
from scoring.alerts.joining import join
from scoring.alerts.kin import is_lent, name_kin
from scoring.alerts.notices import find_news, hide_places
from scoring.alerts.occasions import Occasion
from scoring.alerts.plan import plan
from scoring.alerts.rules import RuleSet
from scoring.alerts.shelf import Shelf
from scoring.alerts.workers import find_teams
from scoring.indicators.facts import Facts
from scoring.indicators.told import Told
from scoring.linkage.records import EntityId
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Alert, Alerts, Answer, Answers, Ceiling, Clock, Entity
from scoring.state.keys import Subject
from streams.codes.alerts import AlertSubject

# In nobody's lifetime; such an entry only waits for other rules.
NEVER = 4e9
_NO_RULES = RuleSet("", 0.0, "", ())
_NAMES = {subject: f"{subject}:" for subject in Subject}


class Target(NamedTuple):
    subject: Subject
    entity: EntityId

    def __str__(self) -> str:
        return _NAMES[self.subject] + self.entity

    @staticmethod
    def read(name: str) -> "Target":
        subject, _, entity = name.partition(":")
        return Target(Subject(subject), EntityId(entity))


def look(view: Shelf, target: Target, t: float) -> Reads:
    """Yields, ring by ring, the keys of all that assessing needs, and no ring where all is there."""
    subject, entity = target.subject, target.entity
    if missing := view.lacks((keys.alerts(subject, entity), keys.ceiling(subject, entity))):
        yield missing
    # One that is raised now asks for answers by itself: that is a round trip, and seldom.
    held = view.document(keys.alerts(subject, entity), Alerts)
    if held and (missing := view.lacks((keys.answers(subject, entity),))):
        yield missing
    return (yield from gather(view, subject, entity, t, steady=bool(held and has_open_household(held))))


def read_rules(draft: Draft) -> RuleSet:
    return draft.document(keys.RULES, RuleSet) or _NO_RULES


def assess(draft: Draft, target: Target, area: str, gathered: Gathered, why: Occasion) -> None:
    """Follow each alert about the target, of whom this was gathered. Raises :class:`NotLoaded`.

    Invariant: doing it again changes nothing, and what it does depends on how the alerts stood at the latest tick and
    on what is known, not on the order in which that came to be known.
    """
    rules, clock = read_rules(draft), draft.document(keys.CLOCK, Clock)
    agenda, name = keys.agenda(rules.version), str(target)
    if clock is None or not rules.version:
        draft.score(agenda, name, None if _is_gone(draft, target) else 0.0)
        return
    held = draft.document(keys.alerts(target.subject, target.entity), Alerts) or Alerts(clock.at, (), ())
    stood = find_stood(held, clock)
    entity = draft.document(keys.entity(target.subject, target.entity), Entity)
    lent = () if why.is_tick else {alert.rule for alert in stood if is_lent(alert, entity)}
    known, waiting = (tuple(one for one in stood if (one.rule in lent) is held) for held in (False, True))
    current, due = _follow_all(draft, target, area, rules, clock, known, gathered, why, lent)
    current = put_in_order([*name_kin(entity, current), *(_wait(draft, target, one) for one in waiting)])
    due = clock.at if lent else due
    _keep(draft, target, held, Alerts(clock.at, current if why.is_tick else stood, current))
    if why.may_grow or _is_gone(draft, target):
        _limit(draft, target, gathered)
    alone = not gathered.own.facts and not current
    draft.score(agenda, name, None if alone else max(due, clock.at + 1))
    for news in find_news(held.current, current, target.entity):
        draft.tell(hide_places(news) if gathered.restricted else news)


def find_stood(held: Alerts, clock: Clock) -> tuple[Alert, ...]:
    """How they stood when the latest tick came."""
    return held.current if clock.at > held.at else held.settled


def _wait(draft: Draft, target: Target, alert: Alert) -> Alert:
    """As it stood, and was answered since."""
    return alert if alert.state in ENDED else hear(alert, _read_answers(draft, target, alert.id))


def _limit(draft: Draft, target: Target, gathered: Gathered) -> None:
    """Keep how much was found, where it is other than what is kept."""
    key, found = keys.ceiling(target.subject, target.entity), find_ceiling(target.subject, gathered)
    if draft.document(key, Ceiling) != found:
        draft.put(key, found)
    # Nobody looks at these when the person is seen elsewhere, where their household may grow by it.
    for home in gathered.homes[HOMES:]:
        draft.put(keys.ceiling(Subject.ADDRESS, home), None)


def _is_gone(draft: Draft, target: Target) -> bool:
    # Nothing is read for it: whoever has gone now went with the changes that have just been made.
    key = keys.entity(target.subject, target.entity)
    return not draft.lacks((key,)) and draft.document(key, Entity) is None


def _follow_all(
    draft: Draft,
    target: Target,
    area: str,
    rules: RuleSet,
    clock: Clock,
    stood: tuple[Alert, ...],
    gathered: Gathered,
    why: Occasion,
    lent: Collection[str],
) -> tuple[tuple[Alert, ...], float]:
    left, others = join(stood, partial(_read_answers, draft, target))
    found = [end_orphan(alert, clock.at) for alert in others]
    set_scene = partial(_set_scene, draft, target, area, rules.version, clock=clock, why=why)
    around = set_scene(told=Told(gathered.steady)) if gathered.steady else None
    for subject, facts in _facts_by_subject(target, gathered):
        told = Told(facts)
        scene: Scene | None = None
        for planned in plan(rules, subject):
            if planned.rule.id in lent:
                continue
            before = left.pop(planned.rule.id, None)
            if before is None and not planned.can_hold(told, clock.at):
                continue
            scene = scene or set_scene(told=told)
            crowd = around if subject == AlertSubject.HOUSEHOLD else None
            found.append(follow_either(planned.rule, before, scene, crowd))
    found += [end_orphan(alert, clock.at) for alert in left.values()]
    moments = [gathered.leaves, *[followed.due for followed in found]]
    due = min([moment for moment in moments if moment is not None], default=NEVER)
    return put_in_order(each.alert for each in found if each.alert), due


def put_in_order(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    return tuple(sorted(alerts, key=lambda alert: (alert.rule, alert.id)))


def _facts_by_subject(target: Target, gathered: Gathered) -> Iterator[tuple[str, Facts]]:
    if target.subject is Subject.PERSON:
        yield AlertSubject.PERSON.value, gathered.own
    else:
        yield AlertSubject.ADDRESS.value, gathered.own
        yield AlertSubject.HOUSEHOLD.value, gathered.household or gathered.own


def _set_scene(draft: Draft, target: Target, area: str, version: str, told: Told, clock: Clock, why: Occasion) -> Scene:
    facts = told.facts
    now = Appraisal(told, clock.at, partial(_read_birth, draft, facts))
    answers = partial(_read_answers, draft, target)
    teams = partial(find_teams, facts)
    return Scene(area, target.entity, version, now, why.lapses, teams, answers)


def _read_birth(draft: Draft, facts: Facts, person: EntityId) -> str:
    draft.need([keys.record(Subject.PERSON, record) for record, named in facts.persons.items() if named == person])
    return find_birth(draft, facts, person)


def _read_answers(draft: Draft, target: Target, alert: str) -> tuple[Answer, ...]:
    held = draft.document(keys.answers(target.subject, target.entity), Answers)
    return held.to(alert) if held else ()


def _keep(draft: Draft, target: Target, held: Alerts, stands: Alerts) -> None:
    if (stands.settled, stands.current) == (held.settled, held.current):
        return
    empty = not stands.settled and not stands.current
    draft.put(keys.alerts(target.subject, target.entity), None if empty else stands)
    before = {alert.id: alert for alert in held.current}
    after = {alert.id: alert for alert in stands.current}
    for name in before.keys() | after.keys():
        index(draft, target, name, before.get(name), after.get(name))


def index(draft: Draft, target: Target, name: str, before: Alert | None, after: Alert | None) -> None:
    """What there is by its name, and under whom."""
    member = f"{target}:{name}"
    open_before, open_after = (bool(alert and alert.state not in ENDED) for alert in (before, after))
    if open_before or open_after:
        draft.score(keys.OPEN, member, after.opened if after and open_after else None)
    if (before and not open_before) or (after and not open_after):
        draft.score(keys.ENDED, member, after.since if after and not open_after else None)
