"""What an evaluation found: the predictions as CSV, and every measure by month, before and after a day, by slice."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from rich.table import Table

from infra.risk.evaluate import SLICES, Evaluation, Known
from scoring.risk.judging.capture import find_tops
from scoring.risk.judging.outcomes import Floats, Mask, Outcomes
from scoring.risk.metrics import MEASURES, Judgement, judge, judge_slices
from scoring.risk.monitoring.months import name_month
from streams.errors import Invalid

_HEADS = {
    "auroc": "AUROC",
    "average_precision": "AP",
    "log_loss": "log loss",
    "skill": "skill",
    "intercept": "inter-\ncept",
    "slope": "slope",
    "observed_over_expected": "O/E",
    "calibration_error": "ECE",
    "sensitivity": "sens. at\n85 %",
    "top_5_percent": "top\n5 %",
    "top_10_percent": "top\n10 %",
    "top_20_percent": "top\n20 %",
    "top_25_a_team": "top 25\na team",
}
_SHARES = {measure.name for measure in MEASURES if measure.is_share}


def write_predictions(path: Path, outcomes: Iterable[Known]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("person", "time", "probability", "label", "label_known_at"))
        writer.writerows((one.person, one.made, one.probability, int(one.label), one.known) for one in outcomes)


def write_persons(path: Path, found: Evaluation) -> None:
    """Who the predictions are of, by the trust's numbers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("person", "local_record_id", "nhs_number"))
        writer.writerows(sorted(set(found.list_persons())))


def read_outcomes(known: list[Known]) -> Outcomes:
    moments: dict[str, float] = {}

    def moment(text: str) -> float:
        if text not in moments:
            moments[text] = datetime.fromisoformat(text).timestamp()
        return moments[text]

    return Outcomes.write(
        [moment(one.made) for one in known],
        [one.probability for one in known],
        [one.label for one in known],
        [moment(one.known) for one in known],
        (one.person for one in known),
        (one.team for one in known),
        {name: [one.slices[at] for one in known] for at, name in enumerate(SLICES)},
    )


def tell_evaluation(outcomes: Outcomes, split: float | None) -> Iterator[Table]:
    """With intervals where all are taken together, and before and after ``split``."""
    tops = find_tops(outcomes)
    everybody = np.ones(len(outcomes), dtype=np.bool_)
    parts = {"all": everybody}
    if split is not None:
        parts |= {"before": outcomes.made < split, "from then on": outcomes.made >= split}
    yield _tabulate_whole({name: _judge(outcomes, tops, chosen) for name, chosen in parts.items() if chosen.any()})
    months = np.array([name_month(made) for made in outcomes.made.tolist()])
    by_month = [(month, _judge(outcomes, tops, months == month)) for month in np.unique(months).tolist()]
    yield _tabulate("month", by_month)
    yield _tabulate("slice", [(f"{name}: {value}", found) for name, value, found in judge_slices(outcomes, tops)])


def _judge(outcomes: Outcomes, tops: Mapping[str, Floats], chosen: Mask) -> Judgement:
    return judge(outcomes.take(chosen), {name: top[chosen] for name, top in tops.items()})


def _tabulate_whole(parts: dict[str, Judgement]) -> Table:
    table = Table("", *parts, box=None, pad_edge=False)
    for name, field in (("predictions", "predictions"), ("people", "persons"), ("in crisis", "positives")):
        table.add_row(name, *(f"{getattr(found, field):,}" for found in parts.values()))
    for measure in MEASURES:
        table.add_row(measure.words, *(_write_interval(measure.name, found) for found in parts.values()))
    return table


def _tabulate(head: str, found: Iterable[tuple[str, Judgement]]) -> Table:
    table = Table(head, "predic-\ntions", "in\ncrisis", *_HEADS.values(), box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, judged in found:
        counts = (f"{judged.predictions:,}", f"{judged.positives:,}")
        table.add_row(name, *counts, *(_write(one, judged.measures[one].value) for one in _HEADS))
    return table


def _write_interval(name: str, found: Judgement) -> str:
    value = found.measures[name]
    return f"{_write(name, value.value)} ({_write(name, value.low)} to {_write(name, value.high)})"


def _write(name: str, value: float) -> str:
    if np.isnan(value):
        return "-"
    return f"{100 * value:.1f} %" if name in _SHARES else f"{value:.4f}"


def read_day(text: str) -> float:
    """
    >>> read_day("1970-01-02")
    86400.0

    Raises :class:`Invalid`.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise Invalid("day", f"--split: {text} is no day; write it as 2025-01-31") from None
