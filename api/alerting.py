"""What is asked about alerts: which there are, what one rests on, under which rules, and how many."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from api.answers.alerting import write_alert, write_listed, write_rule
from api.answers.alerts import (
    AlertAnswer,
    AlertFigures,
    AlertList,
    AlertListed,
    ReceiverFigures,
    RuleFigures,
    RulesAnswer,
)
from api.answers.parts import AreaFreshness
from api.answers.writing import write_moment
from api.asking import ask_area, check_area, split_id, unknown, wrong_cursor
from api.context import Context
from api.looking import judge, require, require_others
from api.narrowing import narrow_alert, narrow_listed, narrow_told
from api.policy.deciding import Resource
from scoring.indicators.particulars import PersonParticulars
from scoring.linkage.records import RecordId
from scoring.state.alerts_disclosed import Disclosed
from scoring.state.alerts_figures import WEEKS, Figures, count_alerts
from scoring.state.alerts_view import (
    AlertView,
    Place,
    Wanted,
    list_alerts,
    list_here,
    read_rules,
    view_alert,
    view_named,
)
from scoring.state.documents import Alert
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.codes.access import Action
from streams.codes.alerts import AlertSubject, Receiver

_PLACE = re.compile(
    r"^(-?\d{1,10}(?:\.\d{1,9})?)_(-?\d{1,10})_(-?\d{1,10}(?:\.\d{1,9})?)_(\d{1,10}(?:\.\d{1,9})?)_(\S{16})$"
)


async def list_area_alerts(context: Context, area: str, wanted: Wanted, after: str, limit: int) -> AlertList:
    """Those that the asker may open, so none about themselves. Raises :class:`Invalid` for an area or an ``after`` that
    is none."""
    check_area(context, area)
    place, now = _read_place(after) if after else None, context.now()
    found, fresh = await ask_area(
        context,
        area,
        lambda shelf: list_alerts(
            shelf, wanted, place, now.timestamp(), limit, lambda alert: may_open(context, area, alert)
        ),
    )
    return AlertList(
        area=area,
        as_at=now,
        alerts=_write_listed(context, area, found.alerts, now),
        next=_write_place(found.following) if found.following else None,
        freshness=fresh,
    )


async def list_alerts_here(context: Context, subject: Subject, public_ids: Sequence[str]) -> list[AlertListed]:
    """Open ones that the asker may open, about any of these, all of one area. Raises :class:`Unknown` for what cannot
    be an id."""
    split, now = [split_id(context, one) for one in public_ids], context.now()
    if not split:
        return []
    area, records = split[0][0], [record for _, record in split]
    found, _ = await ask_area(context, area, lambda shelf: list_here(shelf, subject, records, now.timestamp()))
    return _write_listed(context, area, [told for told in found if may_open(context, area, told.held.alert)], now)


async def open_alert(context: Context, area: str, subject: Subject, record: str, name: str) -> AlertAnswer:
    """Raises :class:`Unknown` also where nothing may be told of it."""
    view, fresh = await view_one(context, area, lambda shelf: view_alert(shelf, subject, RecordId(record), name))
    return _write(context, area, view, fresh)


async def open_named_alert(context: Context, public_id: str) -> AlertAnswer:
    """By area and id alone, as messages about alerts name them. Raises as :func:`open_alert`."""
    area, name = split_id(context, public_id)
    view, fresh = await view_one(context, area, lambda shelf: view_named(shelf, name))
    return _write(context, area, view, fresh)


async def view_one(
    context: Context, area: str, view: Callable[[Shelf], Awaitable[AlertView | None]]
) -> tuple[AlertView, AreaFreshness]:
    """Raises :class:`Unknown` also where the asker may not know of it, :class:`Refused` for one about themselves."""
    check_area(context, area)
    found, fresh = await ask_area(context, area, view)
    if found is None:
        raise unknown()
    require(context, describe_resource(area, found.told.held.alert), hide=True)
    require_others(context, area, _list_nhs_numbers(found.told))
    return found, fresh


def may_open(context: Context, area: str, alert: Alert) -> bool:
    return judge(context, Action.OPEN_ALERT, describe_resource(area, alert)).allowed


def describe_resource(area: str, alert: Alert) -> Resource:
    """A household is an address."""
    subject = Subject.PERSON if alert.subject == AlertSubject.PERSON else Subject.ADDRESS
    return Resource(area, subject, frozenset(alert.teams))


def _write_listed(context: Context, area: str, found: Sequence[Disclosed], now: datetime) -> list[AlertListed]:
    viewer = context.asker.viewer
    others = [told for told in found if not viewer.is_among(_list_nhs_numbers(told))]
    return [narrow_listed(write_listed(area, narrow_told(told, viewer), now), told, viewer) for told in others]


def _list_nhs_numbers(told: Disclosed) -> Sequence[str]:
    return told.about.nhs_numbers if isinstance(told.about, PersonParticulars) else ()


def _write(context: Context, area: str, view: AlertView, fresh: AreaFreshness) -> AlertAnswer:
    viewer = context.asker.viewer
    narrowed = replace(view, told=narrow_told(view.told, viewer))
    answer = narrow_alert(write_alert(area, narrowed, context.now(), fresh), viewer)
    return answer.model_copy(update={"alert": narrow_listed(answer.alert, view.told, viewer)})


async def tell_rules(context: Context, area: str) -> RulesAnswer:
    check_area(context, area)
    rules, _ = await ask_area(context, area, read_rules)
    return RulesAnswer(
        area=area,
        version=rules.version if rules else None,
        adopted_at=write_moment(rules.recorded) if rules else None,
        rules=[write_rule(area, rule) for rule in rules.rules] if rules else [],
    )


async def count_area_alerts(context: Context, area: str, workers: Mapping[Receiver, int]) -> AlertFigures:
    check_area(context, area)
    now = context.now()
    figures, fresh = await ask_area(context, area, lambda shelf: count_alerts(shelf, now.timestamp()))
    return AlertFigures(
        area=area,
        as_at=now,
        raised=figures.raised,
        receivers=[
            _write_receiver(receiver, figures, workers.get(receiver))
            for receiver in Receiver
            if receiver in figures.by_receiver or receiver in workers
        ],
        rules=_write_rules(figures),
        answered=figures.answered,
        median_seconds=figures.median_seconds,
        nine_in_ten_seconds=figures.most_seconds,
        open=figures.open,
        overdue=figures.overdue,
        freshness=fresh,
    )


def _write_receiver(receiver: Receiver, figures: Figures, workers: int | None) -> ReceiverFigures:
    raised = figures.by_receiver.get(receiver, 0)
    each = raised / WEEKS / workers if workers else None
    return ReceiverFigures(
        receiver=receiver, label=receiver.label, raised=raised, workers=workers, per_worker_per_week=each
    )


def _write_rules(figures: Figures) -> list[RuleFigures]:
    """Most raised first."""
    ranked = sorted(figures.by_rule.items(), key=lambda one: (-one[1], one[0]))
    return [
        RuleFigures(rule=rule, title=figures.titles[rule], raised=raised, per_week=raised / WEEKS)
        for rule, raised in ranked
    ]


def _write_place(place: Place) -> str:
    return f"{place.first:.0f}_{place.second:.0f}_{place.third!r}_{place.fourth!r}_{place.alert}"


def _read_place(after: str) -> Place:
    found = _PLACE.match(after)
    if found is None:
        raise wrong_cursor()
    first, second, third, fourth = map(float, found.groups()[:4])
    return Place(first, second, third, fourth, found[5])
