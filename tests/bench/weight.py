"""What knowledge weighs in Redis: ``MEMORY USAGE`` of every key, nothing sampled."""

import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from redis import Redis

from scoring.state import keys
from scoring.state.keys import KINDS, in_area, kind_of
from streams.errors import Broken
from streams.settings import Settings
from tests.bench.figures import Figure, Section

_ASKED_AT_ONCE = 2000
_DRAIN_SECONDS = 60.0


def measure_weight(settings: Settings) -> list[Section]:
    with Redis.from_url(settings.redis_url) as redis:
        _await_relayed(redis, settings)
        count, weight = _weigh(redis)
        used = int(redis.info("memory")["used_memory_dataset"])
    whole = weight.total()
    each = [_figure("person", count, weight), _figure("address", count, weight)]
    events = count["cell"]
    summed = [
        *each,
        Figure(f"cell of an event ({events:,})", weight["cell"] / events, "bytes"),
        Figure("all keys, for each event", whole / events, "bytes"),
        Figure("as the server has it (used_memory_dataset), for each event", used / events, "bytes"),
    ]
    kinds = [
        Figure(f"{kind.name}: {count[kind.name]:,} keys, {weight[kind.name] / whole:.0%}", mean, "bytes/key")
        for kind in KINDS
        if count[kind.name] and (mean := weight[kind.name] / count[kind.name])
    ]
    return [Section("Redis: what knowledge weighs", summed), Section("Redis: kinds of key", kinds)]


def _figure(subject: str, count: Counter[str], weight: Counter[str]) -> Figure:
    """Entities, records, contacts, match keys and search terms of the subject, for each entity."""
    kinds = [kind.name for kind in KINDS if kind.name.split("-")[0] == subject]
    entities, records = count[subject], count[f"{subject}-record"]
    what = f"{subject} ({entities:,}, of {records:,} records)"
    return Figure(what, sum(weight[kind] for kind in kinds) / entities, "bytes")


def _weigh(redis: Redis) -> tuple[Counter[str], Counter[str]]:
    count, weight = Counter[str](), Counter[str]()
    for names in _chunks(redis.scan_iter(count=_ASKED_AT_ONCE)):
        pipe = redis.pipeline(transaction=False)
        for name in names:
            pipe.memory_usage(name, samples=0)
        for name, size in zip(names, pipe.execute(), strict=True):
            kind = kind_of(name.decode().split("}:", 1)[1])
            count[kind] += 1
            weight[kind] += size or 0
    return count, weight


def _chunks(names: Iterator[bytes]) -> Iterator[list[bytes]]:
    while chunk := list(islice(names, _ASKED_AT_ONCE)):
        yield chunk


def _await_relayed(redis: Redis, settings: Settings) -> None:
    """What is still on its way out is not knowledge."""
    outboxes = [in_area(area, keys.OUTBOX) for area in settings.partnership.areas]
    end = time.monotonic() + _DRAIN_SECONDS
    while any(redis.xlen(outbox) for outbox in outboxes):
        if time.monotonic() > end:
            raise Broken(f"the relay had not taken everything off the outbox after {_DRAIN_SECONDS:.0f} s")
        time.sleep(0.1)
