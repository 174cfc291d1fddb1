"""Pictures of how good the scores have been: from answers to marks in the units of a picture, which a template draws.

Each picture is also a table on the same page; pictures are drawn small, so that their words can be read on a phone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log, sqrt

from api.answers.monitoring import AlarmTold, Measured, MonthListed, TenthTold, WeekListed

WIDTH, HEIGHT = 300.0, 150.0
_SQUARE = 220.0
# The upper end of a whisker's scale, and its length.
_MOST, _WHISKER = 3.0, 120.0
_SHARES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """``low`` and ``high`` are ends of a whisker, None where there is none. ``open``: not final yet."""

    x: float
    y: float
    low: float | None
    high: float | None
    open: bool
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """``along`` are ticks from left to right, ``up`` from below; ``level`` is where what is right lies; ``flags`` are
    alarms."""

    width: float
    height: float
    marks: Sequence[Mark]
    along: Sequence[Tick]
    up: Sequence[Tick]
    level: float | None = None
    flags: Sequence[Tick] = ()

    @property
    def course(self) -> str:
        return " ".join(f"{mark.x:.1f},{mark.y:.1f}" for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Whisker:
    """In a picture of 120 by 12, in the middle of which is everybody."""

    low: float
    at: float
    high: float


def plot_months(months: Sequence[MonthListed], name: str, least: float, most: float, ticks: Sequence[float]) -> Plot:
    """One measure from ``least`` at the bottom to ``most`` at the top; what is beyond is drawn at the edge."""

    def rise(value: float) -> float:
        return HEIGHT * (1 - min(1.0, max(0.0, (value - least) / (most - least))))

    marks, along = [], []
    for at, month in enumerate(months):
        x = _spread(at, len(months))
        measured = find_measure(month, name)
        along += [Tick(x, name_month(month.month))] if _is_named(at, len(months), 4) else []
        if measured.value is not None:
            words = f"{name_month(month.month)}: {write_measured(measured)}"
            marks.append(_mark(x, measured.value, measured.low, measured.high, rise, not month.is_final, words))
    is_share = any(find_measure(month, name).is_share for month in months)
    up = [Tick(rise(value), f"{100 * value:.0f} %" if is_share else f"{value:g}") for value in ticks]
    return Plot(WIDTH, HEIGHT, marks, along, up)


def plot_weeks(weeks: Sequence[WeekListed], alarms: Sequence[AlarmTold]) -> Plot:
    """Observed over expected on a scale of ratios, from a half to double, or from a quarter to four where any is
    beyond that; what is beyond is drawn at the edge."""
    ratios = [week.ratio for week in weeks if week.ratio]
    most = 2.0 if all(0.5 <= ratio <= 2 for ratio in ratios) else 4.0

    def rise(value: float) -> float:
        return HEIGHT * (0.5 - min(0.5, max(-0.5, log(max(value, 1e-6)) / log(most**2))))

    places = {week.began: _spread(at, len(weeks)) for at, week in enumerate(weeks)}
    marks = [
        _mark(places[week.began], week.ratio, week.low, week.high, rise, False, tell_week(week))
        for week in weeks
        if week.ratio is not None
    ]
    along = [
        Tick(places[week.began], f"{week.began.day} {week.began:%b %Y}")
        for at, week in enumerate(weeks)
        if _is_named(at, len(weeks), 3)
    ]
    up = [Tick(rise(value), f"{value:g}") for value in (0.25, 0.5, 1.0, 2.0, 4.0) if 1 / most <= value <= most]
    return Plot(WIDTH, HEIGHT, marks, along, up, rise(1.0), _flag(weeks, alarms, places))


def plot_curve(curve: Sequence[TenthTold]) -> Plot:
    """What was predicted from left to right, what came true from below, both as square roots, so that the many low ones
    are told apart."""
    ends = [end for tenth in curve for end in (tenth.predicted, tenth.observed or 0.0, tenth.high or 0.0)]
    most = min((share for share in _SHARES if share >= max(ends, default=0.0)), default=1.0) or 0.01

    def rise(value: float) -> float:
        return _SQUARE * (1 - sqrt(min(1.0, value / most)))

    marks = [
        _mark(_SQUARE - rise(tenth.predicted), tenth.observed, tenth.low, tenth.high, rise, False, tell_tenth(tenth))
        for tenth in curve
        if tenth.observed is not None
    ]
    shares = [share for share in _SHARES if share <= most and (share >= most / 50 or not share)]
    up = [Tick(rise(share), f"{100 * share:g} %") for share in shares]
    return Plot(_SQUARE, _SQUARE, marks, [Tick(_SQUARE - tick.at, tick.words) for tick in up], up)


def draw_whisker(measured: Measured, level: float | None) -> Whisker | None:
    """Over ``level``, from a third to three times it; None where there is no interval."""
    if measured.value is None or measured.low is None or measured.high is None or not level:
        return None
    return Whisker(*(_place(each / level) for each in (measured.low, measured.value, measured.high)))


def find_measure(told: MonthListed, name: str) -> Measured:
    if name == told.beforehand.name:
        return told.beforehand
    return next(measured for measured in told.measures if measured.name == name)


def write_measured(measured: Measured) -> str:
    """
    >>> write_measured(Measured(name="m", words="M", value=0.5812, low=0.5, high=0.66, is_share=True))
    '58 % (50 to 66)'
    """
    interval = write_interval(measured)
    return f"{write_value(measured)} ({interval})" if interval else write_value(measured)


def write_value(measured: Measured) -> str:
    """
    >>> write_value(Measured(name="m", words="M", value=0.795, low=None, high=None, is_share=False))
    '0.795'
    """
    return "–" if measured.value is None else f"{_write(measured, measured.value)}{' %' if measured.is_share else ''}"


def write_interval(measured: Measured) -> str:
    """Empty where there is none."""
    if measured.low is None or measured.high is None:
        return ""
    return f"{_write(measured, measured.low)} to {_write(measured, measured.high)}"


def name_month(month: str) -> str:
    """
    >>> name_month("2026-01")
    'Jan 2026'
    """
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[int(month[5:]) - 1]} {month[:4]}"


def tell_week(week: WeekListed) -> str:
    day = f"Week of {week.began.day} {week.began:%b %Y}"
    return f"{day}: {week.observed} came true, {week.expected:.1f} were expected"


def tell_tenth(tenth: TenthTold) -> str:
    observed = "–" if tenth.observed is None else f"{100 * tenth.observed:.1f} %"
    return f"Predicted {100 * tenth.predicted:.1f} %, came true {observed}"


def _write(measured: Measured, value: float) -> str:
    if measured.is_share:
        return f"{100 * value:.0f}"
    return f"{value:.4f}" if measured.name == "calibration_error" else f"{value:.3f}"


def _flag(weeks: Sequence[WeekListed], alarms: Sequence[AlarmTold], places: Mapping[date, float]) -> list[Tick]:
    flags = []
    for alarm in alarms:
        before = [week.began for week in weeks if week.began <= alarm.raised_at.date()]
        if before and alarm.kind == "calibration":
            flags.append(Tick(places[before[-1]], f"Alarm: {alarm.words}"))
    return flags


def _mark(
    x: float,
    value: float,
    low: float | None,
    high: float | None,
    rise: Callable[[float], float],
    is_open: bool,
    words: str,
) -> Mark:
    ends = [None if each is None else round(rise(each), 1) for each in (low, high)]
    return Mark(round(x, 1), round(rise(value), 1), ends[0], ends[1], is_open, words)


def _spread(at: int, count: int) -> float:
    return WIDTH * (at + 0.5) / count


def _is_named(at: int, count: int, most: int) -> bool:
    """So few that their words do not touch."""
    step = -(-count // most)
    return at % step == step // 2


def _place(value: float) -> float:
    share = log(min(_MOST, max(1 / _MOST, value))) / log(_MOST)
    return round(_WHISKER * (1 + share) / 2, 1)
