"""What ``linnet risk monitor`` prints: the months, the alarms, and one month in all its parts."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from scoring.risk.metrics import MEASURES
from scoring.risk.monitoring.reports import ModelMonth, MonthlyReport, Range
from scoring.risk.monitoring.showing import LEAST, SLICE_WORDS, name_value, show_slices
from scoring.risk.vigil import Alarm, Vigil
from scoring.risk.watch.alarms import describe
from scoring.risk.watch.fitness import UNFIT
from scoring.state.monitoring_view import Monitored, read_monitored
from scoring.state.opening import open_redis
from streams.settings import Settings

_IN_LIST = {
    "auroc": "AUROC",
    "observed_over_expected": "O/E",
    "slope": "slope",
    "sensitivity": "sens.",
    "top_10_percent": "top\n10 %",
    "top_25_a_team": "top\n25",
}
_OF_SLICES = ("observed_over_expected", "auroc", "top_25_a_team")
_SHARES = {measure.name for measure in MEASURES if measure.is_share}


async def read_areas(settings: Settings, areas: list[str], month: str) -> dict[str, Monitored]:
    redis = open_redis(settings)
    try:
        return {area: await read_monitored(redis, area, month) for area in areas}
    finally:
        await redis.aclose()


def tell_monitored(monitored: Monitored, month: str) -> Iterator[RenderableType]:
    """``month``: the one to tell in all its parts; the latest that is final where it is empty."""
    if not monitored.reports:
        yield Text("nothing yet: a month is reported when the outcomes of its first week are known")
        return
    yield _tell_months(monitored.reports)
    yield from _tell_vigil(monitored.vigil)
    chosen = monitored.find(month) if month else monitored.latest
    if chosen is None:
        yield Text(f"\nthere is no report of {month}")
        return
    yield Text(f"\n{chosen.month}{'' if chosen.is_final else ', not final'}", style="bold")
    yield _tell_models(chosen)
    yield from _tell_slices(chosen.models[chosen.champion])


def _tell_months(reports: Sequence[MonthlyReport]) -> Table:
    table = _tabulate("month", "predic-\ntions", "in\ncrisis", *_IN_LIST.values(), "before-\nhand")
    for report in reports:
        month = report.models[report.champion]
        measures = [write_value(name, month.figures.measures[name][0]) for name in _IN_LIST]
        counts = (f"{month.figures.predictions:,}", f"{month.figures.in_crisis:,}")
        before = write_value("top_25_a_team", month.beforehand[0])
        table.add_row(f"{report.month}{'' if report.is_final else ' *'}", *counts, *measures, before)
    if any(not report.is_final for report in reports):
        table.add_row("* not final", *[""] * 9)
    return table


def _tell_vigil(vigil: Vigil) -> Iterator[RenderableType]:
    if vigil.frozen:
        yield Text(f"\nnot fit for use since {_write_day(vigil.frozen)}: {UNFIT[vigil.unfit]}", style="bold")
    if not vigil.alarms:
        yield Text("\nno alarms")
        return
    table = _tabulate("alarm", "raised", "ended")
    for alarm in vigil.alarms:
        table.add_row(describe(alarm), _write_day(alarm.raised), _write_end(alarm))
    yield Text()
    yield table


def _tell_models(report: MonthlyReport) -> Table:
    """The one that counted first."""
    names = sorted(report.models, key=lambda name: (name != report.champion, name))
    table = _tabulate("measure", *(f"{name}{' (in use)' if name == report.champion else ''}" for name in names))
    for measure in MEASURES:
        found = [report.models[name].figures.measures[measure.name] for name in names]
        table.add_row(measure.words, *(write_range(measure.name, each) for each in found))
    before = [write_range("top_25_a_team", report.models[name].beforehand) for name in names]
    table.add_row("In the top 25 before their crisis", *before)
    return table


def _tell_slices(month: ModelMonth) -> Iterator[RenderableType]:
    table = _tabulate("slice", "people", "in\ncrisis", "O/E", "AUROC", "top 25")
    for shown in show_slices(month):
        name = f"{SLICE_WORDS[shown.slice]}: {name_value(shown.slice, shown.value)}{' !' if shown.is_off else ''}"
        counts = [f"under {LEAST}" if count is None else str(count) for count in (shown.persons, shown.in_crisis)]
        measures = [_write_short(one, shown.measures[one]) if shown.measures else "-" for one in _OF_SLICES]
        table.add_row(name, *counts, *measures)
    yield Text()
    yield table
    yield Text(
        f"Counts to the nearest {LEAST}. Of a group with fewer than {LEAST} people in crisis nothing is measured.\n"
        "! observed over expected is not that of everybody, by more than chance."
    )


def write_value(name: str, value: float | None) -> str:
    """
    >>> write_value("auroc", 0.79512), write_value("sensitivity", 0.5812), write_value("slope", None)
    ('0.795', '58 %', '-')
    """
    if value is None:
        return "-"
    return (
        f"{100 * value:.0f} %" if name in _SHARES else f"{value:.4f}" if name == "calibration_error" else f"{value:.3f}"
    )


def write_range(name: str, held: Range) -> str:
    """
    >>> write_range("auroc", (0.7951, 0.7812, 0.8091))
    '0.795 (0.781 to 0.809)'
    """
    value, low, high = (write_value(name, each) for each in held)
    return value if held[1] is None else f"{value} ({low} to {high})"


def _write_short(name: str, held: Range) -> str:
    """Of many in a table, where two digits must do."""
    if name in _SHARES or held[0] is None:
        return write_range(name, held)
    value, low, high = (f"{each:.2f}" if each is not None else "-" for each in held)
    return f"{value} ({low} to {high})"


def _write_day(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%d %b %Y}"


def _write_end(alarm: Alarm) -> str:
    return _write_day(alarm.ended) if alarm.ended else "stands"


def _tabulate(name: str, *heads: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0))
    table.add_column(name)
    for head in heads:
        table.add_column(head, justify="right")
    return table
