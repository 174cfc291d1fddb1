"""What counts as a crisis: a hospital stay that was not planned, or a crisis team's acceptance of a referral.

Source: NHS England's crisis service group (the set of teams is configuration); ADMISSION METHOD 1x is elective.
"""

from collections.abc import Collection, Iterable
from math import floor

from scoring.indicators.catalogue import DAY
from scoring.indicators.facts import Fact
from scoring.revisions import REJECTED
from scoring.risk.held import Course
from scoring.state.documents import Contact
from streams.codes.mental_health import TeamType

CRISIS_TEAMS: frozenset[str] = frozenset({TeamType.CRISIS_RESOLUTION.value, "A03", "A04"})
# Elective, and transfers of those who had been admitted before.
PLANNED = ("1", "8")
# A crisis of which no end was ever sent: longer stays are known by their later records, not by silence.
_LONGEST = 180 * DAY
_ADMITTED, _REFERRED = "mh-spell-started", "mh-referral-received"
_CASES = {_ADMITTED: _ADMITTED, "mh-spell-ended": _ADMITTED, _REFERRED: _REFERRED, "mh-referral-closed": _REFERRED}
Span = tuple[float, float]


def find_crises(facts: Iterable[Fact], t: float, crisis_teams: Collection[str]) -> list[Span]:
    """Starts and ends (0: not ended) in whole seconds, earliest first. What is later than ``t`` counts as at ``t``."""
    starts: dict[tuple[str, str], float] = {}
    ends: dict[tuple[str, str], float] = {}
    for event, contact in facts:
        if kind := _CASES.get(contact.kind):
            case = (kind, contact.case_id or event)
            if contact.kind != kind:
                ends[case] = float(floor(min(contact.happened, t)))
            elif starts_crisis(contact, crisis_teams):
                starts.setdefault(case, float(floor(min(contact.happened, t))))
    return sorted((start, max(start, ends[case]) if case in ends else 0.0) for case, start in starts.items())


def starts_crisis(contact: Contact, crisis_teams: Collection[str]) -> bool:
    """An admission of unknown method counts as an emergency."""
    if contact.kind == _ADMITTED:
        return not contact.detail.startswith(PLANNED)
    return contact.kind == _REFERRED and contact.category in crisis_teams and contact.detail != REJECTED


def join_crises(spans: Iterable[Span]) -> list[Span]:
    """Those that overlap are one: a crisis team, and then the ward. ``spans`` by start; ends as long as known."""
    joined: list[Span] = []
    for start, end in ((start, end or start + _LONGEST) for start, end in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def is_in_crisis(course: Course, t: float) -> bool:
    return is_within(course.crises, t)


def is_within(crises: Iterable[Span], t: float) -> bool:
    return any(start <= t < (end or start + _LONGEST) for start, end in crises)


def find_crisis(course: Course, after: float, until: float) -> float | None:
    """When the first crisis in ``(after, until]`` began."""
    return min((start for start, _ in course.crises if after < start <= until), default=None)
