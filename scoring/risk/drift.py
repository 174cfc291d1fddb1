"""The watch over the model: what it is fed, what it says, and what comes of it, week by week.

A pure function of what was predicted, what became known, and the moment; so a replay raises the same alarms. Nothing
is said in the first half-year, and nothing of features and scores in the first year, in which a model finds its way.
"""

from collections.abc import Callable, Sequence
from math import exp, log

from msgspec.structs import replace

from scoring.risk.held import Awaiting
from scoring.risk.labels import Outcome
from scoring.risk.vigil import Shape, Vigil, Week
from scoring.risk.watch.alarms import raise_alarms
from scoring.risk.watch.findings import compare_shapes, move_charts, read_charts
from scoring.risk.watch.fitness import freeze
from scoring.risk.watch.shapes import LASTING, RECENT, SHAPED_WEEKS, add_shape, mix_shape
from scoring.risk.watch.usual import SETTLED_WEEKS, WEEKS, learn_usual
from scoring.risk.watch.watched import AGENCIES, count_touched
from scoring.risk.weeks import number_week

# From vectors, for each what an agency's columns add to the log odds, in the order of AGENCIES; nought for who is as
# the caseload is on average.
Parts = Callable[[Sequence[str]], Sequence[Sequence[float]]]

_LEAST = 1e-6
_NOUGHT = (0.0,) * len(AGENCIES)


def follow(
    vigil: Vigil | None,
    made: Sequence[Awaiting],
    known: Sequence[Outcome],
    t: float,
    parts: Parts | None = None,
    told: Sequence[Outcome] = (),
) -> Vigil:
    """The watch as of ``t``, with ``made`` among the weekly predictions of the week and ``known`` among the outcomes
    whose 28 days are over. ``told`` are all that became known, crises at once.
    To be called at each tick, and whenever something was learned between two. Without ``parts`` nothing is said of what
    an agency's data add (see :mod:`scoring.risk.watch.parts`). ``vigil`` is None at the beginning; ``frozen`` in it
    says whether the model is fit for use.

    Cost: 40 µs, 3 µs a prediction and 2 µs an outcome, 15 µs with parts; 0.3 ms when a week ends.
    """
    vigil, number = vigil or Vigil(), number_week(t)
    if not vigil.current.number:
        vigil = replace(vigil, current=Week(number))
    elif vigil.current.number < number:
        vigil = freeze(_pass_week(vigil, number, t), t)
    if not made and not known and not told:
        return vigil
    current = _note_outcomes(_note_predictions(vigil.current, made), known, parts)
    current = replace(current, met=current.met + sum(map(_count_met, told)))
    return replace(vigil, current=current, shape=add_shape(vigil.shape, made))


def _pass_week(vigil: Vigil, number: int, t: float) -> Vigil:
    """Week ``number`` begins. Weeks in between that nobody saw are no weeks."""
    made, settled = vigil.current.made, vigil.usual.weeks >= SETTLED_WEEKS
    weeks = (vigil.current, *vigil.weeks)[:WEEKS]
    charts = move_charts(vigil.charts, weeks, vigil.usual) if settled else {}
    late = mix_shape(vigil.late, vigil.shape, made, RECENT)
    # A beginning, with no past in any level and a model that has learned nothing, is nothing to compare with.
    lasting = mix_shape(vigil.lasting, vigil.shape, made, LASTING) if settled else Shape()
    shapes = compare_shapes(late, lasting, made) if lasting.weeks >= SHAPED_WEEKS else ()
    findings = [*read_charts(charts, weeks, vigil.usual), *shapes] if settled else []
    return replace(
        vigil,
        current=Week(number),
        shape=Shape(),
        weeks=weeks,
        usual=learn_usual(vigil.usual, weeks),
        late=late,
        lasting=lasting,
        charts={name: height for name, height in charts.items() if height},
        alarms=raise_alarms(vigil.alarms, findings, t),
    )


def _note_predictions(week: Week, made: Sequence[Awaiting]) -> Week:
    touched = count_touched([each.vector for each in made])
    return replace(
        week,
        made=week.made + len(made),
        said=_tidy(week.said + sum(each.probability for each in made)),
        touched=tuple(a + b for a, b in zip(week.touched or (0,) * len(AGENCIES), touched, strict=True)),
    )


def _note_outcomes(week: Week, known: Sequence[Outcome], parts: Parts | None) -> Week:
    for each in known:
        said, label = each.awaited.probability, each.awaited.label == 1
        # A correction takes back the label that was learned before.
        again, back = 1 - each.corrected, _find_loss(said, not label) if each.corrected else 0.0
        week = replace(
            week,
            known=week.known + again,
            true=week.true + label - (each.corrected and not label),
            foretold=_tidy(week.foretold + said * again),
            loss=_tidy(week.loss + _find_loss(said, label) - back),
        )
    if parts is None or not known:
        return week
    return replace(week, added=_add(week.added or _NOUGHT, _find_added(known, parts)))


def _count_met(outcome: Outcome) -> int:
    if outcome.awaited.label == 1:
        return 1
    return -1 if outcome.corrected else 0


def _find_added(known: Sequence[Outcome], parts: Parts) -> Sequence[float]:
    """How much more would have been lost without each agency's columns."""
    told = [each.awaited for each in known if each.awaited.vector and not each.corrected]
    if not told:
        return _NOUGHT
    rows = zip(told, parts([each.vector for each in told]), strict=True)
    missed = [_miss(each.probability, each.label == 1, row) for each, row in rows]
    return [sum(column) for column in zip(*missed, strict=True)]


def _miss(said: float, label: bool, row: Sequence[float]) -> list[float]:
    odds, loss = log(max(said, _LEAST) / max(1 - said, _LEAST)), _find_loss(said, label)
    return [_find_loss(1 / (1 + exp(part - odds)), label) - loss for part in row]


def _find_loss(said: float, label: bool) -> float:
    return -log(max(_LEAST, said if label else 1 - said))


def _add(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    return tuple(_tidy(a + b) for a, b in zip(one, other, strict=True))


def _tidy(value: float) -> float:
    # Few bytes.
    return round(value, 5)
