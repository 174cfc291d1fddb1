"""The live path: everything sent at once, one intake and one projector worker, until the last event is in Redis."""

import time

from streams.broker import Watermarks
from streams.errors import Broken
from streams.settings import Settings
from streams.topics import DEAD_LETTERS
from tests.bench.feeds import Message, mark_ends
from tests.bench.figures import Aim, Figure, Section
from tests.bench.ground import Ground
from tests.bench.sending import send_and_wait
from tests.bench.stamps import read_stamps

_AIM = Aim(2_000, at_least=True)


def measure_live(ground: Ground, messages: list[Message]) -> list[Section]:
    ends = mark_ends(messages, "live")
    count = len(messages) + len(ends)
    refused, begun, meter = _count_refused(ground.settings), time.time(), ground.meter()
    send_and_wait(ground.settings, messages, ends)
    spent = meter.spent()
    if more := _count_refused(ground.settings) - refused:
        raise Broken(f"intake refused {more} of the simulated events; the figures would flatter")
    rates = [
        Figure("first produce to last commit in Redis", count / spent.wall, "events/s", _AIM),
        Figure(
            "first produce to last event in the log (intake)",
            count / (_last_event_at(ground.settings) - begun),
            "events/s",
        ),
    ]
    title = f"Live path: {count:,} events sent at once, one intake and one projector worker"
    return [Section(title, rates), Section("Live path: processor time", spent.figures(count))]


def _count_refused(settings: Settings) -> int:
    watermarks = Watermarks(settings)
    try:
        return watermarks.of(DEAD_LETTERS.name, 0)[1]
    finally:
        watermarks.close()


def _last_event_at(settings: Settings) -> float:
    """Unix seconds."""
    return max(max(read_stamps(settings, area).values(), default=0.0) for area in settings.partnership.areas)
