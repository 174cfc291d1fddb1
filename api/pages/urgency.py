"""How pages say when somebody should respond, and how long something took."""

from datetime import datetime

from api.answers.alerts import AlertListed
from scoring.alerts.episodes import ENDED
from streams.codes.alerts import Change, Severity

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_WORDS = {Severity.RED: "Red", Severity.AMBER: "Amber", Severity.NOTICE: "Notice"}
_WAITING = (Change.RAISED, Change.REOPENED)


def write_span(seconds: float) -> str:
    """
    >>> write_span(40 * 60), write_span(2.2 * 3600), write_span(36 * 3600), write_span(4 * 86400), write_span(20)
    ('40 min', '2 h', '36 h', '4 days', 'under a minute')
    """
    if seconds < _MINUTE:
        return "under a minute"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds / _HOUR:.0f} h" if seconds < 2 * _DAY else f"{seconds / _DAY:.0f} days"


def write_due(alert: AlertListed, now: datetime) -> str:
    """Of an alert that nobody has answered; the clock stops with the first answer."""
    if alert.respond_by is None or alert.state not in _WAITING:
        return ""
    left = (alert.respond_by - now).total_seconds()
    return f"respond in {write_span(left)}" if left >= 0 else f"overdue by {write_span(-left)}"


def name_severity(severity: Severity) -> str:
    return _WORDS[severity]


def write_state(change: Change) -> str:
    """
    >>> write_state(Change.CLEARED), write_state(Change.REOPENED)
    ('Cleared', 'Raised again')
    """
    return change.label.partition(":")[0]


def is_ended(alert: AlertListed) -> bool:
    return alert.state in ENDED
