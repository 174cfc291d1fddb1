"""What a sender's files were like week by week, field by field, beside its own weeks before: for the sender to see.

Completeness: of the events told, how many have the field. Validity: of the rows sent, how many have no fault in the
field. Timeliness: of the events told, how many came within a day of being recorded. All in per cent.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import fmean
from typing import Any, NamedTuple

import orjson

from consumers.feeds.ledger import Entry

# How far back a week's own history goes, and how many points of a hundred are worth a word.
WEEKS_BEFORE = 8
_WORTH_A_WORD = 5.0
_DAYS_IN_TIME = 1


class Measure(StrEnum):
    ACCEPTED = "accepted"
    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    TIMELINESS = "timeliness"
    MATCHED = "matched"


class Figure(NamedTuple):
    """``before``: the mean of the weeks before, None without any."""

    measure: Measure
    field: str
    value: float
    before: float | None

    @property
    def change(self) -> float:
        return 0.0 if self.before is None else self.value - self.before


@dataclass(slots=True)
class Week:
    """Sums over the files of one feed that came in it. ``filled`` and ``faulty`` by field."""

    files: int = 0
    refused_files: int = 0
    rows: int = 0
    refused: int = 0
    told: int = 0
    in_time: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    faulty: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry, tally: dict[str, Any]) -> None:
        self.files += 1
        self.refused_files += entry.code != ""
        self.add_tally(tally)

    def add_tally(self, tally: dict[str, Any]) -> None:
        self.rows += tally["rows"]
        self.refused += tally["refused"]
        self.told += tally["told"]
        self.in_time += sum(count for days, count in tally["late"].items() if int(days) < _DAYS_IN_TIME)
        self.filled.update(tally["filled"])
        for name, _, count in tally["faults"]:
            self.faulty[name] += count

    def measure(self) -> dict[tuple[Measure, str], float]:
        """By field; an empty field is the feed as a whole."""
        found: dict[tuple[Measure, str], float] = {}
        if self.rows:
            found[Measure.ACCEPTED, ""] = 100 * (1 - self.refused / self.rows)
            for name in (*self.filled, *self.faulty):
                found[Measure.VALIDITY, name] = 100 * (1 - min(self.rows, self.faulty[name]) / self.rows)
        if self.told:
            found[Measure.TIMELINESS, ""] = 100 * self.in_time / self.told
            for name, count in self.filled.items():
                found[Measure.COMPLETENESS, name] = 100 * count / self.told
        return found


Weeks = dict[date, Week]


def monday(moment: datetime) -> date:
    return moment.date() - timedelta(days=moment.weekday())


def sum_weeks(entries: Iterable[Entry]) -> dict[tuple[str, str], Weeks]:
    """By sender and feed, then by the Monday of the week. Files that were sent before count for nothing."""
    found: dict[tuple[str, str], Weeks] = defaultdict(dict)
    for entry in entries:
        tally = orjson.loads(entry.tally)
        if entry.feed and tally and entry.code != "same-bytes":
            found[entry.sender, entry.feed].setdefault(monday(entry.received), Week()).add(entry, tally)
    return found


def compare(weeks: Weeks, week: date) -> list[Figure]:
    """Of one week, beside those before it."""
    before = [weeks[each].measure() for each in sorted(weeks) if each < week][-WEEKS_BEFORE:]
    figures = []
    for (measure, name), value in sorted(weeks.get(week, Week()).measure().items()):
        known = [each[measure, name] for each in before if (measure, name) in each]
        figures.append(Figure(measure, name, value, fmean(known) if known else None))
    return figures


def write_csv(figures: Iterable[Figure], week: date) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("week", "measure", "field", "per cent", "weeks before", "change"))
    for each in figures:
        before = "" if each.before is None else f"{each.before:.1f}"
        change = "" if each.before is None else f"{each.change:+.1f}"
        writer.writerow((week.isoformat(), each.measure, each.field, f"{each.value:.1f}", before, change))
    return text.getvalue().encode()


def tell_week(feed: str, week: date, weeks: Weeks) -> Iterator[str]:
    """A short page for a person: the sums, and what has changed."""
    sums, figures = weeks.get(week, Week()), compare(weeks, week)
    yield f"{feed}, week of {week.day} {week:%B %Y}"
    if sums.files:
        yield f"{sums.files} files, {sums.refused_files} of them refused whole"
    yield f"{sums.rows:,} {'rows' if sums.files else 'items'}, {sums.refused:,} refused"
    yield ""
    changed = [each for each in figures if abs(each.change) >= _WORTH_A_WORD]
    yield "Changed by five points or more against the weeks before:" if changed else "Nothing has changed by much."
    for each in sorted(changed, key=lambda each: each.change):
        yield f"  {each.change:+6.1f}  {each.measure:<13} {each.field:<24} {each.before:5.1f} -> {each.value:5.1f} %"
    yield ""
    yield "measure       field                     per cent"
    for each in figures:
        yield f"{each.measure:<13} {each.field or 'all':<24} {each.value:8.1f}"
