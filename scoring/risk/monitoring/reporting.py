"""From rows to a month's report."""

from collections.abc import Iterator
from math import isnan

import numpy as np

from scoring.risk.judging.calibration import Tenth, measure_ratio
from scoring.risk.judging.capture import find_last, find_tops, measure_beforehand
from scoring.risk.judging.estimates import Estimate
from scoring.risk.judging.outcomes import Mask, Outcomes
from scoring.risk.metrics import HIGHEST, Judgement, judge, judge_slices
from scoring.risk.monitoring.months import DAY, begin_month, end_month
from scoring.risk.monitoring.reports import (
    Figures,
    ModelMonth,
    MonthlyReport,
    Range,
    SliceHeld,
    TenthHeld,
    WeekHeld,
)
from scoring.risk.monitoring.rows import Rows, Words, judge_rows
from scoring.risk.weeks import FIRST_MONDAY, WEEK

# A label of a week's predictions is known 28 days later, at the same hour of the week or the tick after it.
_HORIZON = 29 * DAY
_DIGITS = 6


def report_month(month: str, rows: Rows, words: Words, latest: float, is_final: bool) -> MonthlyReport:
    """``rows``: of the month, and of those before and after it as far as they are kept, so that whole weeks are ranked.
    ``latest``: the latest moment at which any outcome became known.

    Cost: 4 s of CPU a million rows of the month for each model, and as much again for the slices."""
    # Whole weeks, so that no group is picked from a few.
    known_until = ((latest - _HORIZON - FIRST_MONDAY) // WEEK) * WEEK + FIRST_MONDAY
    until = min(end_month(month), known_until)
    settled = rows[rows["made"] < known_until]
    models = {name: judge_rows(settled, words, name) for name in words.models}
    shown = {name: _count_shown(month, until, rows, number) for number, name in enumerate(words.models)}
    most = max(sorted(shown), key=lambda name: shown[name], default="")
    found = {
        name: _report_model(outcomes, month, until, shown[name], with_slices=name == most)
        for name, outcomes in models.items()
        if len(outcomes)
    }
    return MonthlyReport(month, until, is_final, {name: each for name, each in found.items() if each})


def _count_shown(month: str, until: float, rows: Rows, model: int) -> int:
    made = (rows["made"] >= begin_month(month)) & (rows["made"] < until)
    return int((made & (rows["model"] == model)).sum())


def _report_model(outcomes: Outcomes, month: str, until: float, shown: int, with_slices: bool) -> ModelMonth | None:
    tops, here = find_tops(outcomes), _is_made(outcomes, begin_month(month), until)
    if not here.any():
        return None
    there, chosen = outcomes.take(here), {name: top[here] for name, top in tops.items()}
    judgement = judge(there, chosen)
    slices = judge_slices(there, chosen) if with_slices else ()
    last = find_last(outcomes) & (outcomes.known >= begin_month(month)) & (outcomes.known < end_month(month))
    return ModelMonth(
        shown,
        _write_figures(judgement),
        tuple(map(_write_tenth, judgement.curve)),
        tuple(_report_weeks(there)),
        int(last.sum()),
        _write(measure_beforehand(outcomes.take(last), tops[HIGHEST][last])),
        tuple(SliceHeld(name, value, _write_figures(each)) for name, value, each in slices),
    )


def _is_made(outcomes: Outcomes, since: float, until: float) -> Mask:
    return (outcomes.made >= since) & (outcomes.made < until)


def _report_weeks(outcomes: Outcomes) -> Iterator[WeekHeld]:
    for week in np.unique(outcomes.week):
        there = outcomes.take(outcomes.week == week)
        yield WeekHeld(
            float(week) * WEEK + FIRST_MONDAY,
            len(there),
            int(there.label.sum()),
            _round(float(there.probability.sum())),
            _write(measure_ratio(there)),
        )


def _write_figures(judgement: Judgement) -> Figures:
    measures = {name: _write(estimate) for name, estimate in judgement.measures.items()}
    return Figures(judgement.predictions, judgement.persons, judgement.positives, judgement.in_crisis, measures)


def _write_tenth(tenth: Tenth) -> TenthHeld:
    return TenthHeld(tenth.predictions, _round(tenth.mean), _write(tenth.observed))


def _write(estimate: Estimate) -> Range:
    value, low, high = (None if isnan(each) else _round(each) for each in (estimate.value, estimate.low, estimate.high))
    return value, low, high


def _round(value: float) -> float:
    return round(value, _DIGITS)
