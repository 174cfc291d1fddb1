"""Whose turn comes at a tick."""

from datetime import timedelta
from typing import Any

import orjson

from scoring.risk.practice import PRACTICE
from scoring.state import keys
from streams.codec import OBSERVATION
from streams.topics import MODELS
from tests.caseload import ASHA, Record
from tests.household import AREA, NOW, days_ago, tick
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


def list_saved(store: MemoryStore) -> list[str]:
    return [orjson.loads(entry.event)["data"]["name"] for entry in store.outbox if entry.topic == MODELS.name]


def test_models_are_saved_each_week_whoever_is_due() -> None:
    """Ticks are seconds apart, so that at the first one of a week hardly anybody's turn has come."""
    hours = [NOW - timedelta(hours=at) for at in reversed(range(22 * 24))]
    seen = [one for _, one in Record(1, "Wren Tilley", ASHA).refer(100).see(90).events]
    store = MemoryStore().play([OBSERVATION.validate_python(one) for one in [*seen, *map(tick, hours)]])
    assert sorted(list_saved(store)) == sorted(3 * [recipe.name for recipe in PRACTICE.recipes])


def test_where_nobody_was_ever_scored_no_model_is_saved() -> None:
    """An area without a mental health caseload has none to go back to."""
    hours = [NOW - timedelta(hours=at) for at in reversed(range(8 * 24))]
    assert list_saved(MemoryStore().play([OBSERVATION.validate_python(one) for one in map(tick, hours)])) == []
