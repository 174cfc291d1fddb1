"""Events for tests, as an agency would send them."""

from datetime import UTC, datetime
from typing import Any

import orjson

from streams.codec import OBSERVATION
from streams.events.observation import ObservationEvent
from tests.partnerships import SOURCE

WHEN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def incident(area: str, number: int | str, **data: Any) -> dict[str, Any]:
    """A police incident; ``data`` replaces or adds fields of its data, and None takes one out."""
    given: dict[str, Any] = {
        "person": {"local_record_id": f"L{number}", "given_name": "Maureen", "family_name": "Ashby"},
        "address": {"text": "Flat 2, 14 Curlew Street", "postcode": "NM4 2QX"},
        "happened_at": WHEN.isoformat(),
        "recorded_at": WHEN.isoformat(),
        "category": "asb-personal",
        "contact": {"name": "Jo Bell", "role": "Constable", "team": "Neighbourhood team"},
        **data,
    }
    return envelope(area, f"E{number}", "police-incident-recorded-1", {k: v for k, v in given.items() if v is not None})


def erasure(area: str, number: int | str, target: str) -> dict[str, Any]:
    data = {"recorded_at": WHEN.isoformat(), "target": target}
    return envelope(area, f"X{number}", "record-erased-1", data)


def envelope(area: str, event_id: str, event_type: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": SOURCE,
        "type": event_type,
        "time": WHEN.isoformat(),
        "area": area,
        "data": data,
    }


def read_event(event: dict[str, Any]) -> ObservationEvent:
    found: ObservationEvent = OBSERVATION.validate_python(event)
    return found


def raw(event: dict[str, Any]) -> bytes:
    return orjson.dumps(event)
