"""Models side by side on one stream, with what was asked of the champion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.risk.judging.outcomes import Mask, Outcomes
from scoring.risk.metrics import Judgement, judge
from tests.bench.risk.points import Numbers, Points

Lines = Sequence[Sequence[str]]
_WEEK = 7 * 86_400.0
# Weeks after a change in which nothing is asked of calibration, and those of a quarter.
_AFTER, _QUARTER = 12, 13
_HEADS = ("model", "AUROC", "of oracle's", "AP", "log loss", "slope", "O/E", "ECE", "sens. at 85 %")
_TOPS = ("top_5_percent", "top_10_percent", "top_20_percent", "top_25_a_team")


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a model said of each point; nan where it was not asked. ``processor``: seconds."""

    name: str
    probability: Numbers
    processor: float = float("nan")


def tabulate(points: Points, said: Sequence[Said], since: float) -> Lines:
    """Of predictions made from ``since`` on of which the truth is known. The first of ``said`` is the oracle; a model
    that was asked of some people only is judged on those, its share of the oracle's skill beside the oracle on them."""
    asked = np.isfinite(points.oracle) & (points.outcomes.made >= since)
    heads = (*_HEADS, "top 5 %", "top 10 %", "top 20 %", "top 25 a team", "processor")
    return [heads, *(_tell(points, said[0], each, asked & np.isfinite(each.probability)) for each in said)]


def _tell(points: Points, oracle: Said, model: Said, asked: Mask) -> Sequence[str]:
    best = judge_said(points.outcomes, oracle, asked).measures["auroc"].value
    found = judge_said(points.outcomes, model, asked)
    value = {name: estimate.value for name, estimate in found.measures.items()}
    skill = (value["auroc"] - 0.5) / (best - 0.5)
    measures = (value[name] for name in ("average_precision", "log_loss", "slope", "observed_over_expected"))
    shares = (f"{100 * value[name]:.1f} %" for name in ("sensitivity", *_TOPS))
    error, cost = value["calibration_error"], f"{model.processor:.0f} s" if model.processor == model.processor else ""
    first = (model.name, f"{value['auroc']:.4f}", f"{100 * skill:.1f} %")
    return (*first, *(f"{each:.4f}" for each in measures), f"{error:.4f}", *shares, cost)


def judge_said(outcomes: Outcomes, said: Said, chosen: Mask) -> Judgement:
    return judge(replace(outcomes, probability=np.nan_to_num(said.probability)).take(chosen))


def tabulate_quarters(outcomes: Outcomes, said: Said, since: float, turn: float) -> Lines:
    """Slope, and observed over expected, of each quarter from ``since`` on."""
    rows = (_tell_quarter(outcomes, said, start, turn) for start in _find_quarters(outcomes, since))
    return [("quarter from week", "predictions", "slope", "O/E", "asked"), *rows]


def _find_quarters(outcomes: Outcomes, since: float) -> Iterator[float]:
    start = since
    while start + _QUARTER * _WEEK <= outcomes.made.max() + _WEEK:
        yield start
        start += _QUARTER * _WEEK


def _tell_quarter(outcomes: Outcomes, said: Said, start: float, turn: float) -> Sequence[str]:
    chosen = (outcomes.made >= start) & (outcomes.made < start + _QUARTER * _WEEK)
    # What is made within 28 days before the change has its outcome after it.
    turning = (outcomes.made >= turn - 4 * _WEEK) & (outcomes.made < turn + _AFTER * _WEEK) if turn else chosen & False
    asked = chosen & ~turning
    is_asked = bool(asked.sum() >= chosen.sum() / 2)
    chosen = asked if is_asked else chosen
    remark = "yes" if is_asked else "no: within 12 weeks of the change"
    value = {name: each.value for name, each in judge_said(outcomes, said, chosen).measures.items()}
    week = round((start - outcomes.made.min()) / _WEEK)
    counts = (str(week), f"{chosen.sum():,}")
    return (*counts, f"{value['slope']:.2f}", f"{value['observed_over_expected']:.2f}", remark)


def write_markdown(lines: Lines) -> str:
    heads, *rest = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join((heads, f"|{'---|' * len(lines[0])}", *rest)) + "\n"
