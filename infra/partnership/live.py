"""What the agencies go on sending after the feeds end: the same people, the same cases, without end."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from random import Random
from typing import Any

from infra.partnership.plan import Plan, divide, read_moment, write_moment
from infra.partnership.recording import Report
from infra.partnership.world import World
from streams.codec import SENT
from streams.codes.agencies import Agency

_MOMENTS = ("happened_at", "recorded_at")


def live_events(plan: Plan, after: datetime, rng: Random, tempo: float = 1.0) -> Iterator[tuple[Agency, Any]]:
    """Events sent after ``after``, in the order of sending, as contracts; ``time`` is when each is due.

    Continues where ``simulate`` with the same plan ended (the weeks are gone through once more first, at the
    same cost), so that ids, cases and corrections go on. At a ``tempo`` of 60 an hour's events fill a minute.
    """
    since = int(after.timestamp())
    worlds = [_continue(World(plan, area), plan, Random(rng.getrandbits(64)), since) for area in divide(plan)]
    for report in merge(*worlds, key=lambda report: report.sent):
        event = report.event if tempo == 1.0 else _hasten(report.event, since, tempo)
        yield report.agency, SENT.validate_python(event)


def _continue(world: World, plan: Plan, rng: Random, since: int) -> Iterator[Report]:
    for _ in range(plan.weeks):
        world.pass_week()
    world.rng = rng
    while True:
        for report in world.pass_week().reports:
            if report.sent > since:
                yield report


def _hasten(event: dict[str, Any], since: int, tempo: float) -> dict[str, Any]:
    """Every moment after ``since`` is drawn nearer to it, in a correction's replacement too; order is kept."""
    data = dict(event["data"])
    for name in _MOMENTS:
        if name in data:
            data[name] = _draw_near(data[name], since, tempo)
    if "replacement" in data:
        data["replacement"] = _hasten(data["replacement"], since, tempo)
    return event | {"time": _draw_near(event["time"], since, tempo), "data": data}


def _draw_near(moment: str, since: int, tempo: float) -> str:
    at = read_moment(moment)
    return moment if at <= since else write_moment(since + int((at - since) / tempo))
