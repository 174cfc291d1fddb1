"""What of a prediction's vector is watched: who had been in touch, and how often each kind of thing happens."""

from collections.abc import Sequence
from math import expm1

from scoring.risk.catalogue import ALPHABET, COLUMNS, PLACES, Column, Kind
from scoring.risk.course import FEEDS
from streams.codes.agencies import Agency

AGENCIES = (*FEEDS, Agency.EHR)
_DAYS = 7.0
_HALF_LIFE = 28.0
SINCE = {agency: f"since-{agency.value}" for agency in FEEDS} | {Agency.EHR: "since-record"}


def _letters_below(column: Column, most: float) -> frozenset[str]:
    return frozenset(letter for code, letter in enumerate(ALPHABET) if expm1(code * column.step) <= most)


def _choose_levels() -> dict[str, Column]:
    """Of each signal the column whose half-life is nearest to four weeks, the shorter of two."""
    ranked = sorted(COLUMNS, key=lambda column: (abs(column.half_life - _HALF_LIFE), column.half_life))
    levels = [column for column in ranked if column.kind is Kind.LEVEL and column.signal]
    chosen = {column.signal.name: column for column in reversed(levels) if column.signal}
    return {name: chosen[name] for name in sorted(chosen)}


# Of each agency, the place of its recency and the letters that say a week or less.
_TOUCHED = [(PLACES[SINCE[agency]], _letters_below(COLUMNS[PLACES[SINCE[agency]]], _DAYS)) for agency in AGENCIES]
_LEVELS = list(_choose_levels().values())
_READ = [
    (PLACES[column.name], {letter: expm1(code * column.step) for code, letter in enumerate(ALPHABET)})
    for column in _LEVELS
]
# The names of the signals whose levels are watched.
SIGNALS = tuple(column.signal.name for column in _LEVELS if column.signal)


def count_touched(vectors: Sequence[str]) -> list[int]:
    """Of how many each of :data:`AGENCIES` had recorded something in the week before. Weekly predictions of one person
    look at weeks that do not overlap, so the counts of weeks are independent but for what people are like."""
    return [sum(vector[place] in letters for vector in vectors) for place, letters in _TOUCHED]


def sum_levels(vectors: Sequence[str]) -> tuple[list[float], list[float]]:
    """Sums, and sums of squares, of the levels of :data:`SIGNALS` at a half-life of about 28 days."""
    columns = [[values[vector[place]] for vector in vectors] for place, values in _READ]
    return [sum(column) for column in columns], [sum(value * value for value in column) for column in columns]
