"""The case study's household under the rules that ship, lived day by day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from infra.alerting.rules_file import SHIPPED, read_rules
from infra.partnership.plan import Plan
from infra.partnership.simulate import simulate
from streams.codec import ALERT, SENT, decode
from streams.events.alerts import AlertNotice
from streams.settings import Settings
from tests.events import read_event
from tests.household import tick
from tests.laws.alert_worlds import adoption
from tests.laws.memory import MemoryStore
from tests.unit.test_partnership import find_case_study

END = datetime(2026, 11, 1, tzinfo=UTC)
RULE = "many-agencies-involved"
ENOUGH, WINDOW = 20, timedelta(days=91)
COUNTED = {"council", "fire", "police", "ambulance", "ecds"}


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The household's forty-seven, as they were recorded."""
    directory = tmp_path_factory.mktemp("year")
    simulate(directory, Plan(7, 300, 52, END), say=lambda _: None)
    ours: list[Any] = [decode(SENT, orjson.dumps(event)) for event in find_case_study(directory)]
    return sorted(ours, key=lambda event: event.data.recorded_at)


def days(start: datetime, count: int) -> Iterator[datetime]:
    return (start + timedelta(days=n) for n in range(count))


def live(contacts: list[Any]) -> list[tuple[datetime, AlertNotice]]:
    """Every notice of the rule, with the day on which it was heard."""
    rules: list[dict[str, Any]] = [
        rule.model_dump(mode="json") for rule in read_rules(SHIPPED, Settings().partnership.areas).rules
    ]
    store, heard = MemoryStore(), []
    left = list(contacts)
    begins = left[0].data.recorded_at.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in days(begins, 400):
        today = [event for event in left if event.data.recorded_at <= day]
        left = left[len(today) :]
        store.play([*([adoption(rules)] if day == begins else []), *today, read_event(tick(day))])
        heard += [(day, ALERT.validate_json(entry.event).data) for entry in store.outbox if entry.topic == "alerts"]
        store.outbox.clear()
    return [(day, notice) for day, notice in heard if notice.rule == RULE]


def test_the_household_is_seen_in_time_and_let_go(contacts: list[Any]) -> None:
    """The alert comes no later than the day on which the quarter's contacts reach the rule's number, names the
    agencies, and clears when ticks carry the window past; and it is one alert however many contacts feed it."""
    heard = live(contacts)
    counted = [event for event in contacts if event.type.split("-")[0] in COUNTED]
    reached = next(
        event.data.recorded_at
        for n, event in enumerate(counted)
        if sum(event.data.recorded_at - other.data.happened_at < WINDOW for other in counted[: n + 1]) >= ENOUGH
    )
    (raised, first), (cleared, last) = heard[0], heard[-1]
    assert (first.change, last.change, {notice.alert for _, notice in heard}) == ("raised", "cleared", {first.alert})
    assert raised <= reached + timedelta(days=1)
    assert first.because[0].words.startswith(f"{ENOUGH} contacts")
    assert {"health", "police", "fire"} <= {agency.value for agency in first.because[0].agencies}
    final = max(event.data.happened_at for event in counted)
    assert final < cleared <= final + WINDOW + timedelta(days=1)
