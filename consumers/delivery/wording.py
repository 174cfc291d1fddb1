"""Alerts in an e-mail: what there is to know without knowing who it is. Names stand in the console."""

from datetime import datetime
from zoneinfo import ZoneInfo

from streams.codes.alerts import Change, Severity
from streams.events.alerts import AlertChanged

LONDON = ZoneInfo("Europe/London")
_SHORT = {Severity.RED: "Red", Severity.AMBER: "Amber", Severity.NOTICE: "Notice"}
_OPEN = (Change.RAISED, Change.REOPENED, Change.ACKNOWLEDGED)


def write_subject(event: AlertChanged, area: str) -> str:
    """Shown on locked screens: neither the rule nor anybody in it."""
    said = event.data
    what = f"{_SHORT[said.severity]} alert {said.change.label.partition(':')[0].lower()}"
    if said.respond_by and said.change in _OPEN:
        what += f", respond by {write_moment(said.respond_by)}"
    return f"{what} ({area})"


def write_body(event: AlertChanged, area: str, console: str) -> str:
    said = event.data
    lines = [
        said.title,
        "",
        f"Severity    {said.severity.label}",
        f"State       {said.change.label}",
        f"Since       {write_moment(said.opened_at)}",
        *([f"Respond by  {write_moment(said.respond_by)}"] if said.respond_by else []),
        f"Area        {area}",
        "",
        "Why:",
        *(f"  - {finding.words}" for finding in said.because),
        "",
        said.advice,
        "",
        f"Who it is about, and whom to ring: {link(console, event)}",
        "",
        f"Raised by rule {said.rule}, version {said.version}. A decision is yours, not Linnet's.",
    ]
    return "\n".join(lines) + "\n"


def link(console: str, event: AlertChanged) -> str:
    return f"{console.rstrip('/')}/alerts/{event.area}.{event.data.alert}"


def write_moment(at: datetime) -> str:
    """
    >>> from datetime import UTC
    >>> write_moment(datetime(2026, 6, 1, 8, 5, tzinfo=UTC))
    '09:05 Mon 1 Jun'
    """
    there = at.astimezone(LONDON)
    return f"{there:%H:%M} {there:%a} {there.day} {there:%b}"
