"""What commands do between reading their words and printing their answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from infra.roles import rest_collector
from scoring.state.digest import Digest, digest
from scoring.state.opening import open_redis
from streams.broker import check_topics
from streams.errors import Broken, Invalid
from streams.settings import Settings

Begin = Callable[[int], None]
Move = Callable[[int, int], None]


def choose_areas(settings: Settings, wanted: list[str] | None) -> list[str]:
    """Each once: what is held twice cannot be given back twice. Raises :class:`Broken` for an area that is not of the
    partnership."""
    areas = list(settings.partnership.areas)
    if unknown := set(wanted or ()) - set(areas):
        raise Broken(f"no such area: {', '.join(sorted(unknown))}; there are {', '.join(areas)}")
    return list(dict.fromkeys(wanted or areas))


async def digest_areas(settings: Settings, wanted: list[str] | None) -> Digest:
    redis = open_redis(settings)
    try:
        return await digest(redis, choose_areas(settings, wanted))
    finally:
        await redis.aclose()


async def replay(settings: Settings, wanted: list[str] | None, empty: bool, move: Move) -> int:
    # All of the core, which most processes start without.
    from consumers.backfill import backfill

    check_topics(settings)
    rest_collector()
    redis = open_redis(settings, timeout=30.0)
    holder = f"{'rebuild' if empty else 'backfill'}-{uuid4().hex[:8]}"
    try:
        return await backfill(settings, redis, choose_areas(settings, wanted), empty, holder, move)
    finally:
        await redis.aclose()


@contextmanager
def telling() -> Iterator[None]:
    """What is wrong with what was typed is told in full, to whoever typed it."""
    try:
        yield
    except Invalid as fault:
        # Not wrapped: editors jump to file:line:column.
        typer.echo(fault.reason, err=True)
        raise typer.Exit(fault.exit_code) from None


@contextmanager
def bar(screen: Console, label: str) -> Iterator[tuple[Begin, Move]]:
    """A progress bar with how long it has taken and how long it will, by the pace of the last minute; on anything but
    a terminal only its last state is printed."""
    took, left = (TimeElapsedColumn(), TextColumn("so far, about")), (TimeRemainingColumn(), TextColumn("to go"))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *took, *left)
    with Progress(*columns, console=screen, speed_estimate_period=60) as progress:
        task = progress.add_task(label, total=None)

        def begin(total: int) -> None:
            progress.update(task, total=total)

        def move(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield begin, move
