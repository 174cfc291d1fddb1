"""What an event costs, through Valkey, of somebody with very many contacts."""

import asyncio
from datetime import timedelta
from time import process_time
from typing import Annotated

import typer
from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from scoring.batches import Step, run_batch
from scoring.linkage.models import Models, load_models
from scoring.observed import observe
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.area import Changes
from scoring.state.documents import read
from scoring.state.store import AreaStore, Position
from tests.bench.scratch import scratch_valkey
from tests.laws.lives import read_all
from tests.laws.long_record import NOW, Sent, fill, see
from tests.laws.memory import MemoryStore

AREA = "northmoor"
_EVENTS = 40


def bench(
    contacts: Annotated[list[int] | None, typer.Option(help="how many they have; may be given again")] = None,
) -> None:
    """Milliseconds of processor time an event that comes alone, the worker's and Valkey's."""
    table, models = Table("contacts", "worker", "Valkey", "correction: worker", "Valkey", box=None), load_models()
    with scratch_valkey() as settings:
        for number in contacts or (100, 1_000, 4_000, 50_000):
            held = MemoryStore()
            fill(held, number)
            found = asyncio.run(_measure(settings.redis_url, held, models))
            table.add_row(f"{number:,}", *(f"{1000 * seconds:.1f}" for seconds in found))
    Console(width=100).print(table)


async def _measure(url: str, held: MemoryStore, models: Models) -> list[float]:
    redis = Redis.from_url(url)
    await redis.flushall()
    changes = Changes({key: read(key, raw) for key, raw in held.documents.items()})
    changes.members = {key: dict.fromkeys(members, True) for key, members in held.members.items()}
    changes.scores = {key: {**scores} for key, scores in held.scores.items()}
    store = AreaStore(redis, AREA)
    await store.commit(changes, [], None, Position(0, 0))
    seen = [see(n, NOW + timedelta(hours=n)) for n in range(_EVENTS)]
    costs = await _play(redis, store, seen, 1, models)
    costs += await _play(redis, store, [_erase(n, one) for n, one in enumerate(seen[:3])], 1 + _EVENTS, models)
    await redis.aclose()
    return costs


def _erase(number: int, seen: Sent) -> Sent:
    return seen | {
        "id": f"E{number}",
        "type": "record-erased-1",
        "data": {"target": seen["id"], "recorded_at": (NOW + timedelta(days=3)).isoformat()},
    }


async def _play(redis: Redis, store: AreaStore, sent: list[Sent], first: int, models: Models) -> list[float]:
    """Seconds an event."""
    began, theirs = process_time(), await _read_processor(redis)
    for offset, event in enumerate(read_all(sent), first):
        step = Step(prepare(observe(event)), LogPoint(AREA, 0, offset, 0))
        changes, entries = await run_batch([step], store, models)
        await store.commit(changes, entries, Position(0, offset - 1), Position(0, offset))
    return [(process_time() - began) / len(sent), (await _read_processor(redis) - theirs) / len(sent)]


async def _read_processor(redis: Redis) -> float:
    told = await redis.info("cpu")
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


if __name__ == "__main__":
    typer.run(bench)
