"""Whose turn comes at a tick."""

from typing import Any

from scoring.state import keys
from streams.codec import OBSERVATION
from tests.caseload import ASHA, Record
from tests.household import AREA, days_ago, tick
from tests.laws.memory import MemoryStore


def erase(sent: dict[str, Any], days: float) -> dict[str, Any]:
    at = days_ago(days).isoformat()
    data = {"recorded_at": at, "target": sent["id"]}
    envelope = {"specversion": "1.0", "id": f"E{sent['id']}", "source": sent["source"], "time": at, "area": AREA}
    return envelope | {"type": "record-erased-1", "data": data}


def test_who_is_nobody_any_more_has_no_turn() -> None:
    """Known before the first tick and erased before it, they would come first at every tick for ever, and where so many
    of them wait as a tick takes up, nobody else would be scored."""
    (_, gone), (_, kept) = (
        Record(n, name, ASHA).refer(100).events[0] for n, name in ((1, "Wren Tilley"), (2, "Sid Hall"))
    )
    told = [gone, kept, erase(gone, 50), *(tick(days_ago(40 - day)) for day in range(3))]
    store = MemoryStore().play([OBSERVATION.validate_python(one) for one in told])
    (moment,) = store.scores[keys.RISK_AGENDA].values()
    assert moment > days_ago(40).timestamp()
