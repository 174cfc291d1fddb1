"""How the predictions and the people they are for are spread, now and usually."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import log, sqrt

from scoring.risk.held import Awaiting
from scoring.risk.vigil import Shape
from scoring.risk.watch.watched import SIGNALS, sum_levels

# Upper ends of the bands of predictions; above the last is one more.
_BANDS = (0.002, 0.004, 0.008, 0.012, 0.018, 0.025, 0.035, 0.05, 0.08, 0.15)
# So many weeks, after those that are left out, say what is usual.
SHAPED_WEEKS = 26
RECENT, LASTING = 0.5 ** (1 / 2), 0.5 ** (1 / 26)
# A band that nobody is in would make the index endless.
_LEAST = 1e-4


def add_shape(shape: Shape, made: Sequence[Awaiting]) -> Shape:
    """Sums, to be divided by how many predictions the week had."""
    scores = list(shape.scores or (0.0,) * (len(_BANDS) + 1))
    for each in made:
        scores[bisect_left(_BANDS, each.probability)] += 1
    sums, squares = sum_levels([each.vector for each in made])
    nought = (0.0,) * len(SIGNALS)
    return Shape(tuple(scores), _add(shape.levels or nought, sums), _add(shape.squares or nought, squares))


def mix_shape(held: Shape, sums: Shape, made: int, fading: float) -> Shape:
    """``held`` after a week of ``made`` predictions. The first weeks count alike: a beginning must not last."""
    if not made:
        return held
    weight = max(1 - fading, 1 / (held.weeks + 1))
    pairs = zip(_parts(held), _parts(sums), strict=True)
    scores, levels, squares = (_mix(one, [value / made for value in other], weight) for one, other in pairs)
    return Shape(scores, levels, squares, held.weeks + 1)


def measure_stability(late: Shape, usual: Shape) -> float:
    """The population stability index of the scores: 0 for two shapes that are alike; by custom above 0.1 is a shift."""
    pairs = [(max(a, _LEAST), max(b, _LEAST)) for a, b in zip(late.scores, usual.scores, strict=True)]
    return sum((a - b) * log(a / b) for a, b in pairs)


def compare_levels(late: Shape, usual: Shape, made: int) -> Iterator[tuple[str, float, float]]:
    """Signal; its level over what is usual; and how many standard errors apart they are, at ``made`` predictions a
    week."""
    for name, level, square, before in zip(SIGNALS, late.levels, late.squares, usual.levels, strict=True):
        spread = sqrt(max(0.0, square - level * level) / max(1, made))
        yield name, level / before if before > 0 else 1.0, abs(level - before) / spread if spread > 0 else 0.0


def _parts(shape: Shape) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    return shape.scores, shape.levels, shape.squares


def _mix(held: Sequence[float], new: Sequence[float], weight: float) -> tuple[float, ...]:
    return tuple(_tidy(a + (b - a) * weight) for a, b in zip(held or new, new, strict=True))


def _add(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    return tuple(_tidy(a + b) for a, b in zip(one, other, strict=True))


def _tidy(value: float) -> float:
    return round(value, 5)
