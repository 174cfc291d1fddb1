"""Messages onto Kafka as fast as it takes them, and the moment when all of them are known in Redis."""

import time

import orjson
from redis import Redis

from scoring.state import keys
from scoring.state.keys import in_area
from streams.contract import event_key
from streams.errors import Broken
from streams.publisher import Publisher
from streams.settings import Settings
from tests.bench.feeds import Message

_CHUNK = 2000
_POLL_SECONDS = 0.005
_PATIENCE_SECONDS = 180.0


def send_and_wait(settings: Settings, messages: list[Message], ends: list[Message]) -> None:
    """Returns when ``messages``, then ``ends``, were sent, and the cells of all ``ends`` are in Redis."""
    publisher = Publisher(settings)
    whole = [*messages, *ends]
    for start in range(0, len(whole), _CHUNK):
        publisher.publish_blocking(whole[start : start + _CHUNK])
    with Redis.from_url(settings.redis_url) as redis:
        _await_cells(redis, [_cell_of(end) for end in ends])


def _await_cells(redis: Redis, cells: list[str]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while (found := redis.exists(*cells)) != len(cells):
        if time.monotonic() > end:
            raise Broken(f"after {_PATIENCE_SECONDS:.0f} s {found} of {len(cells)} feeds were known to their end")
        time.sleep(_POLL_SECONDS)


def _cell_of(message: Message) -> str:
    event = orjson.loads(message.value)
    return in_area(message.key.decode(), keys.cell(event_key(event["source"], event["id"])))
