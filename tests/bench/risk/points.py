"""The stream that all models are judged on: what Linnet predicted, the features it predicted from, and the truth."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from infra.risk.evaluated import read_outcomes
from scoring.risk.features import read_vectors
from scoring.risk.judging.outcomes import Outcomes
from scoring.risk.terms import TERMS, weigh_up
from tests.bench.risk.journal import Run

Numbers = NDArray[np.float64]
_WEEK, _FIRST_MONDAY = 7 * 86_400, 4 * 86_400
_MANY = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """A row for each weekly prediction, in the order of their making. ``rows``: what a model weighs, empty where it was
    not asked for. ``oracle``: the true probability of a crisis within 28 days, and ``best`` what could be known of it;
    nan where it is not known who the prediction is of, or where they are truly in crisis. ``who`` it truly is, empty
    where that is not known."""

    outcomes: Outcomes
    rows: NDArray[np.float32]
    oracle: Numbers
    best: Numbers
    who: NDArray[np.str_]


def collect_points(run: Run, truth: Path, with_rows: bool = True) -> Points:
    known = sorted(run.known, key=lambda one: (one.made, one.person))
    outcomes = read_outcomes(known)
    named = _name_persons(run, truth)
    chances = dict(_read_chances(truth))
    weeks = outcomes.week.tolist()
    keys = [(named.get(one.person, ""), week) for one, week in zip(known, weeks, strict=True)]
    pairs = np.array([chances.get(key, (np.nan, np.nan)) for key in keys])
    rows = _weigh([one.vector for one in known]) if with_rows else np.empty((0, 0), dtype=np.float32)
    return Points(outcomes, rows, pairs[:, 0], pairs[:, 1], np.array([person for person, _ in keys]))


def _weigh(vectors: Sequence[str]) -> NDArray[np.float32]:
    """Some at a time: a million people's terms take a gigabyte."""
    rows = np.empty((len(vectors), len(TERMS)), dtype=np.float32)
    for start in range(0, len(vectors), _MANY):
        rows[start : start + _MANY] = weigh_up(read_vectors(vectors[start : start + _MANY]))
    return rows


def _name_persons(run: Run, truth: Path) -> Mapping[str, str]:
    """Linnet's persons to the true ones, by the NHS number that most of their records have."""
    true = {row["nhs_number"]: row["person"] for row in read_truth(truth, "persons")}
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for person, _, number in run.persons:
        if number in true:
            seen[person][true[number]] += 1
    return {person: counts.most_common(1)[0][0] for person, counts in seen.items()}


def _read_chances(truth: Path) -> Iterator[tuple[tuple[str, int], tuple[float, float]]]:
    """By person and week, which begins on a Monday."""
    for row in read_truth(truth, "truth"):
        if row["in_crisis"] == "0":
            start = int(datetime.fromisoformat(row["time"]).timestamp())
            chances = float(row["within_28_days"]), float(row["observable"])
            yield (row["person"], (start - _FIRST_MONDAY) // _WEEK), chances


def read_truth(truth: Path, table: str) -> Iterator[dict[str, str]]:
    """Rows of one of the tables beside the log."""
    with gzip.open(truth / f"{table}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
