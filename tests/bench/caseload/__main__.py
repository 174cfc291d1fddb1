"""What the 28-day risk costs: one person's score and lesson, what is held of them, and a whole area's caseload looked
at anew, score by score."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from random import Random
from typing import Annotated, TypeVar

import typer
from redis.asyncio import Redis
from rich.console import Console

from infra.stack.leash import follow_parent
from scoring.linkage.models import Models, load_models
from scoring.risk.caseload.guarantee import Assurance
from scoring.risk.held import PersonRisk
from scoring.risk.recipe import CHAMPION
from scoring.state import keys
from scoring.state.caseload_figures import read_figures
from scoring.state.caseload_held import OpenShelf
from scoring.state.caseload_view import Wanted, list_members, show, survey
from scoring.state.documents import Clock, Entity, write
from scoring.state.keys import Key, Subject, in_area
from scoring.state.reads import RedisArea, Shelf, answer_in_passing
from streams.caseload import CaseloadPlan
from tests import caseload
from tests.bench.caseload.one import measure_one
from tests.bench.caseload.people import TEAMS, Grown, grow, mix
from tests.bench.chapters import keep_figures
from tests.bench.figures import Aim, Figure, Section, write_sections, write_table
from tests.bench.machine import describe_machine
from tests.bench.scratch import scratch_valkey
from tests.household import AREA

A = TypeVar("A")
Crowd = Sequence[tuple[PersonRisk, Entity]]
_PAGE, _MANY, _ASKED = 20, 2_000, 4_000
_PLAN = CaseloadPlan()

screen = Console(stderr=True, highlight=False)


def bench(
    people: Annotated[int, typer.Option(min=100, help="on the caseload")] = 35_000,
    patients: Annotated[int, typer.Option(help="simulated, of whose parts they are made")] = 600,
    seed: int = 6,
    output: Annotated[Path | None, typer.Option("--write", help="also write the tables, as Markdown, here")] = None,
) -> None:
    """Fill a Valkey of its own with a caseload of people who all differ, and look at it. Two minutes for 35,000."""
    machine = describe_machine()
    screen.print(f"Playing a year of {patients:,} patients")
    grown = grow(patients, seed)
    crowd = [*mix(grown, people, Random(seed))]
    alone = Section(
        "One person's 28-day risk, CPU",
        measure_one(grown.read_learner(), [risk for risk, _ in crowd[:_ASKED]], grown.until),
    )
    with scratch_valkey() as scratch:
        screen.print(f"Filling a caseload of {people:,} people")
        caseload.fill(scratch.redis_url)
        sections = [alone, asyncio.run(_measure(scratch.redis_url, crowd, grown))]
    Console(width=None if screen.is_terminal else 140, highlight=False).print(write_table(sections))
    keep_figures(output, f"caseload {people}", "tests.bench.caseload", machine, write_sections(sections))


async def _measure(url: str, crowd: Crowd, grown: Grown) -> Section:
    models = load_models()
    async with Redis.from_url(url) as redis:
        mean, most = await _fill(redis, crowd, grown)
        screen.print("Looking at it")

        async def passing(ask: Callable[[OpenShelf], Awaitable[A]]) -> A:
            return (await answer_in_passing(redis, AREA, models, ask))[0]

        team = await _time(passing(lambda shelf: survey(shelf, {"Team 07"}, _PLAN, grown.until)))
        whole = await _time(passing(lambda shelf: survey(shelf, (), _PLAN, grown.until)))
        figures = await _time(passing(lambda shelf: read_figures(shelf, _PLAN, grown.until)))
        listed = list_members(whole[0], Wanted(), Assurance.WITHIN)
        members = [member for _, member in listed.found[:_PAGE]]
        page = await _time(show(_open(redis, models), members, whole[0].model.learner, grown.until))
    return Section(
        f"A caseload of {len(crowd):,} people who all differ, of {TEAMS} teams, CPU; Valkey's own comes beside it",
        [
            Figure("what is held of one person's risk, on average", mean, "bytes", Aim(1_500.0, at_least=False)),
            Figure("of the person of whom most is held", most, "bytes"),
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


async def _fill(redis: Redis, crowd: Crowd, grown: Grown) -> tuple[float, int]:
    """In place of what was there. Returns the mean and the largest size."""
    held = [name async for name in redis.scan_iter(in_area(AREA, Key("person-risk:*")))]
    await redis.delete(*held, in_area(AREA, keys.RISK_AGENDA))
    await redis.set(in_area(AREA, keys.model(CHAMPION.name)), write(grown.model))
    await redis.set(in_area(AREA, keys.CLOCK), write(Clock(at=grown.until, before=grown.until)))
    sizes: list[int] = []
    for start in range(0, len(crowd), _MANY):
        pipe = redis.pipeline(transaction=False)
        for number, (risk, entity) in enumerate(crowd[start : start + _MANY], start):
            person, held_risk = f"A{number:015d}", write(risk)
            sizes.append(len(held_risk))
            pipe.set(in_area(AREA, keys.risk(person)), held_risk)
            pipe.set(in_area(AREA, keys.entity(Subject.PERSON, person)), write(entity))
            pipe.zadd(in_area(AREA, keys.RISK_AGENDA), {person: 1.0})
            pipe.zadd(in_area(AREA, keys.caseload(f"Team {number % TEAMS:02d}")), {person: 0.1})
        await pipe.execute()
    return sum(sizes) / len(sizes), max(sizes)


if __name__ == "__main__":
    follow_parent()
    # As Ctrl-C, so that everything that was started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.run(bench)
