"""The life of an alert: one situation, as one rule sees it, is one alert however many events feed it.

All is worked out from how the alerts stood at the last tick, and from what is known and was answered since. So
what arrives between two ticks may arrive in any order, and an alert that a correction of the same interval takes
back leaves nothing behind.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from scoring.alerts.appraisal import Appraisal, Judged
from scoring.alerts.rules import Rule
from scoring.indicators.catalogue import DAY
from scoring.indicators.edges import find_next
from scoring.linkage.records import EntityId
from scoring.state.documents import Alert, Answer
from streams.codes.alerts import Change
from streams.contract import EventKey

ENDED = frozenset({Change.CLEARED.value, Change.WITHDRAWN.value})
HANDLED = frozenset({Change.DISMISSED.value, Change.ACTIONED.value})
# An ended alert stays to be seen for a quarter, or for its quiet time where that is longer.
_KEPT = 91 * DAY


@dataclass(frozen=True, slots=True)
class Scene:
    """``version`` is that of the rules, ``teams`` those with an open case. ``lapses``: what ends now ends by time."""

    area: str
    entity: EntityId
    version: str
    now: Appraisal
    lapses: bool
    teams: Callable[[], tuple[str, ...]]
    answers: Callable[[str], Sequence[Answer]]


@dataclass(frozen=True, slots=True)
class Followed:
    """``due``: when time alone may change the alert, None for never."""

    alert: Alert | None
    due: float | None


def follow(rule: Rule, stood: Alert | None, scene: Scene) -> Followed:
    """The rule's alert as it stands now, None where there is none, or none any more."""
    if stood is None or stood.state in ENDED:
        return _begin(rule, stood, scene)
    held = scene.now.judge(rule.until or rule.when)
    return _go_on(rule, stood, held, scene) if held.holds else _end(rule, stood, scene)


def _begin(rule: Rule, ended: Alert | None, scene: Scene) -> Followed:
    t, held = scene.now.t, scene.now.judge(rule.when)
    if held.holds:
        reopens = ended is not None and t < ended.since + ended.quiet
        return _go_on(rule, _reopen(rule, ended, scene) if ended and reopens else _raise(rule, scene), held, scene)
    if ended is None or t >= (forgotten := _forget(ended)):
        return Followed(None, held.changes)
    return Followed(ended, find_next(held.changes, forgotten))


def _raise(rule: Rule, scene: Scene) -> Alert:
    t = scene.now.t
    return Alert(
        id=name_alert(scene.area, rule.id, scene.entity, t),
        rule=rule.id,
        version=scene.version,
        subject=rule.subject,
        severity=rule.severity,
        receivers=rule.receivers,
        title=rule.title,
        advice=rule.advice,
        quiet=rule.quiet_days * DAY,
        state=Change.RAISED.value,
        opened=t,
        since=t,
        respond_by=_respond_by(rule, scene),
        teams=scene.teams(),
        because=scene.now.explain(rule.when),
        raised=t,
        founder=scene.entity,
    )


def _reopen(rule: Rule, alert: Alert, scene: Scene) -> Alert:
    again = _raise(rule, scene)
    # No answer that it was raised again after is one to it.
    since = max(again.since, alert.since)
    kept = {"id": alert.id, "opened": alert.opened, "founder": alert.founder}
    # Its rule may tell others by now, and their case may be another team's.
    told = {
        "once_receivers": tuple(sorted({*alert.once_receivers, *alert.receivers} - {*again.receivers})),
        "once_teams": tuple(sorted({*alert.once_teams, *alert.teams} - {*again.teams})),
    }
    return msgspec.structs.replace(again, **kept, **told, since=since, state=Change.REOPENED.value)


def _respond_by(rule: Rule, scene: Scene) -> float | None:
    clock = rule.respond_seconds(scene.area)
    return None if clock is None else scene.now.t + clock


def _end(rule: Rule, stood: Alert, scene: Scene) -> Followed:
    """Cleared when time or something that happened has ended it; withdrawn when, by what is known now, it should not
    have been raised."""
    # Who has left a household, and what has gone at its age, counts at no moment any more.
    before = scene.now.look_back(stood.raised, find_rested(stood))
    was_right = scene.lapses or before.judge(rule.until or rule.when).holds
    state = Change.CLEARED.value if was_right else Change.WITHDRAWN.value
    ended = msgspec.structs.replace(stood, state=state, since=scene.now.t)
    return Followed(ended, find_next(scene.now.judge(rule.when).changes, _forget(ended)))


def _go_on(rule: Rule, stood: Alert, held: Judged, scene: Scene) -> Followed:
    alert = hear(stood, scene.answers(stood.id))
    if alert.state not in HANDLED:
        return Followed(alert, held.changes)
    if not alert.quiet:
        return Followed(_stay(rule, alert, scene, alert is not stood), held.changes)
    quiet_until = alert.since + alert.quiet
    if scene.now.t < quiet_until:
        return Followed(alert, find_next(held.changes, quiet_until))
    return Followed(_reopen(rule, alert, scene), held.changes)


def hear(stood: Alert, answers: Sequence[Answer]) -> Alert:
    """As it was answered last; itself where it was not since it was raised."""
    # An answer counts for what it answered: one given before the alert was raised again does not. Of one raised for the
    # first time all do: who answered may have a clock that is behind the ticks'.
    once = stood.state == Change.RAISED.value
    given = [answer for answer in answers if once or answer.recorded > stood.since]
    if not given:
        return stood
    return msgspec.structs.replace(stood, state=given[-1].change, since=given[-1].recorded, dealt=())


def _stay(rule: Rule, handled: Alert, scene: Scene, just: bool) -> Alert:
    """Handled, or raised again where what raised it was over and has come again. What somebody dealt with is all that
    was known at the tick after their answer, of which ``just`` is the interval; in it, what was recorded by then."""
    known = {*find_rested(handled), *handled.dealt}
    if scene.now.begins_anew(rule.when, known, handled.since if just else None):
        return _reopen(rule, handled, scene)
    return msgspec.structs.replace(handled, dealt=scene.now.find_rests(rule.when)) if just else handled


def find_rested(alert: Alert) -> frozenset[EventKey]:
    """What it rested on when it was raised."""
    return frozenset(event for because in alert.because for event in because.events)


def _forget(ended: Alert) -> float:
    return ended.since + max(_KEPT, ended.quiet)


def end_orphan(alert: Alert, t: float) -> Followed:
    """An alert whose rule is no more is withdrawn with it."""
    ended = alert if alert.state in ENDED else msgspec.structs.replace(alert, state=Change.WITHDRAWN.value, since=t)
    return Followed(ended, _forget(ended)) if t < _forget(ended) else Followed(None, None)


def name_alert(area: str, rule: str, entity: str, opened: float) -> str:
    """16 characters, the same in every replay."""
    digest = hashlib.blake2b(f"{area}\x1f{rule}\x1f{entity}\x1f{opened!r}".encode(), digest_size=12).digest()
    return urlsafe_b64encode(digest).decode()
