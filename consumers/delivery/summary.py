"""Once a day, one e-mail: what was raised and answered since yesterday's, and what nobody has taken on yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from statistics import median

from consumers.delivery.letters import Letter
from consumers.delivery.wording import LONDON, link, write_moment
from streams.codes.alerts import Change, Severity

# An alert that nobody answered for so long is no news of the day any more; the console has it.
MEMORY = timedelta(days=28)
_RAISED = (Change.RAISED, Change.REOPENED)
_LISTED = 50


def due_before(now: datetime, hour: int) -> datetime:
    """The latest moment at or before ``now`` at which it was ``hour`` in London.

    >>> due_before(datetime(2026, 6, 1, 7, 30, tzinfo=UTC), 8)
    datetime.datetime(2026, 6, 1, 7, 0, tzinfo=datetime.timezone.utc)
    """
    today = now.astimezone(LONDON).date()
    due = datetime.combine(today, time(hour), LONDON).astimezone(UTC)
    return due if due <= now else datetime.combine(today - timedelta(days=1), time(hour), LONDON).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """After ``start``, up to and with ``end``."""

    start: datetime
    end: datetime

    def has(self, letter: Letter) -> bool:
        return self.start < letter.told <= self.end


def write_summary(letters: Iterable[Letter], period: Period, console: str) -> tuple[str, str]:
    """Subject and body. ``letters`` in the order of each alert; those from before the period tell what is open."""
    known = [letter for letter in letters if letter.told <= period.end]
    latest = {letter.alert: letter for letter in known}
    waiting = [letter for letter in latest.values() if letter.event.data.change in _RAISED]
    news = [letter for letter in known if period.has(letter)]
    raised = sum(letter.event.data.change in _RAISED for letter in news)
    day = period.end.astimezone(LONDON)
    subject = f"Linnet: {day.day} {day:%B}: {raised} raised, {len(waiting)} not taken on yet"
    parts = [_count(news, period), _time_to_acknowledge(known, period), _list_waiting(waiting, console)]
    return subject, "\n\n".join(part for part in parts if part) + "\n"


def _count(news: list[Letter], period: Period) -> str:
    counts = Counter(letter.event.data.change for letter in news)
    severities = Counter(letter.event.data.severity for letter in news if letter.event.data.change in _RAISED)
    lines = [f"From {write_moment(period.start)} to {write_moment(period.end)}:"]
    for change in Change:
        by_severity = ", ".join(f"{severities[one]} {one.value}" for one in Severity if severities[one])
        shown = f" ({by_severity})" if change == Change.RAISED and by_severity else ""
        lines += [f"  {counts[change]:4} {change.label}{shown}"] if counts[change] else []
    return "\n".join(lines if news else [*lines, "  nothing new"])


def _time_to_acknowledge(known: list[Letter], period: Period) -> str:
    raised: dict[str, datetime] = {}
    minutes = []
    for letter in known:
        change = letter.event.data.change
        if change in _RAISED:
            raised[letter.alert] = letter.event.time
        elif change == Change.ACKNOWLEDGED and letter.alert in raised and period.has(letter):
            minutes.append((letter.event.time - raised.pop(letter.alert)).total_seconds() / 60)
    return f"Taken on after {median(minutes):.0f} minutes, half of them sooner." if minutes else ""


def _list_waiting(waiting: list[Letter], console: str) -> str:
    if not waiting:
        return "Every alert of the last four weeks has been taken on."
    order = {severity: place for place, severity in enumerate(Severity)}
    waiting = sorted(waiting, key=lambda letter: (order[letter.event.data.severity], letter.event.data.opened_at))
    lines = [line for letter in waiting[:_LISTED] for line in _list_one(letter, console)]
    more = [f"and {len(waiting) - _LISTED} more, in the console"] if len(waiting) > _LISTED else []
    return "\n".join(["Not taken on yet:", *lines, *more])


def _list_one(letter: Letter, console: str) -> list[str]:
    said = letter.event.data
    by = f", respond by {write_moment(said.respond_by)}" if said.respond_by else ""
    since = write_moment(said.opened_at)
    return [
        f"  {said.severity.value.upper()}: {said.title}",
        f"    since {since}{by}",
        f"    {link(console, letter.event)}",
    ]
