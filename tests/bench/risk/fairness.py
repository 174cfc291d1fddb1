"""Whom the scores of a run serve how well: by slice, against what was recorded and against what is true; and people of
whom the police fall silent beside all others."""

import json
from collections.abc import Callable
from datetime import datetime
from math import hypot, log
from pathlib import Path
from statistics import NormalDist
from typing import Annotated, Any

import numpy as np
import orjson
import typer
from rich.console import Console
from rich.table import Table

from infra.risk.log_file import read_lines
from infra.risk.simulating import LOG, SCENARIO
from scoring.risk.judging.calibration import measure_ratio
from scoring.risk.judging.capture import find_tops, measure_capture
from scoring.risk.judging.estimates import Estimate, ratio, spread
from scoring.risk.judging.outcomes import Floats, Mask
from scoring.risk.judging.ranking import Steps, measure_auroc
from scoring.risk.metrics import HIGHEST
from streams.codes.mental_health import EthnicGroup
from streams.codes.person import Gender
from tests.bench.chapters import put_chapter
from tests.bench.risk.journal import read_run
from tests.bench.risk.points import Points, collect_points, read_truth
from tests.bench.risk.tables import write_markdown

_WEEK, _YEAR = 7 * 86_400.0, 365.25 * 86_400.0
_POLICE, _MISSED = "uk.police.", 0.05
_HEADS = (
    "slice",
    "people",
    "came true",
    "observed ÷ said",
    "is off",
    "AUROC",
    "is found less",
    "in the top 25",
    "said ÷ true",
)
_HEAD = """## Groups: {recorded}

Written by `python -m tests.bench.risk.fairness --keep DIR --write FILE` of a run that
`python -m tests.bench.risk --seed {seed} --patients {patients} --weeks {weeks} {scenarios} --keep DIR` left, without
its first {warm} weeks. No group has any part in the true risk. *Off* is a group whose observed over said is not that of
all others, *found less* one of whom those who will be in crisis are told from others less well than among all others,
both by more than chance allows so many groups (Bonferroni; standard errors in brackets). How well they are told apart
also depends on how unlike each other a group's people are, teams most of all. *Said ÷ true* is what no partnership can
see.

"""
Lines = list[tuple[str, ...]]


def bench(
    keep: Annotated[Path, typer.Option(help="where python -m tests.bench.risk kept a run")],
    warm: Annotated[int, typer.Option(help="weeks at the beginning that are not judged")] = 26,
    after: Annotated[int, typer.Option(help="weeks from the change on that are not judged")] = 4,
    write: Annotated[Path | None, typer.Option(help="also put the slices as a chapter into this Markdown file")] = None,
) -> None:
    """Judge what a run left, without playing it again."""
    points = collect_points(read_run(keep, with_vectors=False), keep / "data", with_rows=False)
    scenario = json.loads((keep / "data" / SCENARIO).read_text(encoding="utf-8"))
    made = points.outcomes.made
    asked = np.isfinite(points.oracle) & (made >= made.min() + warm * _WEEK)
    slices = _tell_slices(points, asked)
    _show(_HEADS, slices)
    if write:
        lines = [_HEADS, *slices]
        put_chapter(write, _name(scenario), _HEAD.format(**_describe(scenario, warm)) + write_markdown(lines))
    if scenario["turns"] and (scenario["afterwards"] or {}).get("police_welfare_visits_cut"):
        turn = datetime.fromisoformat(scenario["turns"]).timestamp()
        heads = ("whom", "people", "said ÷ true before", "said ÷ true after", "change", "against all others")
        _show(heads, _tell_silent(points, keep / "data", asked, turn, turn + after * _WEEK))


def _name(scenario: dict[str, Any]) -> str:
    return f"groups of {', '.join(scenario['scenarios'])}"


def _describe(scenario: dict[str, Any], warm: int) -> dict[str, object]:
    starts, ends = (datetime.fromisoformat(scenario[name]) for name in ("starts", "ends"))
    named_all = " ".join(f"--scenario {name}" for name in scenario["scenarios"])
    turn = f" --turn-week {(datetime.fromisoformat(turns) - starts).days // 7}" if (turns := scenario["turns"]) else ""
    less = scenario["throughout"]["group_recorded_less"]
    named = {Gender.FEMALE.value: "women", EthnicGroup.BLACK.value: "one ethnic group (black)"}
    share = round(100 * scenario["throughout"].get("share_recorded_of_it", 1.0))
    told = f"Of what happens to {named.get(less, less)}, all but crises and referrals, {share} % is recorded"
    return {
        "patients": scenario["patients"],
        "weeks": (ends - starts).days // 7,
        "seed": scenario["seed"],
        "scenarios": named_all + turn,
        "warm": warm,
        "recorded": told if less else "Recording is equal between groups",
    }


def _tell_slices(points: Points, asked: Mask) -> Lines:
    """Off is a slice whose observed over said is not that of everybody else by more than chance allows so many slices
    (Bonferroni, one in twenty of all together); found less one in which those who will be in crisis are told from
    others less well."""
    columns = points.outcomes.slices
    chosen = [
        (f"{name}: {value}", asked & (column.codes == code))
        for name, column in columns.items()
        for code, value in enumerate(column.names)
    ]
    found = [(name, mask) for name, mask in chosen if points.outcomes.label[mask].sum() >= 20]
    limit = NormalDist().inv_cdf(1 - _MISSED / 2 / len(found))
    top = np.zeros(len(asked))
    top[asked] = find_tops(points.outcomes.take(asked))[HIGHEST]
    return [_tell_slice(points, name, mask, asked & ~mask, limit, top) for name, mask in sorted(found)]


def _tell_slice(points: Points, name: str, mask: Mask, others: Mask, limit: float, top: Floats) -> tuple[str, ...]:
    ours, theirs = (points.outcomes.take(each) for each in (mask, others))
    observed, theirs_observed = (measure_ratio(each) for each in (ours, theirs))
    area, theirs_area = (measure_auroc(Steps.climb(each)) for each in (ours, theirs))
    off = _compare(observed, theirs_observed, log)
    less = _compare(theirs_area, area, lambda share: log(share / (1 - share)))
    counts = f"{len(np.unique(ours.person)):,}", f"{ours.label.sum():,}"
    said = _write(observed), _judge(abs(off), limit), _write(area), _judge(less, limit)
    return (name, *counts, *said, _write(measure_capture(ours, top[mask])), _write(_compare_truth(points, mask)))


def _compare(one: Estimate, other: Estimate, scale: Callable[[float], float]) -> float:
    """By how many standard errors ``one`` is above the other, on the scale on which they have them."""
    errors = [(scale(each.high) - scale(each.low)) / (2 * 1.959964) for each in (one, other)]
    return (scale(one.value) - scale(other.value)) / hypot(*errors)


def _judge(apart: float, limit: float) -> str:
    return f"{'yes' if apart > limit else 'no'} ({apart:.1f})"


def _compare_truth(points: Points, mask: Mask) -> Estimate:
    """Mean of what was said over the mean of what is true."""
    said, true, person = points.outcomes.probability[mask], points.oracle[mask], points.outcomes.person[mask]
    value, total = float(said.sum() / true.sum()), float(true.sum())
    return ratio(value, spread((said - value * true) / total, person))


def _tell_silent(points: Points, truth: Path, asked: Mask, turn: float, since: float) -> Lines:
    """``turn``: when the police begin to stay away."""
    vanishing = [row["person"] for row in read_truth(truth, "persons") if row["police_vanishes"] == "1"]
    silent = np.isin(points.who, vanishing)
    met = np.isin(points.who, sorted(_list_met(truth, turn)))
    groups = {
        "the police fall silent": silent,
        "they do, and had met them within a year before": silent & met,
        "they do not, and had met them": ~silent & met,
        "all others": ~silent,
    }
    made = points.outcomes.made
    before, later = asked & (made < turn - 4 * _WEEK), asked & (made >= since)
    rest = _compare_truth(points, later & ~silent).value
    return [_tell_group(points, name, mask, before, later, rest) for name, mask in groups.items()]


def _tell_group(points: Points, name: str, mask: Mask, before: Mask, later: Mask, rest: float) -> tuple[str, ...]:
    then, now = (_compare_truth(points, mask & part) for part in (before, later))
    people = len(np.unique(points.outcomes.person[mask & later]))
    return (name, f"{people:,}", _write(then), _write(now), f"{now.value / then.value:.3f}", f"{now.value / rest:.3f}")


def _list_met(truth: Path, turn: float) -> set[str]:
    """True persons of whom the police recorded something in the year before."""
    told = {row["event_id"]: row["person"] for row in read_truth(truth, "events") if _POLICE in row["source"]}
    lines = (line for line in read_lines(truth / LOG) if _POLICE.encode() in line)
    events = [event for event in map(orjson.loads, lines) if event["id"] in told]
    times = [datetime.fromisoformat(event["time"]).timestamp() for event in events]
    return {told[event["id"]] for event, at in zip(events, times, strict=True) if turn - _YEAR <= at < turn}


def _write(estimate: Estimate) -> str:
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f})"


def _show(heads: tuple[str, ...], lines: Lines) -> None:
    table = Table(*heads, box=None, pad_edge=False)
    for line in lines:
        table.add_row(*line)
    Console(width=150, highlight=False).print(table, "")


if __name__ == "__main__":
    typer.run(bench)
