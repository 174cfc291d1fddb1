"""How pages write a score: as so many of 100 people, for a percentage of one person means little."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log

from api.answers.caseload import CaseloadPerson, WeeklyScore

_WIDTH, _HEIGHT = 300.0, 90.0
# Of a chart's scale: never so small that noise looks like a mountain.
_LEAST_SCALE = 0.05


def write_chance(probability: float) -> str:
    """
    >>> write_chance(0.0641), write_chance(0.234), write_chance(0.0004), write_chance(0.02)
    ('6.4 in 100', '23 in 100', 'under 0.1 in 100', '2 in 100')
    """
    of_100 = 100 * probability
    if of_100 < 0.1:
        return "under 0.1 in 100"
    return f"{of_100:.0f} in 100" if of_100 >= 10 else f"{of_100:.1f}".removesuffix(".0") + " in 100"


def write_times(times: float) -> str:
    """
    >>> write_times(1.63), write_times(0.52), write_times(12.2)
    ('adds: odds × 1.6', 'takes away: odds × 0.5', 'adds: odds × 12')
    """
    amount = f"{times:.0f}" if times >= 10 else f"{times:.2f}" if times < 0.1 else f"{times:.1f}"
    return f"{'adds' if times >= 1 else 'takes away'}: odds × {amount}"


def count_times(times: float) -> int:
    """How long a bar is, 0 to 10.

    >>> count_times(1.0), count_times(1.65), count_times(0.5), count_times(400.0)
    (0, 2, 3, 10)
    """
    return min(10, round(4 * abs(log(times))))


def tell_change(person: CaseloadPerson) -> str:
    """Against a week ago, or a month ago where that is not known; what is less than a tenth is no change."""
    now = person.probability
    for words, before in (("a week ago", person.week_ago), ("four weeks ago", person.month_ago)):
        if now is not None and before is not None:
            if abs(now - before) < max(0.1 * before, 0.001):
                return f"much as {words}"
            return f"{'up' if now > before else 'down'} from {write_chance(before).removesuffix(' in 100')} {words}"
    return ""


@dataclass(frozen=True, slots=True)
class Chart:
    """In the units of a view box of 300 by 90; ``top`` is the score at the upper edge."""

    points: str
    last: tuple[float, float]
    top: float


def draw_history(history: Sequence[WeeklyScore]) -> Chart | None:
    """None for fewer than two: that is no line. ``history`` latest first."""
    if len(history) < 2:
        return None
    top = ceil(20 * max(_LEAST_SCALE, *(one.probability for one in history))) / 20
    first, last = history[-1].at, history[0].at
    span = (last - first).total_seconds() or 1.0
    points = [
        (_WIDTH * (one.at - first).total_seconds() / span, _HEIGHT * (1 - one.probability / top))
        for one in reversed(history)
    ]
    return Chart(" ".join(f"{x:.1f},{y:.1f}" for x, y in points), points[-1], top)
