"""News of the core as events for others: ids follow from the log, so a replay says the same under the same id."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from scoring.alerts.notices import AlertNews
from scoring.linkage.links import LinkNews
from scoring.state.documents import Because
from streams.codes.alerts import Receiver
from streams.topics import ALERTS, LINKS

News = LinkNews | AlertNews


@dataclass(frozen=True, slots=True)
class LogPoint:
    """Where in the log, and the broker's time there, Unix milliseconds."""

    area: str
    partition: int
    offset: int
    timestamp: int


def write_news(point: LogPoint, number: int, news: News) -> tuple[str, bytes]:
    """The topic, and a :class:`streams.events.links.LinkRevised` or :class:`streams.events.alerts.AlertChanged` for it;
    ``number`` counts the news of one observation, from 1.

    Written as plain JSON: two of these come with each new record, and building the model costs ten times as
    much. ``tests/unit/test_outgoing.py`` reads them back by the contract.
    """
    if isinstance(news, LinkNews):
        return LINKS.name, _write(point, number, "link-revised-1", _describe_links(news))
    return ALERTS.name, _write(point, number, "alert-changed-1", _describe_alert(news))


def _write(point: LogPoint, number: int, event_type: str, data: dict[str, Any]) -> bytes:
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": f"{point.area}-{point.partition}-{point.offset}-{number}",
            "source": "uk.linnet.projector",
            "type": event_type,
            "time": datetime.fromtimestamp(point.timestamp / 1000, UTC),
            "datacontenttype": "application/json",
            "area": point.area,
            "data": {**data, "log_partition": point.partition, "log_offset": point.offset},
        }
    )


def _describe_links(news: LinkNews) -> dict[str, Any]:
    return {"kind": news.subject.value, "before": news.before, "after": news.after}


def _describe_alert(news: AlertNews) -> dict[str, Any]:
    alert = news.alert
    return {
        "alert": alert.id,
        "change": alert.state,
        "rule": alert.rule,
        "version": alert.version,
        "title": alert.title,
        "advice": alert.advice,
        "severity": alert.severity,
        "subject": alert.subject,
        "entity": news.entity,
        "receivers": alert.receivers,
        "teams": alert.teams if Receiver.WORKER in alert.receivers else (),
        "opened_at": datetime.fromtimestamp(alert.opened, UTC),
        "respond_by": None if alert.respond_by is None else datetime.fromtimestamp(alert.respond_by, UTC),
        "because": [_describe_finding(because) for because in alert.because],
    }


def _describe_finding(because: Because) -> dict[str, Any]:
    return {field: getattr(because, field) for field in because.__struct_fields__}
