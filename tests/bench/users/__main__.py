"""How long people wait for a search and for the page of an address, with so many people known and so many at work."""

import asyncio
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from redis.asyncio import Redis
from rich.console import Console

from infra.processes import Processes
from infra.stack.leash import follow_parent
from streams.settings import Settings
from tests.bench.chapters import keep_figures
from tests.bench.figures import Aim, Figure, Section, rank, write_sections, write_table
from tests.bench.ground import await_ready, fresh_ground
from tests.bench.machine import describe_machine
from tests.bench.users.at_work import Seat, Waited, work
from tests.bench.users.county import County, settle
from tests.signed_in import Somebody, sign_in

screen = Console(stderr=True, highlight=False)
_AIM = Aim(150, at_least=False)
_WARMING = 10.0


def bench(
    people: Annotated[int, typer.Option(min=20, help="who are known")] = 1_000_000,
    events: Annotated[float, typer.Option(min=1, help="contacts of each, on average")] = 1.5,
    users: Annotated[int, typer.Option(min=1, help="at work at once")] = 20,
    pause: Annotated[float, typer.Option(help="seconds from an answer to the next look, on average")] = 3.0,
    seconds: Annotated[float, typer.Option(help="of each measurement")] = 120.0,
    seed: int = 31,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Fills a Valkey of its own (a million people take half an hour and 8 GB), then one user, all of them, and all
    of them without a pause ask the real API, each look on the audit of a real Kafka before it is answered."""
    machine = describe_machine()
    with fresh_ground() as ground:
        county = asyncio.run(_fill(ground.settings, people, events, seed))
        api = Processes(ground.settings, lambda _: None)
        api.start(("api", "auditing"))
        try:
            # Nobody writes ticks here, so that it is not ready, and answers all the same.
            await_ready(ground.settings, "/healthz")
            sections = asyncio.run(_measure(ground.settings, county, users, pause, seconds, seed))
        finally:
            api.stop()
    Console(width=None if screen.is_terminal else 140, highlight=False).print(write_table(sections))
    keep_figures(write, f"users {people}", "tests.bench.users", machine, write_sections(sections))


async def _fill(settings: Settings, people: int, events: float, seed: int) -> County:
    begun, until = time.perf_counter(), datetime.now(UTC).timestamp()
    async with Redis.from_url(settings.redis_url) as redis:
        county = await settle(redis, people, events, seed, until)
        used = (await redis.info("memory"))["used_memory"]
    known = f"{county.persons:,} people, {county.addresses:,} addresses, {county.events:,} contacts"
    screen.print(f"{known} in {time.perf_counter() - begun:.0f} s, {used / 2**30:.1f} GiB")
    return county


async def _measure(
    settings: Settings, county: County, users: int, pause: float, seconds: float, seed: int
) -> list[Section]:
    base = f"http://{settings.api_host}:{settings.api_port}"
    seats = await _sign_in(settings, users)
    await work(base, seats[:2], county, _WARMING, 0.0, seed)
    known = f"{county.persons:,} people, {county.addresses:,} addresses"
    ways = {
        f"{known}: one user": (1, 0.0),
        f"{known}: {users} users, each {pause:g} s from an answer to the next look": (users, pause),
        f"{known}: {users} users who never pause": (users, 0.0),
    }
    sections = []
    for number, (title, (count, rest)) in enumerate(ways.items(), 1):
        screen.print(title)
        waited = await work(base, seats[:count], county, seconds, rest, seed + number)
        sections.append(Section(title, _tell(waited, seconds, None if count > 1 and not rest else _AIM)))
    return sections


def _tell(waited: Waited, seconds: float, aim: Aim | None) -> list[Figure]:
    figures = []
    for kind, times in sorted(waited.seconds.items()):
        ordered = [1_000 * one for one in sorted(times)]
        figures.append(Figure(f"{kind}: p50 of {len(ordered):,}", rank(ordered, 0.5), "ms"))
        figures.append(Figure(f"{kind}: p99", rank(ordered, 0.99), "ms", aim))
    looks = sum(map(len, waited.seconds.values()))
    searched = sum(len(times) for kind, times in waited.seconds.items() if "search" in kind)
    figures.append(Figure("answers in a second", looks / seconds, "answers"))
    figures.append(Figure("searches that found nobody", 100 * waited.empty / max(1, searched), "%"))
    return figures


async def _sign_in(settings: Settings, users: int) -> list[Seat]:
    now = datetime.now(UTC)
    async with Redis.from_url(settings.redis_url) as redis:
        opened = [await sign_in(redis, settings, now, Somebody(subject=f"user-{n}")) for n in range(users)]
    return [Seat(session_id, session.token) for session_id, session in opened]


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
