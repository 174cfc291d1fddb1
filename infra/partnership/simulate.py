"""The partnership, simulated: a directory of feeds with the truth beside it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.partnership.feeds import FeedFiles
from infra.partnership.plan import Plan, divide
from infra.partnership.truth import TruthFiles
from infra.partnership.world import World
from streams.codes.agencies import Agency

TRUTH = "truth"
_WEEKS_SAID = 13


@dataclass(frozen=True, slots=True)
class Simulated:
    """``persons`` and ``events`` are counts; duplicates count."""

    persons: int
    events: dict[Agency, int]


def _keep_silent(line: str) -> None:
    del line


def simulate(directory: Path, plan: Plan, say: Callable[[str], None] = _keep_silent) -> Simulated:
    """The same plan gives the same bytes. About 90 s and 0.4 GB for 300,000 people and a year."""
    persons, counts = 0, Counter[Agency]()
    with FeedFiles(directory) as feeds, TruthFiles(directory / TRUTH) as truth:
        for area in divide(plan):
            world = World(plan, area)
            persons += len(world.population.persons())
            say(f"{area.label}: {len(world.population.persons()):,} people")
            _pass_weeks(world, plan, feeds, truth, counts, say)
            truth.write_world(world)
    return Simulated(persons, dict(counts))


def _pass_weeks(
    world: World,
    plan: Plan,
    feeds: FeedFiles,
    truth: TruthFiles,
    counts: Counter[Agency],
    say: Callable[[str], None],
) -> None:
    for number in range(1, plan.weeks + 1):
        week = world.pass_week()
        truth.write_week(world.area.name, week)
        for report in week.reports:
            feeds.write(world.area.name, report)
            counts[report.agency] += 1
            if not report.again:
                truth.write_event(world.area.name, report)
        if number % _WEEKS_SAID == 0:
            say(f"{world.area.label}: week {number} of {plan.weeks}, {counts.total():,} events")
