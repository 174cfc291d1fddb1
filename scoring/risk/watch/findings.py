"""What departs from what is usual, and how far."""

from collections.abc import Iterator, Mapping, Sequence
from math import log, sqrt
from typing import NamedTuple

from scoring.risk.vigil import Shape, Usual, Week
from scoring.risk.watch.charts import CRISES, CRISES_TOP, FEEDS, TOP, Tuning, move_below, move_down, move_up
from scoring.risk.watch.shapes import compare_levels, measure_stability
from scoring.risk.watch.usual import LEAST_EXCESS, expect_touched, expect_true
from scoring.risk.watch.watched import AGENCIES

Charts = Mapping[str, float]

FEED, SKILL, CALIBRATION, FEATURE, SCORES = "feed", "skill", "calibration", "feature", "scores"
# An index above 0.1 is a shift, by custom.
_SHIFT = 0.1
# A signal has moved that is a third more or a quarter less, and surely so.
_MOVED, _SURE = log(4 / 3), 5.0
_RECENT_WEEKS = 4
# What is usual of an agency's part is learned from some dozens of weeks, and is not that sure itself.
_UNSURE = 1.15


class Finding(NamedTuple):
    """``height``: 1 and above raises an alarm, below ``ends`` one that stands ends. ``ratio``: found over usual."""

    kind: str
    about: str
    rose: bool
    height: float
    ratio: float
    ends: float = 0.0


def move_charts(held: Charts, weeks: Sequence[Week], usual: Usual) -> dict[str, float]:
    """By name: kind, about and direction. ``weeks`` latest first. A chart on which nothing was seen stays."""
    return dict(_move(held, weeks, usual))


def _move(held: Charts, weeks: Sequence[Week], usual: Usual) -> Iterator[tuple[str, float]]:
    week = weeks[0]
    for place, agency in enumerate(AGENCIES if week.touched else ()):
        seen = (float(week.touched[place]), expect_touched(usual, week, place), max(1.0, usual.spread[place]))
        yield from _move_both(held, f"{FEED}:{agency.value}", *seen, FEEDS)
        name = f"{SKILL}:{agency.value}:down"
        yield name, move_below(held.get(name, 0.0), _deviate(usual, week, place))
    if expected := expect_true(weeks):
        spread = max(LEAST_EXCESS, usual.excess)
        yield from _move_both(held, f"{CALIBRATION}:", float(week.met), expected, spread, CRISES)


def _move_both(
    held: Charts, name: str, found: float, expected: float, spread: float, tuning: Tuning
) -> Iterator[tuple[str, float]]:
    for direction, move in (("up", move_up), ("down", move_down)):
        chart = f"{name}:{direction}"
        yield chart, move(held.get(chart, 0.0), found, expected, spread, tuning)


def _deviate(usual: Usual, week: Week, place: int) -> float:
    deviation = sqrt(max(0.0, usual.added_squares[place] - usual.added[place] ** 2))
    # What never added anything cannot add less.
    return (week.added[place] - usual.added[place]) / deviation / _UNSURE if deviation > 1e-3 and week.added else 1.0


def read_charts(charts: Charts, weeks: Sequence[Week], usual: Usual) -> Iterator[Finding]:
    for name, height in charts.items():
        kind, about, direction = name.split(":")
        top = CRISES_TOP if kind == CALIBRATION else TOP
        yield Finding(kind, about, direction == "up", height / top, _find_ratio(kind, about, weeks, usual))


def compare_shapes(late: Shape, usual: Shape, made: int) -> Iterator[Finding]:
    index = measure_stability(late, usual)
    yield Finding(SCORES, "", True, index / _SHIFT, round(index, 3), ends=0.5)
    for name, ratio, errors in compare_levels(late, usual, made):
        moved = abs(log(ratio)) / _MOVED if ratio > 0 else 9.0
        yield Finding(FEATURE, name, ratio > 1, min(moved, errors / _SURE), round(ratio, 3), ends=0.5)


def _find_ratio(kind: str, about: str, weeks: Sequence[Week], usual: Usual) -> float:
    latest = weeks[:_RECENT_WEEKS]
    place = [*(agency.value for agency in AGENCIES), ""].index(about)
    match kind:
        case "feed":
            found: float = sum(week.touched[place] for week in latest if week.touched)
            expected = sum(expect_touched(usual, week, place) for week in latest)
        case "skill":
            found, expected = sum(week.added[place] for week in latest if week.added), len(latest) * usual.added[place]
        case _:
            found = sum(week.met for week in latest)
            expected = sum(expect_true(weeks[at:]) or 0.0 for at in range(len(latest)))
    return round(found / expected, 3) if expected > 0 else 1.0
