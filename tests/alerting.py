"""Alerts as the projector will tell them, for tests of what carries them on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from streams.codec import encode
from streams.codes.alerts import AlertSubject, Change, Receiver, Severity
from streams.events.alerts import AlertChanged, AlertNotice, Finding
from streams.publisher import Outgoing
from streams.topics import ALERTS

AREA = "northmoor"
NOW = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def write_alert(number: int, change: Change = Change.RAISED, area: str = AREA, **said: Any) -> AlertChanged:
    """Alert ``number``; its id and its event's id follow from the number and the change."""
    notice: dict[str, Any] = {
        "alert": f"alert{number:011d}",
        "change": change,
        "rule": "small-fires",
        "version": "2026.1",
        "title": "Three small fires where a child is looked after",
        "advice": "Ring the agencies named and agree who visits.",
        "severity": Severity.RED,
        "subject": AlertSubject.ADDRESS,
        "entity": f"entity{number:010d}",
        "receivers": (Receiver.HUB, Receiver.FIRE_PREVENTION),
        "opened_at": NOW,
        "respond_by": NOW + timedelta(hours=2),
        "because": (Finding(words="3 secondary fires in 28 days", indicator="contacts", value=3.0),),
        "log_partition": 4,
        "log_offset": number,
    }
    data = AlertNotice.model_validate(notice | said)
    event_id = f"{area}-4-{number}-{change}"
    return AlertChanged(id=event_id, source="uk.linnet.projector", time=NOW, area=area, data=data)


def to_kafka(event: AlertChanged) -> Outgoing:
    return Outgoing(ALERTS.name, event.area.encode(), encode(event))
