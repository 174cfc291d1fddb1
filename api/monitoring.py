"""What is asked about how good the 28-day risk has been."""

from collections.abc import Mapping

from api.answers import monitoring as told
from api.answers.parts import AreaFreshness
from api.answers.writing import write_freshness, write_moment
from api.asking import Unknown, check_area
from api.context import Context
from scoring.risk.metrics import HIGHEST, MEASURES
from scoring.risk.monitoring.reports import ModelMonth, MonthlyReport, Range, TenthHeld, WeekHeld
from scoring.risk.monitoring.showing import SLICE_WORDS, SliceShown, join_weeks, name_value, show_slices
from scoring.risk.vigil import Alarm, Vigil
from scoring.risk.watch.alarms import describe
from scoring.risk.watch.fitness import UNFIT
from scoring.state.monitoring_view import Monitored, read_monitored
from scoring.state.reads import read_freshness

_BEFOREHAND = "In the top 25 of their team before their crisis"


async def open_monitoring(context: Context, area: str) -> told.MonitoringAnswer:
    """Raises :class:`Invalid` for an area that is none."""
    check_area(context, area)
    found = await read_monitored(context.redis, area)
    latest = found.latest
    return told.MonitoringAnswer(
        area=area,
        fitness=_write_fitness(found.vigil),
        alarms=[_write_alarm(alarm) for alarm in found.vigil.alarms],
        months=[_list_month(report) for report in found.reports],
        weeks=[_write_week(week) for week in _join_weeks(found)],
        latest=latest.month if latest else "",
        late=found.register.late,
        freshness=await _read_freshness(context, area),
    )


async def open_month(context: Context, area: str, month: str) -> told.MonthAnswer:
    """Raises :class:`Unknown` for a month without a report."""
    check_area(context, area)
    report = (await read_monitored(context.redis, area, month)).find(month)
    if report is None:
        raise Unknown("month-unknown", f"There is no report of {month}. The list of months says of which there is.")
    names = sorted(report.models, key=lambda name: (name != report.champion, name))
    return told.MonthAnswer(
        area=area,
        month=month,
        is_final=report.is_final,
        until=write_moment(report.until),
        models=[_write_model(name, report.models[name], name == report.champion) for name in names],
        slices=[_write_slice(shown) for shown in show_slices(report.models[report.champion])],
        freshness=await _read_freshness(context, area),
    )


async def _read_freshness(context: Context, area: str) -> AreaFreshness:
    # Not as of one position in the log: reports are not part of an area's state.
    (fresh,) = await read_freshness(context.redis, [area])
    return write_freshness(area, context.settings.partnership.areas[area], fresh)


def _join_weeks(found: Monitored) -> list[WeekHeld]:
    """Of the model whose word counted in each month."""
    names = dict.fromkeys(report.champion for report in found.reports)
    mine = {name: [report for report in found.reports if report.champion == name] for name in names}
    weeks = [week for name, reports in mine.items() for week in join_weeks(reports, name)]
    return sorted(weeks, key=lambda week: week.began)


def _write_fitness(vigil: Vigil) -> told.Fitness:
    return told.Fitness(
        is_fit=not vigil.frozen,
        since=write_moment(vigil.frozen) if vigil.frozen else None,
        because=UNFIT.get(vigil.unfit, ""),
        rule=list(UNFIT.values()),
    )


def _write_alarm(alarm: Alarm) -> told.AlarmTold:
    return told.AlarmTold(
        kind=alarm.kind,
        words=describe(alarm),
        raised_at=write_moment(alarm.raised),
        ended_at=write_moment(alarm.ended) if alarm.ended else None,
    )


def _list_month(report: MonthlyReport) -> told.MonthListed:
    month = report.models[report.champion]
    return told.MonthListed(
        month=report.month,
        is_final=report.is_final,
        model=report.champion,
        predictions=month.figures.predictions,
        in_crisis=month.figures.in_crisis,
        measures=_write_measures(month.figures.measures),
        crises=month.crises,
        beforehand=_write_beforehand(month.beforehand),
    )


def _write_week(week: WeekHeld) -> told.WeekListed:
    ratio, low, high = week.ratio
    return told.WeekListed(
        began=write_moment(week.began).date(),
        predictions=week.predictions,
        observed=week.positives,
        expected=round(week.expected, 1),
        ratio=ratio,
        low=low,
        high=high,
    )


def _write_model(name: str, month: ModelMonth, in_use: bool) -> told.ModelTold:
    return told.ModelTold(
        model=name,
        in_use=in_use,
        predictions=month.figures.predictions,
        persons=month.figures.persons,
        in_crisis=month.figures.in_crisis,
        measures=_write_measures(month.figures.measures),
        crises=month.crises,
        beforehand=_write_beforehand(month.beforehand),
        curve=[_write_tenth(tenth) for tenth in month.curve],
    )


def _write_tenth(tenth: TenthHeld) -> told.TenthTold:
    observed, low, high = tenth.observed
    return told.TenthTold(predictions=tenth.predictions, predicted=tenth.mean, observed=observed, low=low, high=high)


def _write_slice(shown: SliceShown) -> told.SliceTold:
    return told.SliceTold(
        slice=shown.slice,
        slice_label=SLICE_WORDS[shown.slice],
        value=shown.value,
        label=name_value(shown.slice, shown.value),
        persons=shown.persons,
        in_crisis=shown.in_crisis,
        measures=_write_measures(shown.measures),
        differs=shown.is_off,
    )


def _write_measures(found: Mapping[str, Range]) -> list[told.Measured]:
    return [_write(one.name, one.words, found[one.name], one.is_share) for one in MEASURES if one.name in found]


def _write_beforehand(found: Range) -> told.Measured:
    return _write(f"{HIGHEST}_beforehand", _BEFOREHAND, found, True)


def _write(name: str, words: str, found: Range, is_share: bool) -> told.Measured:
    value, low, high = found
    return told.Measured(name=name, words=words, value=value, low=low, high=high, is_share=is_share)
