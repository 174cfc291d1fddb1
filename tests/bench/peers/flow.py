"""From the hand of a sender onto the log until the commit is in Redis, under a steady flow."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from streams.errors import Broken
from streams.publisher import Outgoing
from streams.settings import Settings
from tests.bench.pacing import send_evenly
from tests.bench.peers.progress import Progress

_POLL_SECONDS = 0.001
LEAD_SECONDS = 2
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Flow:
    """``messages`` at a ``rate`` a second; the first two seconds of them are not counted."""

    rate: int
    messages: Sequence[Outgoing]


def measure_flow(settings: Settings, flow: Flow, progress: Progress) -> list[float]:
    """Milliseconds of each message that counts, in the order of sending; a millisecond is the resolution.

    Raises :class:`Broken` when not all are known a minute after the last was sent.
    """
    areas = [area.encode() for area in settings.partnership.areas]
    sent: list[list[float]] = [[] for _ in areas]
    order: list[tuple[int, int]] = []
    wanted = [sum(message.key == area for message in flow.messages) for area in areas]
    with ThreadPoolExecutor(1) as watching:
        seen = watching.submit(_watch, progress, wanted, time.monotonic() + len(flow.messages) / flow.rate)
        for message, at in send_evenly(settings, flow.rate, flow.messages, lambda one: one):
            area = areas.index(message.key)
            order.append((area, len(sent[area])))
            sent[area].append(at)
        known = seen.result()
    return [(known[area][at] - sent[area][at]) * 1000 for area, at in order[flow.rate * LEAD_SECONDS :]]


def _watch(progress: Progress, wanted: list[int], sent_by: float) -> list[list[float]]:
    """When each area's messages were known, on this process's clock."""
    begins, known = progress.reached(), [list[float]() for _ in wanted]
    while [len(times) for times in known] != wanted:
        reached, now = progress.reached(), time.perf_counter()
        for times, begin, end in zip(known, begins, reached, strict=True):
            times += [now] * (end - begin - len(times))
        if time.monotonic() > sent_by + _PATIENCE_SECONDS:
            raise Broken(f"{[len(times) for times in known]} of {wanted} messages of a steady flow became known")
        time.sleep(_POLL_SECONDS)
    return known
