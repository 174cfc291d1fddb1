"""Every measure of a set of predictions whose labels are known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.risk.judging import calibration, capture, ranking
from scoring.risk.judging.calibration import Tenth
from scoring.risk.judging.estimates import Estimate
from scoring.risk.judging.outcomes import Floats, Outcomes

SPECIFICITY = 0.85
# The group in which somebody who comes into crisis should have been beforehand.
HIGHEST = "top_25_a_team"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``persons`` were predicted for, ``in_crisis`` of them had one; ``measures`` by the names of :data:`MEASURES`."""

    predictions: int
    persons: int
    positives: int
    in_crisis: int
    measures: Mapping[str, Estimate]
    curve: tuple[Tenth, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """``words`` for people. ``is_share``: written as a percentage."""

    name: str
    words: str
    is_share: bool = False


MEASURES = (
    Measure("auroc", "Area under the ROC curve"),
    Measure("average_precision", "Average precision"),
    Measure("log_loss", "Log loss"),
    Measure("skill", "Log loss saved against the base rate", is_share=True),
    Measure("intercept", "Calibration intercept (0 is right)"),
    Measure("slope", "Calibration slope (1 is right)"),
    Measure("observed_over_expected", "Observed over expected (1 is right)"),
    Measure("calibration_error", "Expected calibration error"),
    Measure("sensitivity", "Sensitivity at 85 % specificity", is_share=True),
    Measure("top_5_percent", "Captured in the top 5 %", is_share=True),
    Measure("top_10_percent", "Captured in the top 10 %", is_share=True),
    Measure("top_20_percent", "Captured in the top 20 %", is_share=True),
    Measure("top_25_a_team", "Captured in the top 25 of each team", is_share=True),
)


def judge(outcomes: Outcomes, tops: Mapping[str, Floats] | None = None) -> Judgement:
    """``tops``: the groups as found among everybody, where ``outcomes`` are only some; see :func:`find_tops`.

    Cost: 1.2 s of CPU for a million rows."""
    steps = ranking.Steps.climb(outcomes)
    curve = calibration.draw_curve(outcomes)
    measures = {
        "auroc": ranking.measure_auroc(steps),
        "average_precision": ranking.measure_average_precision(steps),
        "log_loss": calibration.measure_log_loss(outcomes),
        "skill": calibration.measure_skill(outcomes),
        "intercept": calibration.measure_intercept(outcomes),
        "slope": calibration.measure_slope(outcomes),
        "observed_over_expected": calibration.measure_ratio(outcomes),
        "calibration_error": calibration.measure_error(curve),
        "sensitivity": ranking.measure_sensitivity(steps, SPECIFICITY),
    }
    found = capture.find_tops(outcomes) if tops is None else tops
    measures |= {name: capture.measure_capture(outcomes, top) for name, top in found.items()}
    return Judgement(*_count(outcomes), measures, curve)


def judge_slices(outcomes: Outcomes, tops: Mapping[str, Floats]) -> Iterator[tuple[str, str, Judgement]]:
    """Slice, value, judgement; values in the order of the alphabet. Groups are those of everybody."""
    for slice_name, column in outcomes.slices.items():
        for name, code in sorted((name, code) for code, name in enumerate(column.names)):
            chosen = column.codes == code
            if chosen.any():
                yield slice_name, name, judge(outcomes.take(chosen), {key: top[chosen] for key, top in tops.items()})


def _count(outcomes: Outcomes) -> tuple[int, int, int, int]:
    persons, in_crisis = (len(np.unique(who)) for who in (outcomes.person, outcomes.person[outcomes.label]))
    return len(outcomes), persons, int(outcomes.label.sum()), in_crisis
