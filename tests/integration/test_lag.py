"""How far behind Linnet is, on real Kafka."""

from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis

import infra.lag
from consumers.clock import write_tick
from infra.lag import LagGauge
from streams.broker import Place, read_admitted
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.events import incident, raw

pytestmark = pytest.mark.integration

AREA = "waiting"


def test_what_comes_while_it_is_looked_at_is_not_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks come all the time: on a slow machine nothing would ever be quiet."""
    publisher = Publisher(settings)

    def send() -> None:
        publisher.publish_blocking([Outgoing("police", AREA.encode(), raw(incident(AREA, 1)))])

    def tick() -> None:
        publisher.publish_blocking([write_tick(AREA, datetime.now(UTC))])

    def read_after_one_more(settings: Settings) -> dict[Place, int]:
        send()
        return read_admitted(settings)

    class TickedMeanwhile(Redis):
        def mget(self, *keys: Any) -> Any:
            tick()
            return super().mget(*keys)

    before = LagGauge(settings).read()
    send()
    tick()
    waiting = LagGauge(settings).read()
    assert (waiting.intake, waiting.projector) == (before.intake + 1, before.projector + 1)
    monkeypatch.setattr(infra.lag, "read_admitted", read_after_one_more)
    monkeypatch.setattr(infra.lag, "Redis", TickedMeanwhile)
    assert LagGauge(settings).read() == waiting
