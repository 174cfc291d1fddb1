"""Which alert goes on where people or addresses with one of the same rule each are found to be one.

What somebody answered, they answered on what they saw. So one that nobody has answered goes on before one that was
taken on, and both before one that was dealt with: nothing that is left to look at is silenced by what was looked at.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from scoring.alerts.episodes import ENDED, HANDLED, find_rested, hear
from scoring.state.documents import Alert, Answer
from streams.codes.alerts import Change

Answered = Callable[[str], Sequence[Answer]]


def join(stood: Iterable[Alert], answers: Answered) -> tuple[dict[str, Alert], list[Alert]]:
    """By rule the one that goes on, and those that do not. Whatever their order, the same ones."""
    alike: dict[str, list[Alert]] = {}
    for alert in stood:
        alike.setdefault(alert.rule, []).append(alert)
    chosen, left = dict[str, Alert](), list[Alert]()
    for rule, alerts in alike.items():
        # Answers are asked for only here: mostly there is one.
        first, *others = sorted(alerts, key=lambda one: _rank(one, answers)) if len(alerts) > 1 else alerts
        chosen[rule] = _take_over(first, others)
        left += others
    return chosen, left


def _rank(stood: Alert, answers: Answered) -> tuple[bool, bool, bool, float, float, str]:
    """Of several that were dealt with that first which asks again first, so that no quiet time gets longer."""
    ended = stood.state in ENDED
    alert = stood if ended else hear(stood, answers(stood.id))
    handled, taken_on = alert.state in HANDLED, alert.state == Change.ACKNOWLEDGED.value
    return ended, handled, taken_on, alert.since + alert.quiet if handled else 0.0, alert.opened, alert.id


def _take_over(alert: Alert, others: Iterable[Alert]) -> Alert:
    """Of one that was dealt with so were all others that are open, and what they rested on: nobody is asked again."""
    if alert.state not in HANDLED or alert.quiet:
        return alert
    theirs = {event for one in others if one.state in HANDLED for event in (*find_rested(one), *one.dealt)}
    return msgspec.structs.replace(alert, dealt=tuple(sorted(theirs.union(alert.dealt)))) if theirs else alert
