"""Feed files onto the agencies' topics, in the order the agencies sent them: all at once, or beside live events."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from pathlib import Path

from consumers.pacing import Pace
from infra.partnership.feeds import read_feeds
from scoring.state.known import knows
from scoring.state.opening import open_redis
from streams.patience import patiently
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings

_CHUNK = 2000
_PAUSE_SECONDS = 0.02


def load_feeds(
    settings: Settings,
    directory: Path,
    begin: Callable[[int], None],
    move: Callable[[int, int], None],
    paced: bool = False,
) -> int:
    """``paced``: slice by slice, so that live events need not wait; see :mod:`consumers.pacing`."""
    total = sum(sum(1 for _ in path.open("rb")) for path in directory.glob("feeds/*/*.jsonl"))
    begin(total)
    messages = (Outgoing(agency, area.encode(), raw) for agency, area, raw in read_feeds(directory))
    publisher = Publisher(settings)
    if paced:
        return asyncio.run(_send_beside(settings, publisher, messages, total, move))
    return _send(publisher, messages, total, move)


def _send(publisher: Publisher, messages: Iterable[Outgoing], total: int, move: Callable[[int, int], None]) -> int:
    sent, left = 0, iter(messages)
    while chunk := list(islice(left, _CHUNK)):
        publisher.publish_blocking(chunk)
        sent += len(chunk)
        move(sent, total)
    return sent


async def _send_beside(
    settings: Settings, publisher: Publisher, messages: Iterable[Outgoing], total: int, move: Callable[[int, int], None]
) -> int:
    redis = open_redis(settings)
    pace, areas = Pace(partial(knows, redis)), tuple(settings.partnership.areas)
    sent, left = 0, iter(messages)
    while chunk := list(islice(left, pace.size(areas))):
        async for attempt in patiently():
            with attempt:
                await publisher.publish(chunk)
        pace.sent(chunk)
        sent += len(chunk)
        move(sent, total)
        while not await pace.is_open(areas):
            await asyncio.sleep(_PAUSE_SECONDS)
    await redis.aclose()
    return sent
