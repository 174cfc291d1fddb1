"""What the index weighs in Redis: ``MEMORY USAGE`` of its keys, of large kinds of a sample."""

from collections.abc import Iterator
from random import Random

from redis.asyncio import Redis

from scoring.state.keys import KINDS, kind_of
from tests.bench.figures import Figure

_SAMPLE = 4_000


async def weigh_index(redis: Redis, people: int) -> list[Figure]:
    names: dict[str, list[bytes]] = {
        kind.name: [] for kind in KINDS if kind.name.endswith(("-index", "-word", "-near"))
    }
    async for name in redis.scan_iter(count=5_000):
        if (kind := kind_of(name.decode().split("}:", 1)[1])) in names:
            names[kind].append(name)
    weights = {kind: await _weigh(redis, held) for kind, held in names.items()}
    return list(_tell(names, weights, people))


async def _weigh(redis: Redis, names: list[bytes]) -> float:
    sample = names if len(names) <= _SAMPLE else Random(1).sample(names, _SAMPLE)
    pipe = redis.pipeline(transaction=False)
    for name in sample:
        pipe.memory_usage(name, samples=0)
    weighed: list[int] = await pipe.execute()
    return sum(weighed) * len(names) / max(1, len(sample))


def _tell(names: dict[str, list[bytes]], weights: dict[str, float], people: int) -> Iterator[Figure]:
    yield Figure("for each person", sum(weights.values()) / people, "bytes")
    for kind, weight in weights.items():
        yield Figure(f"{kind}: {len(names[kind]):,} keys, for each person", weight / people, "bytes")
