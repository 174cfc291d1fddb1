"""Figures of an area for those who lead a partnership."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC

from api.answers import insight as told
from api.answers.writing import write_freshness, write_moment
from api.asking import check_area
from api.context import Context
from scoring.indicators.catalogue import DAY
from scoring.indicators.course import UK, list_months
from scoring.indicators.insight import BANDS, HIGH, RANGES, Figures
from scoring.state.auditing import AuditIndex
from scoring.state.insight import ALERT_DAYS, AlertFigures
from streams.codes.alerts import Change

_FEWEST, _STEP = 5, 5


async def tell_insight(context: Context, area: str) -> told.InsightAnswer:
    """As of an hour ago at most. Raises :class:`Transient` while it is being counted."""
    check_area(context, area)
    found, fresh = await context.surveys.insight.find(
        context.redis, area, context.models[area], context.now().astimezone(UTC).timestamp()
    )
    looks = await _count_looks(context, area, found.t)
    agencies = len(set(context.settings.partnership.areas[area].sources.values()))
    return told.InsightAnswer(
        area=area,
        as_at=write_moment(found.t),
        high_from=HIGH,
        ranges=[
            _write_range(days, figures, _write_looks(context, looks[days]), looks[days].total() * (agencies - 1))
            for days, figures in found.ranges.items()
        ],
        alerts=_write_alerts(found.alerts),
        freshness=write_freshness(area, context.settings.partnership.areas[area], fresh),
    )


def round_count(count: int) -> int | None:
    """
    >>> round_count(0), round_count(4), round_count(5), round_count(12), round_count(13)
    (None, None, 5, 10, 15)
    """
    return None if count < _FEWEST else _STEP * round(count / _STEP)


def write_percent(part: int, whole: int) -> int | None:
    """
    >>> write_percent(12, 47), write_percent(3, 47), write_percent(45, 47), write_percent(20, 47)
    (22, None, None, 44)
    """
    some, others, all_of = round_count(part), round_count(whole - part), round_count(whole)
    return None if some is None or others is None or all_of is None else round(100 * some / all_of)


async def _count_looks(context: Context, area: str, t: float) -> dict[int, Counter[str]]:
    """By range, under each purpose that the partnership has now."""
    months = [f"{month:%Y-%m}" for month in list_months(t)]
    codes = [one.code for one in context.settings.partnership.purposes]
    found = await AuditIndex(context.redis).count_purposes(area, months, codes)
    reached = {days: f"{write_moment(t - days * DAY).astimezone(UK):%Y-%m}" for days in RANGES}
    return {
        days: Counter(
            {code: sum(of[code] for month, of in zip(months, found, strict=True) if month >= first) for code in codes}
        )
        for days, first in reached.items()
    }


def _write_looks(context: Context, found: Mapping[str, int]) -> list[told.PurposeLooks]:
    return [
        told.PurposeLooks(purpose=one.code, label=one.label, looks=round_count(found[one.code]))
        for one in context.settings.partnership.purposes
    ]


def _write_range(days: int, found: Figures, looks: list[told.PurposeLooks], calls: int) -> told.RangeTold:
    homes, incidents = sum(found.homes), found.incidents
    few = round_count(homes) is None or round_count(incidents) is None
    return told.RangeTold(
        days=days,
        label=RANGES[days],
        children=round_count(found.children),
        matched=round_count(found.matched),
        matched_percent=write_percent(found.matched, found.children),
        at_home=round_count(found.at_home),
        at_home_percent=write_percent(found.at_home, found.children),
        homes=round_count(homes),
        incidents=round_count(incidents),
        incidents_per_home=None if few else round((round_count(incidents) or 0) / (round_count(homes) or 1), 1),
        bands=[
            told.BandTold(label=name_band(place), addresses=round_count(count))
            for place, count in enumerate(found.homes)
        ],
        high=round_count(found.high),
        high_with_children=round_count(found.with_children),
        searches=looks,
        calls_saved=round_count(calls),
    )


def name_band(place: int) -> str:
    """
    >>> [name_band(place) for place in range(len(BANDS))]
    ['None', '1 to 2', '3 to 5', '6 to 9', '10 or more']
    """
    upper, lower = BANDS[place], 1 + (BANDS[place - 1] or 0) if place else 0
    return "None" if upper == 0 else f"{lower} or more" if upper is None else f"{lower} to {upper}"


def _write_alerts(found: AlertFigures) -> told.AlertOutcomes:
    return told.AlertOutcomes(
        days=ALERT_DAYS,
        raised=round_count(found.raised),
        states=[
            told.StateTold(state=one.value, label=one.label, alerts=round_count(found.by_state.get(one.value, 0)))
            for one in Change
        ],
        rules=[_write_rule(title, counts) for title, counts in found.by_rule],
    )


def _write_rule(title: str, counts: Mapping[str, int]) -> told.RuleTold:
    return told.RuleTold(
        title=title,
        raised=round_count(sum(counts.values())),
        acted_on=round_count(counts.get(Change.ACTIONED.value, 0)),
        dismissed=round_count(counts.get(Change.DISMISSED.value, 0)),
    )
