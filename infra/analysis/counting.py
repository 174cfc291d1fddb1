"""Counts of what is left for analysis that tell of nobody in particular."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from api.insight import round_count
from infra.analysis.lines import Line


class Count(NamedTuple):
    """To the nearest 5; None for fewer than 5, contacts also where they are of fewer than 5 people. ``people`` are told
    apart by their pseudonyms, those without one left out."""

    contacts: int | None
    people: int | None


def count_lines(lines: Iterable[Line], by: Sequence[str]) -> dict[tuple[str, ...], Count]:
    """By the values of these columns, in their order. Memory: that of the pseudonyms."""
    contacts: Counter[tuple[str, ...]] = Counter()
    people: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for line in lines:
        values = tuple(str(getattr(line, column)) for column in by)
        contacts[values] += 1
        if line.person:
            people[values].add(line.person)
    return {values: _round(contacts[values], len(people[values])) for values in sorted(contacts)}


def _round(contacts: int, people: int) -> Count:
    of_few = people and round_count(people) is None
    return Count(None if of_few else round_count(contacts), round_count(people))


def write_counts(counts: dict[tuple[str, ...], Count], by: Sequence[str], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*by, *Count._fields])
        writer.writerows(
            [*values, *("" if number is None else number for number in count)] for values, count in counts.items()
        )
