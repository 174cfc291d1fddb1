"""The one place where time enters the log."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from streams.codec import encode
from streams.events.clock import Tick, TickData
from streams.patience import patiently
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import OBSERVATIONS

_SOURCE = "uk.linnet.clock"


def write_tick(area: str, now: datetime, keep_months: int | None = None) -> Outgoing:
    """Two clocks at once do no harm: the state keeps the latest tick. ``keep_months`` is in it so that a replay lets go
    of things when they were let go of, whatever the partnership has agreed since."""
    said = TickData(at=now, keep_months=keep_months)
    tick = Tick(id=now.strftime("%Y%m%dT%H%M%S.%fZ"), source=_SOURCE, time=now, area=area, data=said)
    return Outgoing(OBSERVATIONS.name, area.encode(), encode(tick))


async def run_clock(settings: Settings, now: Callable[[], datetime]) -> None:
    """A tick for every area of the partnership, also for those where nothing happens: by it an idle area's
    position advances, and silence can be told from a stopped feed."""
    publisher, months = Publisher(settings), settings.partnership.retention.live_months
    while True:
        async for attempt in patiently():
            with attempt:
                await publisher.publish([write_tick(area, now(), months) for area in settings.partnership.areas])
        await asyncio.sleep(settings.tick_seconds)
