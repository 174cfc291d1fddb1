"""What people say that alerts depend on: the rules they adopt, their answers, the addresses they watch."""

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.alerts.assessing import Target, read_rules
from scoring.alerts.rules import RuleSet
from scoring.linkage.components import SHAPES
from scoring.linkage.records import EntityId, RecordId
from scoring.observed import Observed, ObservedWorker
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Answer, Answers, Sweep, Watch
from scoring.state.keys import Subject
from streams.codes.alerts import AlertSubject, Change
from streams.contract import EventKey, event_key

_CHANGES = {
    "alert-acknowledged-1": Change.ACKNOWLEDGED,
    "alert-actioned-1": Change.ACTIONED,
    "alert-dismissed-1": Change.DISMISSED,
}
_NOBODY = ObservedWorker("", "", "")


@dataclass(frozen=True, slots=True)
class Answered:
    target: Target
    answer: Answer


@dataclass(frozen=True, slots=True)
class Watched:
    record: RecordId
    watch: Watch


Told = RuleSet | Answered | Watched


def read_told(event: Observed) -> Told | None:
    """None for an event that is none of these."""
    data, key = event.data, event_key(event.source, event.id)
    recorded = data.recorded_at.timestamp() if data.recorded_at else 0.0
    if event.type == "rules-adopted-1":
        return RuleSet(data.version, recorded, key, data.rules)
    if event.type == "address-watched-1":
        by, until = data.watched_by or _NOBODY, data.until.timestamp() if data.until else 0.0
        return Watched(RecordId(data.target), Watch(recorded, key, until, by.name, by.role, by.team))
    return _read_answer(event, key, recorded) if event.type in _CHANGES else None


def _read_answer(event: Observed, key: EventKey, recorded: float) -> Answered:
    data, by = event.data, event.data.answered_by or _NOBODY
    subject = Subject.PERSON if data.subject == AlertSubject.PERSON else Subject.ADDRESS
    change, code = _CHANGES[event.type].value, data.action or data.reason
    answer = Answer(recorded, key, change, code, by.name, by.role, by.team, data.alert)
    return Answered(Target(subject, EntityId(data.entity)), answer)


def take(draft: Draft, told: Told) -> None:
    """Idempotent, and in any order the same: what changes nothing puts nothing, and so nobody is looked at for it.
    Raises :class:`NotLoaded`."""
    match told:
        case RuleSet():
            _adopt(draft, told)
        case Answered():
            key = keys.answers(*find_answered(draft, told.target))
            held = draft.document(key, Answers)
            answers = [*(held.answers if held else ()), told.answer]
            # What was sent again under its id was recorded again, and counts from the first time.
            first = {answer.event: answer for answer in sorted(answers, reverse=True)}
            kept = Answers(tuple(sorted(first.values())))
            if kept != held:
                draft.put(key, kept)
                draft.score(keys.AGES, key, kept.answers[-1].recorded)
        case Watched():
            watch = draft.document(keys.watch(told.record), Watch)
            if watch is None or told.watch > watch:
                _watch(draft, told.record, told.watch)


def hand_on(draft: Draft, lost: RecordId, heirs: Iterable[RecordId]) -> None:
    """``lost`` is no more: its watch is of all ``heirs`` now, and of two the one that lasts longer stays, as an address
    is watched for as long as any of its wordings. Where there are none it waits until somebody writes the address so
    again. Raises :class:`NotLoaded`."""
    watch, named = draft.document(keys.watch(lost), Watch), list(heirs)
    if watch is None or not named:
        return
    draft.put(keys.watch(lost), None)
    draft.score(keys.WATCHED, lost, None)
    draft.score(keys.AGES, keys.watch(lost), None)
    for heir in named:
        held = draft.document(keys.watch(heir), Watch)
        _watch(draft, heir, max((watch, held or watch), key=lambda each: (each.until, each)))


def _watch(draft: Draft, record: RecordId, watch: Watch) -> None:
    draft.put(keys.watch(record), watch)
    draft.score(keys.WATCHED, record, watch.until or None)
    draft.score(keys.AGES, keys.watch(record), max(watch.recorded, watch.until))


def find_answered(draft: Draft, target: Target) -> Target:
    """Whose alert it is now: whoever answered may have seen it under another name. Raises :class:`NotLoaded`."""
    held = draft.document(keys.record(target.subject, RecordId(target.entity)), SHAPES[target.subject])
    return target._replace(entity=held.entity) if held else target


def _adopt(draft: Draft, rules: RuleSet) -> None:
    held = read_rules(draft)
    if (rules.recorded, rules.event) <= (held.recorded, held.event):
        return
    draft.put(keys.RULES, rules)
    if rules.version != held.version:
        sweep = draft.document(keys.SWEEP, Sweep) or Sweep(())
        left = {held.version, *sweep.versions} - {rules.version}
        draft.put(keys.SWEEP, Sweep(tuple(sorted(left))))
