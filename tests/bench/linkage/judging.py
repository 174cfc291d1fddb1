"""Where a linker goes wrong: in all, inside households, and in each group of people."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from infra.linkage.agreement import Agreement, PairCounts, agree

Rows = list[dict[str, str]]
Clusters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GroupErrors:
    """Of pairs in which at least one record is of the group; ``people`` are true persons with such a record."""

    group: str
    people: int
    pairs: PairCounts


def read_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def true_persons(rows: Rows) -> dict[str, str]:
    return {row["record_id"]: row["truth_person"] for row in rows}


def judge(rows: Rows, clusters: Clusters) -> Agreement:
    return agree(clusters, true_persons(rows))


def share_wrong_at_home(rows: Rows, clusters: Clusters) -> float:
    """Pairs joined of two people who share an address in truth, of all joined pairs."""
    homes: defaultdict[str, set[str]] = defaultdict(set)
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        homes[row["truth_person"]].update(filter(None, [row["truth_address"]]))
        held[clusters[row["record_id"]]][row["truth_person"]] += 1
    wrong = sum(
        people[one] * people[other]
        for people in held.values()
        for one, other in combinations(people, 2)
        if not homes[one].isdisjoint(homes[other])
    )
    return wrong / max(1, judge(rows, clusters).pairs.joined)


def list_group_errors(rows: Rows, clusters: Clusters, columns: tuple[str, ...]) -> Iterator[GroupErrors]:
    """The pairs of a group are all pairs less those that have nobody of it."""
    total = judge(rows, clusters).pairs
    for column in columns:
        for value in sorted({row[column] for row in rows} - {"", "0"}):
            rest = [row for row in rows if row[column] != value]
            people = len({row["truth_person"] for row in rows if row[column] == value})
            name = column if value == "1" else f"{column}: {value}"
            yield GroupErrors(name, people, _subtract(total, judge(rest, clusters).pairs))


def _subtract(total: PairCounts, rest: PairCounts) -> PairCounts:
    return PairCounts(total.joined - rest.joined, total.true - rest.true, total.right - rest.right)
