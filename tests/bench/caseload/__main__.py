"""How long it takes to look at a whole area's caseload anew, score by score, and to explain a page of it."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Annotated, TypeVar

import msgspec
import typer
from redis.asyncio import Redis
from rich.console import Console

from infra.stack.leash import follow_parent
from scoring.linkage.models import Models, load_models
from scoring.risk.caseload.guarantee import Assurance
from scoring.risk.held import PersonRisk
from scoring.state import keys
from scoring.state.caseload_figures import read_figures
from scoring.state.caseload_held import OpenShelf
from scoring.state.caseload_view import Wanted, list_members, show, survey
from scoring.state.documents import Entity, read, write
from scoring.state.keys import Key, Subject, in_area
from scoring.state.reads import RedisArea, Shelf, answer_in_passing
from streams.caseload import CaseloadPlan
from tests import caseload
from tests.bench.figures import Aim, Figure, Section, write_markdown, write_table
from tests.bench.machine import describe_machine
from tests.bench.scratch import scratch_valkey
from tests.household import AREA, NOW

A = TypeVar("A")
_TEAMS, _WORKERS, _PAGE, _MANY = 100, 1_500, 20, 2_000
_PLAN, _T = CaseloadPlan(), NOW.timestamp()

screen = Console(stderr=True, highlight=False)


def bench(
    people: Annotated[int, typer.Option(min=100, help="on the caseload")] = 35_000,
    seed: int = 6,
    output: Annotated[Path | None, typer.Option("--write", help="also write the table, as Markdown, here")] = None,
) -> None:
    """Fill a Valkey of its own with a caseload, and look at it. About a minute for 35,000 people."""
    with scratch_valkey() as scratch:
        screen.print(f"Filling a caseload of {people:,} people")
        caseload.fill(scratch.redis_url)
        section = asyncio.run(_measure(scratch.redis_url, people, seed))
    Console(width=None if screen.is_terminal else 140, highlight=False).print(write_table([section]))
    if output:
        output.write_text(write_markdown(describe_machine(), [section]), encoding="utf-8")


async def _measure(url: str, people: int, seed: int) -> Section:
    models = load_models()
    async with Redis.from_url(url) as redis:
        bytes_each = await _multiply(redis, people, Random(seed))
        screen.print("Looking at it")

        async def passing(ask: Callable[[OpenShelf], Awaitable[A]]) -> A:
            return (await answer_in_passing(redis, AREA, models, ask))[0]

        team = await _time(passing(lambda shelf: survey(shelf, "Team 07", _PLAN, _T)))
        whole = await _time(passing(lambda shelf: survey(shelf, "", _PLAN, _T)))
        figures = await _time(passing(lambda shelf: read_figures(shelf, _PLAN, _T)))
        listed = list_members(whole[0], Wanted(), Assurance.WITHIN)
        members = [member for _, member in listed.found[:_PAGE]]
        page = await _time(show(_open(redis, models), members, whole[0].model.learner, _T))
    return Section(
        f"A caseload of {people:,} people of {_TEAMS} teams, CPU of this process; Valkey's own comes beside it",
        [
            Figure("what is held of one person", bytes_each, "bytes"),
            Figure("a team's caseload scored, grouped and put on its lists", 1_000 * team[1], "ms"),
            Figure("everybody's", whole[1], "s", Aim(3.0, at_least=False)),
            Figure("figures of all teams, and of the step-down list", figures[1], "s"),
            Figure(f"{len(members)} people explained", 1_000 * page[1], "ms"),
        ],
    )


def _open(redis: Redis, models: Models) -> Shelf:
    return Shelf(RedisArea(redis, AREA), models)


async def _time(asked: Awaitable[A]) -> tuple[A, float]:
    begun = time.process_time()
    answer = await asked
    return answer, time.process_time() - begun


async def _multiply(redis: Redis, people: int, rng: Random) -> float:
    """Copies of the risks that the projector wrote, under other ids and teams. Returns their mean size."""
    held = [await _read_pair(redis, name) async for name in redis.scan_iter(in_area(AREA, Key("person-risk:*")))]
    on_caseload = [(risk, entity) for risk, entity in held if risk.course]
    size = 0
    for start in range(0, people, _MANY):
        pipe = redis.pipeline(transaction=False)
        for number in range(start, min(people, start + _MANY)):
            risk, entity = rng.choice(on_caseload)
            person, copy = f"A{number:015d}", write(_move(risk, number))
            size += len(copy)
            pipe.set(in_area(AREA, keys.risk(person)), copy)
            pipe.set(in_area(AREA, keys.entity(Subject.PERSON, person)), write(entity))
            pipe.zadd(in_area(AREA, keys.RISK_AGENDA), {person: 1.0})
            pipe.zadd(in_area(AREA, keys.caseload(f"Team {number % _TEAMS:02d}")), {person: 0.1})
        await pipe.execute()
    return size / people


async def _read_pair(redis: Redis, name: bytes) -> tuple[PersonRisk, Entity]:
    person = name.decode().rpartition(":")[2]
    entity = keys.entity(Subject.PERSON, person)
    raws: list[bytes | None] = await redis.mget(name, in_area(AREA, entity))  # type: ignore[assignment]
    risk, whole = read(keys.risk(person), raws[0]), read(entity, raws[1])
    assert isinstance(risk, PersonRisk)
    assert isinstance(whole, Entity)
    return risk, whole


def _move(risk: PersonRisk, number: int) -> PersonRisk:
    assert risk.course
    team, worker = f"Team {number % _TEAMS:02d}", f"Worker {number % _WORKERS}"
    return msgspec.structs.replace(risk, course=msgspec.structs.replace(risk.course, team=team, worker=worker))


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
