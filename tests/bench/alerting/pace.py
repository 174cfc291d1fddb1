"""What the rules cost: the same log through the core and a real Valkey, without rules and under those that ship."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Annotated, Any

import orjson
import typer
from redis.asyncio import Redis
from rich.console import Console

from infra.alerting.rules_file import SHIPPED, read_rules
from infra.roles import rest_collector
from infra.stack.leash import follow_parent
from scoring.batches import Step, run_batch
from scoring.linkage.models import Models, load_models
from scoring.observed import Observed, observe, read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.store import AreaStore, Position
from streams.settings import Settings
from streams.topics import ALERTS
from tests.bench.figures import Aim, Figure, Section, write_markdown, write_table
from tests.bench.machine import describe_machine
from tests.bench.scratch import scratch_valkey
from tests.laws.alert_worlds import adoption

AREA = "northmoor"
_BATCH = 500
_YEAR = timedelta(days=365)
_START = datetime(2025, 11, 1, tzinfo=UTC)
_AIM = Aim(0.8, at_least=True)
_GIVEN = ("Maureen", "Imran", "Grace", "Tomasz", "Adaeze", "Colin", "Ngozi", "Piotr")
_KINDS = (
    ("police", "police-incident-recorded-1", ("asb-personal", "domestic-incident", "concern-for-safety", "suspicious")),
    ("fire", "fire-incident-recorded-1", ("secondary-fire", "automatic-alarm", "safe-and-well-visit")),
    ("ambulance", "ambulance-callout-recorded-1", ("category-2", "category-3", "category-4")),
    ("health", "ecds-attendance-recorded-1", ("01", "03")),
    ("council", "council-case-closed-1", ("early-help", "child-referral", "adult-request")),
)

screen = Console(stderr=True, highlight=False)


@dataclass(slots=True)
class Run:
    seconds: float = 0.0
    cpu: float = 0.0
    alerts: int = 0
    memory: int = 0


def bench(
    events: Annotated[int, typer.Option(help="how many events")] = 100_000,
    addresses: Annotated[int, typer.Option(help="over how many addresses, two people each")] = 10_000,
    write: Annotated[Path | None, typer.Option(help="also write the table, as Markdown, to this file")] = None,
) -> None:
    """A year of events, with a tick a day. Some 3 minutes for each hundred thousand."""
    machine, models = describe_machine(), load_models()
    rest_collector()
    without = asyncio.run(_run(events, addresses, models, rules=False))
    under = asyncio.run(_run(events, addresses, models, rules=True))
    figures = [
        Figure("without rules", events / without.seconds, "events/s"),
        Figure("under the rules that ship", events / under.seconds, "events/s"),
        Figure("under rules ÷ without", without.seconds / under.seconds, "", _AIM),
        Figure("processor time of the core, without rules", without.cpu / events * 1e6, "µs/event"),
        Figure("processor time of the core, under rules", under.cpu / events * 1e6, "µs/event"),
        Figure("Redis for alerts", (under.memory - without.memory) / addresses, "bytes/address"),
        Figure("alerts raised", under.alerts / addresses * 1000, "per 1,000 addresses and year"),
    ]
    section = Section(f"{events:,} events over {addresses:,} addresses, core and Valkey", figures)
    Console(width=140, highlight=False).print(f"\n{machine}\n", write_table([section]))
    if write:
        write.write_text(write_markdown(machine, [section]), encoding="utf-8")


async def _run(events: int, addresses: int, models: Models, rules: bool) -> Run:
    with scratch_valkey() as scratch:
        async with Redis.from_url(scratch.redis_url) as redis:
            run = await _play(redis, _log(events, addresses, rules), models)
            run.memory = (await redis.info("memory"))["used_memory"] - await _outbox(redis)
            return run


async def _outbox(redis: Redis) -> int:
    return int(await redis.memory_usage(in_area(AREA, keys.OUTBOX)) or 0)


async def _play(redis: Redis, log: Iterator[Observed], models: Models) -> Run:
    store, run, before = AreaStore(redis, AREA), Run(), None
    offsets = enumerate(log)
    while batch := list(islice(offsets, _BATCH)):
        steps = [Step(prepare(observed), LogPoint(AREA, 0, offset, 0)) for offset, observed in batch]
        before = await _commit(store, steps, before, models, run)
    return run


async def _commit(store: AreaStore, steps: list[Step], before: Position | None, models: Models, run: Run) -> Position:
    started, cpu = time.perf_counter(), time.process_time()
    changes, outbox = await run_batch(steps, store, models)
    after = Position(0, steps[-1].point.offset)
    await store.commit(changes, outbox, before, after)
    run.seconds += time.perf_counter() - started
    run.cpu += time.process_time() - cpu
    run.alerts += sum(entry.topic == ALERTS.name and b'"change":"raised"' in entry.event for entry in outbox)
    return after


def _log(events: int, addresses: int, rules: bool) -> Iterator[Observed]:
    rng, day = Random(4720), -1
    if rules:
        shipped = read_rules(SHIPPED, Settings().partnership.areas).rules
        yield observe(adoption([rule.model_dump(mode="json") for rule in shipped]))
    for number in range(events):
        at = _START + number * _YEAR / events
        if (today := (at - _START).days) != day:
            day = today
            yield _write(f"T{day}", "uk.linnet.clock", "tick-1", {"at": at.isoformat()})
        yield _draw(rng, number, rng.randrange(addresses), at)


def _draw(rng: Random, number: int, home: int, at: datetime) -> Observed:
    agency, kind, categories = rng.choice(_KINDS)
    who = rng.randrange(2)
    data: dict[str, Any] = {
        "person": {
            "local_record_id": f"{agency}-{home}-{who}",
            "given_name": _GIVEN[(home + 3 * who) % len(_GIVEN)],
            "family_name": _spell(home),
            "birth_date": f"{1940 + (home * 7 + who * 31) % 75}-{1 + home % 12:02}-{1 + (home // 12) % 28:02}",
        },
        "address": {"text": f"{1 + home % 190} {_spell(home // 190)} Street", "postcode": f"NM{1 + home % 9} 1AA"},
        "happened_at": at.isoformat(),
        "recorded_at": at.isoformat(),
        "category": rng.choice(categories),
        "contact": {"name": "Jo Bell", "role": "Officer", "team": "North"},
    }
    if agency == "council":
        data["case_id"] = f"C{number}"
    return _write(f"B{number}", f"uk.{agency}.{AREA}", kind, data)


def _write(event_id: str, source: str, kind: str, data: dict[str, Any]) -> Observed:
    return read_observed(orjson.dumps({"id": event_id, "source": source, "type": kind, "area": AREA, "data": data}))


def _spell(number: int) -> str:
    """A name for each number, unlike those of its neighbours."""
    rng = Random(number)
    return "".join(rng.choices("abcdefghiklmnoprstuvw", k=8)).capitalize()


if __name__ == "__main__":
    follow_parent()
    typer.run(bench)
