"""Run seeds, show one, or plant a bug: ``python -m tests.soak.core --help``."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from tests.bench.chapters import keep_figures
from tests.bench.machine import describe_machine
from tests.soak.core.bugs import BUGS
from tests.soak.core.run import Run, run
from tests.soak.core.seams import installed
from tests.soak.simulation.planting import tell_found
from tests.soak.simulation.shrinking import shrink

_CHUNK = 100
_SHOWN = 5


def main(
    seeds: Annotated[int, typer.Option(help="how many, from the first on")] = 10_000,
    first: Annotated[int, typer.Option(help="the first seed")] = 0,
    seed: Annotated[int | None, typer.Option(help="run this one alone, and print its trace")] = None,
    bug: Annotated[str, typer.Option(help="plant this bug first: part of its name")] = "",
    bugs: Annotated[bool, typer.Option("--bugs", help="plant each in turn, and tell which seed finds it")] = False,
    processes: Annotated[int, typer.Option(help="side by side")] = os.cpu_count() or 1,
    write: Annotated[Path | None, typer.Option(help="also write what was seen, as a chapter, into this file")] = None,
) -> None:
    """Exits with 1 when anything did not hold."""
    machine = describe_machine()
    name = next((name for name in BUGS if bug and bug in name), "")
    if bug and not name:
        raise typer.BadParameter(f"there are: {'; '.join(BUGS)}")
    if seed is not None:
        failed = _show(seed, name)
    elif bugs:
        failed, text = _find_bugs(first, seeds, processes)
        keep_figures(write, "core bugs", "tests.soak.core", machine, text, "Mistakes planted in the core alone")
    else:
        failed, text = _run_all(first, seeds, processes, name)
        keep_figures(write, f"core {seeds}", "tests.soak.core", machine, text, f"The core alone, {seeds:,} seeds")
    raise typer.Exit(failed)


def _run_all(first: int, seeds: int, processes: int, bug: str) -> tuple[bool, str]:
    """Whether any failed, and what was seen."""
    starts = range(first, first + seeds, _CHUNK)
    cpu, runs = 0.0, list[Run]()
    with ProcessPoolExecutor(processes) as pool:
        chunks = [(start, min(start + _CHUNK, first + seeds), bug) for start in starts]
        for spent, done in pool.map(_run_chunk, chunks):
            cpu += spent
            runs += done
            for one in done:
                if one.faults:
                    typer.echo(f"seed {one.seed}: {one.faults[0]}")
    failed = [one.seed for one in runs if one.faults]
    text = f"{_sum_up(runs, len(failed))} {cpu:,.0f} s of CPU, {cpu / len(runs) * 1000:.1f} ms a seed."
    typer.echo(text)
    return (_show(failed[0], bug) if failed else False), text


def _sum_up(runs: list[Run], failed: int) -> str:
    steps, events, troubles = (sum(found) for found in zip(*map(_count, runs), strict=True))
    return f"{len(runs):,} seeds, {steps:,} steps, {events:,} messages, {troubles:,} troubles: {failed} failed."


def _count(one: Run) -> tuple[int, int, int]:
    return one.steps, one.events, one.troubles


def _run_chunk(chunk: tuple[int, int, str]) -> tuple[float, list[Run]]:
    first, end, bug = chunk
    started = time.process_time()
    with installed(), BUGS[bug]() if bug else nullcontext():
        runs = [run(seed) for seed in range(first, end)]
    return time.process_time() - started, runs


def _find_bugs(first: int, seeds: int, processes: int) -> tuple[bool, str]:
    """Whether any was not found, and which seed found each."""
    with ProcessPoolExecutor(processes) as pool:
        return tell_found(
            zip(BUGS, pool.map(_find, BUGS, [first] * len(BUGS), [seeds] * len(BUGS)), strict=True), seeds
        )


def _find(bug: str, first: int, seeds: int) -> Run | None:
    with installed(), BUGS[bug]():
        return next((found for found in map(run, range(first, first + seeds)) if found.faults), None)


def _show(seed: int, bug: str) -> bool:
    """The whole story; of one that fails, told with as few troubles as still make it fail. Whether it does."""
    with installed(), BUGS[bug]() if bug else nullcontext():
        found = run(seed, traced=True)
        if found.faults:
            muted, found = shrink(found, lambda muted: run(seed, muted=muted, traced=True))
            typer.echo(f"{len(muted)} of its troubles do not matter, and are left out:")
    for line in found.trace:
        typer.echo(line)
    typer.echo(f"seed {seed}, {found.steps} steps, digest {found.digest}: {found.events} messages in the log")
    for fault in found.faults[:_SHOWN]:
        typer.echo(f"DOES NOT HOLD: {fault}")
    return bool(found.faults)


if __name__ == "__main__":
    typer.run(main)
