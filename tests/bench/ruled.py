"""What Redis holds of a simulated year: sealed, under the rules that ship, with whoever is on a caseload."""

import asyncio
import signal
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from redis import Redis
from rich.console import Console

from consumers.projection import LogMessage
from infra.stack.leash import follow_parent
from scoring.state import keys
from scoring.state.keys import in_area
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.alone import alone
from tests.bench.chapters import keep_figures
from tests.bench.feeds import UNTIL
from tests.bench.figures import Section, write_sections, write_table
from tests.bench.machine import describe_machine
from tests.bench.peers.log import record_open
from tests.bench.profile import Play
from tests.bench.scratch import find_process, scratch_valkey
from tests.bench.weight import measure_weight

_BATCH = 500
_STAMP = int(UNTIL.timestamp() * 1000)


def bench(
    events: Annotated[int, typer.Option(min=1_000, help="simulated events of a year")] = 20_000,
    seed: int = 7,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """The log that peers are given, played by the projection onto a Valkey of its own, without Kafka. Two minutes
    for 20,000 events; other work on the machine changes nothing but how long it takes."""
    machine = describe_machine()
    with scratch_valkey() as settings:
        alone(_play, settings, events, seed)
        _let_go(settings)
        sections = [Section(f"{one.title}, under rules", one.figures) for one in measure_weight(settings)]
    Console(width=140, highlight=False).print(write_table(sections))
    keep_figures(write, f"ruled {events}", "tests.bench.ruled", machine, write_sections(sections))


def _play(settings: Settings, events: int, seed: int) -> None:
    asyncio.run(Play(settings, _record(settings, events, seed), _BATCH, find_process(settings)).run())


def _record(settings: Settings, events: int, seed: int) -> list[LogMessage]:
    offsets, log = Counter[int](), []
    for outgoing in record_open(settings, events, seed):
        partition = partition_of(outgoing.key.decode(), OBSERVATIONS.partitions)
        log.append(LogMessage(partition, offsets[partition], _STAMP, outgoing.value))
        offsets[partition] += 1
    return log


def _let_go(settings: Settings) -> None:
    """There is no relay, and what is on its way out is not knowledge."""
    with Redis.from_url(settings.redis_url) as redis:
        redis.delete(*(in_area(area, keys.OUTBOX) for area in settings.partnership.areas))


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that the scratch Valkey is stopped and its directory goes.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
