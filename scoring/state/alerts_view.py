"""Alerts as an area's people see them: what waits for an answer, one alert with all it rests on, and those about one
person or address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from scoring.alerts.rules import Rule, RuleSet
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.activity import Said
from scoring.state.alerts_disclosed import Disclosed, disclose
from scoring.state.alerts_held import Held, find_about, find_held, read_about, read_ended, read_open
from scoring.state.alerts_retold import find_rule, foresee_end
from scoring.state.alerts_said import say_others
from scoring.state.documents import Alert, Answer, Answers
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.codes.alerts import Change, Severity

# Alerts looked at in one go: two pages.
_BATCH = 40
_NEVER = 4e9
_UNANSWERED = (Change.RAISED, Change.REOPENED)
_DONE = (Change.ACTIONED, Change.DISMISSED)
_SEVERITIES = {severity.value: rank for rank, severity in enumerate(Severity)}


class Place(NamedTuple):
    """An alert's place in a list, and so the place to go on after. What these are is the list's own business."""

    first: float
    second: float
    third: float
    fourth: float
    alert: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty is any. ``team``: one with an open case when the alert was raised."""

    ended: bool = False
    severity: str = ""
    receiver: str = ""
    rule: str = ""
    team: str = ""

    def has(self, held: Held) -> bool:
        alert = held.alert
        return (
            (not self.severity or alert.severity == self.severity)
            and (not self.receiver or self.receiver in alert.receivers)
            and (not self.rule or alert.rule == self.rule)
            and (not self.team or self.team in alert.teams)
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """``following`` is None at the end."""

    alerts: tuple[Disclosed, ...]
    following: Place | None


@dataclass(frozen=True, slots=True)
class AlertView:
    """``rule`` is the one that is running by this name, None where there is none any more, and ``version`` that of the
    rules. ``said``: the other side of each contact. ``ends``: when time alone would end it, None for never."""

    told: Disclosed
    answers: tuple[Answer, ...]
    rule: Rule | None
    version: str
    said: Mapping[RecordId, Said]
    ends: float | None


async def list_alerts(
    shelf: Shelf,
    wanted: Wanted,
    after: Place | None,
    t: float,
    limit: int,
    may_see: Callable[[Alert], bool] = lambda _: True,
) -> Listed:
    """Open ones: overdue first, then by severity, then by when to respond; what was acted on or dismissed last. Ended
    ones: latest first. Cost: a round trip for a thousand alerts, and some fifteen for each 40 that are looked at."""
    held = await (read_ended(shelf) if wanted.ended else read_open(shelf))
    placed = sorted((_place(one, t), n) for n, one in enumerate(held) if wanted.has(one) and may_see(one.alert))
    due = [(place, held[n]) for place, n in placed if after is None or place > after]
    shown: list[tuple[Place, Disclosed]] = []
    while due and len(shown) <= limit:
        batch, due = due[:_BATCH], due[_BATCH:]
        places = {one.alert.id: place for place, one in batch}
        told, _ = await disclose(shelf, [one for _, one in batch])
        shown += [(places[one.held.alert.id], one) for one in told]
    following = shown[limit - 1][0] if len(shown) > limit else None
    return Listed(tuple(one for _, one in shown[:limit]), following)


async def list_here(shelf: Shelf, subject: Subject, records: Sequence[RecordId], t: float) -> Sequence[Disclosed]:
    """Open alerts about these people, or these addresses and their households."""
    held = [one for one in await read_about(shelf, subject, records) if not one.ended]
    if not held:
        return ()
    told, _ = await disclose(shelf, sorted(held, key=lambda one: _place(one, t)))
    return told


async def view_alert(shelf: Shelf, subject: Subject, record: RecordId, name: str) -> AlertView | None:
    """None for one that never was, and for one that may not be told of."""
    return await _view(shelf, await find_about(shelf, subject, record, name))


async def view_named(shelf: Shelf, name: str) -> AlertView | None:
    return await _view(shelf, await find_held(shelf, name))


async def read_rules(shelf: Shelf) -> RuleSet | None:
    await shelf.fetch([keys.RULES])
    return shelf.document(keys.RULES, RuleSet)


async def _view(shelf: Shelf, held: Held | None) -> AlertView | None:
    if held is None:
        return None
    told, known = await disclose(shelf, [held])
    if not told:
        return None
    key = keys.answers(held.target.subject, held.target.entity)
    await shelf.fetch([keys.RULES, key])
    answers = shelf.document(key, Answers)
    rules, rule = shelf.document(keys.RULES, RuleSet), find_rule(shelf, held.alert.rule)
    return AlertView(
        told[0],
        answers.to(held.alert.id) if answers else (),
        rule,
        rules.version if rules else "",
        await say_others(shelf, known, told[0]),
        await foresee_end(shelf, known, held, told[0].entity, rule) if rule else None,
    )


def is_overdue(held: Held, t: float) -> bool:
    """Nobody has answered, and by now somebody should have."""
    due = held.alert.respond_by
    return held.alert.state in _UNANSWERED and due is not None and due < t


def _place(held: Held, t: float) -> Place:
    alert = held.alert
    if held.ended:
        return Place(0, 0, -alert.since, 0, alert.id)
    rank = 0 if is_overdue(held, t) else 2 if alert.state in _DONE else 1
    due = _NEVER if alert.respond_by is None else alert.respond_by
    return Place(rank, _SEVERITIES[alert.severity], due, alert.opened, alert.id)
