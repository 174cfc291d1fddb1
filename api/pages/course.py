"""The picture of a year's contacts: bars for months, a lane for each agency, what is not known shaded.

In the units of a view box; a template draws it, and writes the same figures as a table below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from api.answers.parts import AgencyFreshness, Course, Lane
from api.answers.persons import AddressSeen
from api.pages.wording import is_late, write_data_to, write_day

WIDTH = 360.0
BARS, LANE, STAY = 64.0, 30.0, 26.0
_TOP, _MONTHS = 14.0, 32.0
_LEAST_SCALE = 4
_STAYS = 6
_WEEK = timedelta(days=7)
_UK = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Bar:
    """``year`` is written under the first month and each January. ``newer``: contacts after the month, which is how far
    down the timeline the month begins."""

    x: float
    y: float
    width: float
    height: float
    count: int
    month: str
    letter: str
    year: str
    newer: int
    most: bool


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    r: float
    words: str


@dataclass(frozen=True, slots=True)
class LaneDrawn:
    """``unknown``: from where on nothing has come in, 0 for a lane without any data; None where data is fresh."""

    y: float
    agency: AgencyFreshness
    data_to: str
    late: bool
    count: int
    dots: Sequence[Dot]
    unknown: float | None
    months: Sequence[int]


@dataclass(frozen=True, slots=True)
class Stay:
    """An address a person was seen at, as a line from the first to the last time."""

    y: float
    x: float
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    height: float
    bars: Sequence[Bar]
    lanes: Sequence[LaneDrawn]
    stays: Sequence[Stay]
    most: Bar | None
    total: int


@dataclass(frozen=True, slots=True)
class _Axis:
    begins: datetime
    ends: datetime

    def place(self, at: datetime) -> float:
        share = (at - self.begins) / (self.ends - self.begins)
        return round(WIDTH * min(1.0, max(0.0, share)), 1)


def draw_course(
    course: Course, agencies: Sequence[AgencyFreshness], as_at: datetime, addresses: Sequence[AddressSeen] = ()
) -> Picture:
    """Every agency that may speak has a lane, with or without a contact; the latest of ``addresses`` have a line."""
    axis = _Axis(_begin(course.months[0]), as_at)
    bars = _draw_bars(course, axis)
    lanes = _draw_lanes(course, agencies, axis, _TOP + BARS + _MONTHS)
    below = _TOP + BARS + _MONTHS + LANE * len(lanes)
    stays = _draw_stays(addresses, axis, below + 16)
    most = max(bars, key=lambda bar: bar.count)
    height = below + (16 + STAY * len(stays) if stays else 0)
    return Picture(height, bars, lanes, stays, most if most.count else None, sum(bar.count for bar in bars))


def is_unknown(lane: LaneDrawn, bar: Bar) -> bool:
    """All of the month lies after the last that came in."""
    return lane.unknown is not None and bar.x >= lane.unknown


def _begin(month: str) -> datetime:
    return datetime.combine(date.fromisoformat(f"{month}-01"), datetime.min.time(), _UK).astimezone(UTC)


def _draw_bars(course: Course, axis: _Axis) -> list[Bar]:
    counts = [sum(lane.months[place] for lane in course.lanes) for place in range(len(course.months))]
    scale, most = max(_LEAST_SCALE, *counts), max(counts)
    begun = [axis.place(_begin(month)) for month in course.months]
    bars = []
    for place, (month, count) in enumerate(zip(course.months, counts, strict=True)):
        ends = begun[place + 1] if place + 1 < len(begun) else WIDTH
        height = round(BARS * count / scale, 1)
        first = date.fromisoformat(f"{month}-01")
        bars.append(
            Bar(
                begun[place] + 1,
                _TOP + BARS - height,
                max(1.0, ends - begun[place] - 2),
                height,
                count,
                f"{first:%B %Y}",
                f"{first:%b}",
                f"{first:%Y}" if not place or first.month == 1 else "",
                sum(counts[place + 1 :]),
                bool(count) and count == most,
            )
        )
    return bars


def _draw_lanes(course: Course, agencies: Sequence[AgencyFreshness], axis: _Axis, top: float) -> list[LaneDrawn]:
    held = {lane.agency: lane for lane in course.lanes}
    known = {fresh.agency for fresh in agencies}
    silent = [AgencyFreshness(agency=one, label=one.label, data_to=None) for one in held if one not in known]
    return [
        _draw_lane(held.get(fresh.agency), fresh, course, axis, top + LANE * place)
        for place, fresh in enumerate([*agencies, *silent])
    ]


def _draw_lane(lane: Lane | None, fresh: AgencyFreshness, course: Course, axis: _Axis, y: float) -> LaneDrawn:
    late = is_late(fresh, axis.ends)
    unknown = None if not late else 0.0 if fresh.data_to is None else axis.place(fresh.data_to)
    months = lane.months if lane else [0] * len(course.months)
    dots = _draw_dots(lane.weeks, course.weeks_from, axis) if lane else []
    return LaneDrawn(y, fresh, write_data_to(fresh, axis.ends), late, sum(months), dots, unknown, months)


def _draw_dots(weeks: Sequence[int], begins: datetime, axis: _Axis) -> list[Dot]:
    dots = []
    for place, count in enumerate(weeks):
        middle = begins + place * _WEEK + _WEEK / 2
        if count and middle >= axis.begins:
            said = (
                f"{count} {'contact' if count == 1 else 'contacts'} in the week of {write_day(begins + place * _WEEK)}"
            )
            dots.append(Dot(axis.place(middle), round(min(8.0, 2.4 + 1.5 * sqrt(count - 1)), 1), said))
    return dots


def _draw_stays(addresses: Sequence[AddressSeen], axis: _Axis, top: float) -> list[Stay]:
    seen = sorted((one for one in addresses if one.last_seen >= axis.begins), key=lambda one: one.last_seen)[-_STAYS:]
    stays = []
    for place, one in enumerate(reversed(seen)):
        x, ends = axis.place(one.first_seen), axis.place(one.last_seen)
        words = one.address.text + (f", {one.address.postcode}" if one.address.postcode else "")
        x = min(x, WIDTH - 4)
        stays.append(Stay(top + STAY * place, x, max(4.0, ends - x), words))
    return stays
