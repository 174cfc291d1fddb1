"""What is usual: of past weeks with a half-life of half a year, eight weeks late, so that a change is found before it
is usual."""

from collections.abc import Sequence

from scoring.risk.vigil import Usual, Week
from scoring.risk.watch.watched import AGENCIES

_LATE_WEEKS = 8
_FADING = 0.5 ** (1 / 26)
# What comes true in a week is of predictions of that week (an eighth) and the four before.
_PARTS = (0.125, 0.25, 0.25, 0.25, 0.125)
WEEKS = _LATE_WEEKS + len(_PARTS)
# Before that many weeks nothing is usual: the first half-year, with those it is late by.
SETTLED_WEEKS = 18
# A crisis makes about four weekly predictions come true, so that these spread four times as much as Poisson's.
_CLUSTER, LEAST_EXCESS = 4.0, 3.6
# Three standard deviations: one strange week must not hide the next, nor what has changed for good count as spread.
_MOST_SQUARE = 9.0


def expect_true(weeks: Sequence[Week]) -> float | None:
    """How many predictions should come true in the first of ``weeks``, latest first, going by what was said in it and
    the four before; None where they are not all there."""
    if len(weeks) < len(_PARTS):
        return None
    return sum(part * week.said for part, week in zip(_PARTS, weeks, strict=False))


def expect_touched(usual: Usual, week: Week, place: int) -> float:
    return week.made * usual.touched[place] / usual.made if usual.made else 0.0


def learn_usual(usual: Usual, weeks: Sequence[Week]) -> Usual:
    """From the week that is late enough; ``weeks`` latest first, as far back as they are kept."""
    if len(weeks) < WEEKS or not weeks[_LATE_WEEKS].made:
        return usual
    week, weight = weeks[_LATE_WEEKS], max(1 - _FADING, 1 / (usual.weeks + 1))
    nought = (0.0,) * len(AGENCIES)
    added, squares = usual.added or nought, usual.added_squares or nought
    if week.added:
        added, squares = _mix(added, week.added, weight), _mix(squares, [each * each for each in week.added], weight)
    return Usual(
        weeks=usual.weeks + 1,
        made=_tidy(usual.made * _FADING + week.made),
        touched=tuple(_tidy(a * _FADING + b) for a, b in zip(usual.touched or nought, week.touched, strict=True)),
        spread=_mix(usual.spread or (1.0,) * len(AGENCIES), _find_spread(usual, week), weight),
        added=added,
        added_squares=squares,
        excess=_mix((usual.excess or _CLUSTER,), (_find_excess(weeks),), weight)[0],
    )


def _find_spread(usual: Usual, week: Week) -> list[float]:
    """Squares of how far each agency's count was from what was usual then, over Poisson's."""
    expected = [expect_touched(usual, week, place) for place in range(len(AGENCIES))] if usual.made else []
    pairs = zip(week.touched, expected, strict=False)
    return [_square(float(found), each, 1.0) for found, each in pairs] or [1.0] * len(AGENCIES)


def _find_excess(weeks: Sequence[Week]) -> float:
    """Against what the weeks since say of the level, so that a model which is off does not count as spread."""
    expected, pairs = expect_true(weeks[_LATE_WEEKS:]), [(expect_true(weeks[at:]), weeks[at].met) for at in range(9)]
    level = sum(found for _, found in pairs) / max(1.0, sum(each or 0.0 for each, _ in pairs))
    return _square(float(weeks[_LATE_WEEKS].met), (expected or 0.0) * level, _CLUSTER) if level else _CLUSTER


def _square(found: float, expected: float, cluster: float) -> float:
    return min(_MOST_SQUARE * cluster, (found - expected) ** 2 / max(1.0, expected))


def _mix(held: Sequence[float], new: Sequence[float], weight: float) -> tuple[float, ...]:
    return tuple(_tidy(a + (b - a) * weight) for a, b in zip(held, new, strict=True))


def _tidy(value: float) -> float:
    return round(value, 5)
