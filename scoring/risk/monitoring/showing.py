"""What of a report may be shown: of small groups too little to tell who is meant.

As NHS England publishes mental health statistics: counts below five are not given and others are rounded to five; of
a group with fewer than five people in crisis nothing is measured in public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

from scoring.risk.monitoring.reports import Figures, ModelMonth, MonthlyReport, Range, SliceHeld, WeekHeld
from streams.codes.lists import CodeList
from streams.codes.mental_health import DeprivationFifth, EthnicGroup, TeamType

LEAST = 5
_CODES: dict[str, type[CodeList]] = {
    "ethnic_group": EthnicGroup,
    "deprivation_fifth": DeprivationFifth,
    "team_type": TeamType,
}
_NORMAL, _MISSED = NormalDist(), 0.05
SLICE_WORDS = {
    "sex": "Sex",
    "age_band": "Age",
    "ethnic_group": "Ethnic group",
    "deprivation_fifth": "Deprivation",
    "team_type": "Kind of team",
    "team": "Team",
}


@dataclass(frozen=True, slots=True)
class SliceShown:
    """``persons`` and ``in_crisis`` to the nearest five, None below five. ``measures`` is empty where too few were in
    crisis. ``is_off``: its observed over expected is not that of everybody, by more than chance allows that many slices
    together."""

    slice: str
    value: str
    persons: int | None
    in_crisis: int | None
    measures: Mapping[str, Range]
    is_off: bool


def name_value(slice_name: str, value: str) -> str:
    """
    >>> name_value("team_type", "A14"), name_value("sex", "female"), name_value("team", "")
    ('Early intervention in psychosis', 'Female', 'Unknown')
    """
    codes = _CODES.get(slice_name)
    if codes and value in list(codes):
        return codes(value).label
    return value if slice_name == "team" and value else (value or "unknown").capitalize()


def show_slices(month: ModelMonth) -> list[SliceShown]:
    whole = month.figures.measures.get("observed_over_expected", (None, None, None))[0]
    return [_show(held, whole, len(month.slices)) for held in month.slices]


def show_count(count: int) -> int | None:
    """
    >>> show_count(4), show_count(12)
    (None, 10)
    """
    return None if count < LEAST else 5 * round(count / 5)


def _show(held: SliceHeld, whole: float | None, slices: int) -> SliceShown:
    figures: Figures = held.figures
    told = figures.measures if figures.in_crisis >= LEAST else {}
    ratio = told.get("observed_over_expected", (None, None, None))
    counts = show_count(figures.persons), show_count(figures.in_crisis)
    return SliceShown(held.slice, held.value, *counts, told, _is_off(ratio, whole, slices))


def _is_off(ratio: Range, whole: float | None, slices: int) -> bool:
    value, low, high = ratio
    if not (value and low and high and whole):
        return False
    # Bonferroni: one interval in twenty misses by chance, and so many are looked at.
    wider = _NORMAL.inv_cdf(1 - _MISSED / 2 / slices) / _NORMAL.inv_cdf(1 - _MISSED / 2)
    return bool(value * (high / value) ** wider < whole or value / (value / low) ** wider > whole)


def join_weeks(reports: Iterable[MonthlyReport], model: str) -> list[WeekHeld]:
    """Earliest first. A week in two months is one, without an interval."""
    found: dict[float, WeekHeld] = {}
    for report in reports:
        for week in report.models[model].weeks if model in report.models else ():
            found[week.began] = _join(found[week.began], week) if week.began in found else week
    return [found[began] for began in sorted(found)]


def _join(one: WeekHeld, other: WeekHeld) -> WeekHeld:
    expected, positives = one.expected + other.expected, one.positives + other.positives
    ratio = (positives / expected if expected else None, None, None)
    return WeekHeld(one.began, one.predictions + other.predictions, positives, expected, ratio)
