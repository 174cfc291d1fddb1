"""Run seeds, show one, or plant a bug: ``python -m tests.soak.simulation --help``."""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated

import typer

from tests.bench.chapters import keep_figures
from tests.bench.machine import describe_machine
from tests.soak.simulation.bugs import BUGS
from tests.soak.simulation.planting import tell_found
from tests.soak.simulation.run import STEPS, Run, run
from tests.soak.simulation.shrinking import shrink

_CHUNK = 10
_SHOWN = 5


def main(
    seeds: Annotated[int, typer.Option(help="how many, from the first on")] = 100,
    first: Annotated[int, typer.Option(help="the first seed")] = 0,
    steps: Annotated[int, typer.Option(help="of storm in each run")] = STEPS,
    seed: Annotated[int | None, typer.Option(help="run this one alone, and print its trace")] = None,
    bug: Annotated[str, typer.Option(help="plant this bug first: part of its name")] = "",
    bugs: Annotated[bool, typer.Option("--bugs", help="plant each in turn, and tell which seed finds it")] = False,
    processes: Annotated[int, typer.Option(help="side by side")] = os.cpu_count() or 1,
    write: Annotated[Path | None, typer.Option(help="also write what was seen, as a chapter, into this file")] = None,
) -> None:
    """Exits with 1 when anything did not hold."""
    machine = describe_machine()
    if bugs:
        missed, text = _find_bugs(first, seeds, steps, processes)
        keep_figures(
            write, "simulation bugs", "tests.soak.simulation", machine, text, "Mistakes planted in the simulation"
        )
        raise typer.Exit(missed)
    if seed is not None:
        found = _plant(bug, seed, steps)
        _show(found, steps, bug)
        raise typer.Exit(bool(found.faults))
    started, cpu = time.perf_counter(), 0.0
    failed: list[Run] = []
    done = taken = troubles = 0
    chunks = [(bug, start, min(start + _CHUNK, first + seeds), steps) for start in range(first, first + seeds, _CHUNK)]
    with ProcessPoolExecutor(processes) as pool:
        for spent, runs in pool.map(_run_chunk, chunks):
            cpu += spent
            done, taken = done + len(runs), taken + sum(one.steps for one in runs)
            troubles += sum(one.troubles for one in runs)
            for one in runs:
                if one.faults:
                    failed.append(one)
                    typer.echo(f"seed {one.seed}: {one.faults[0]}")
    wall = time.perf_counter() - started
    text = (
        f"{done:,} seeds, {taken:,} steps with the quiet at the end, {troubles:,} troubles: {len(failed)} failed. "
        f"{cpu / max(done, 1) * 1000:.0f} ms of CPU a seed; {done / wall:.1f} seeds/s on {processes} processes."
    )
    typer.echo(text)
    keep_figures(
        write, f"simulation {seeds}", "tests.soak.simulation", machine, text, f"The simulation, {seeds:,} seeds"
    )
    for one in failed[:1]:
        _show(_plant(bug, one.seed, steps), steps, bug)
    raise typer.Exit(bool(failed))


def _find_bugs(first: int, seeds: int, steps: int, processes: int) -> tuple[bool, str]:
    """Whether any was not found, and which seed found each."""
    asked = ([each] * len(BUGS) for each in (first, seeds, steps))
    with ProcessPoolExecutor(processes) as pool:
        return tell_found(zip(BUGS, pool.map(_find, BUGS, *asked), strict=True), seeds)


def _find(bug: str, first: int, seeds: int, steps: int) -> Run | None:
    runs = (_plant(bug, seed, steps, traced=False) for seed in range(first, first + seeds))
    return next((found for found in runs if found.faults), None)


def _run_chunk(chunk: tuple[str, int, int, int]) -> tuple[float, list[Run]]:
    bug, first, end, steps = chunk
    started = time.process_time()
    runs = [_plant(bug, seed, steps, traced=False) for seed in range(first, end)]
    return time.process_time() - started, runs


def _plant(bug: str, seed: int, steps: int, traced: bool = True) -> Run:
    if not bug:
        return run(seed, steps, traced=traced)
    name = next((name for name in BUGS if bug in name), None)
    if name is None:
        raise typer.BadParameter(f"there are: {'; '.join(BUGS)}")
    with BUGS[name]():
        return run(seed, steps, traced=traced)


def _show(found: Run, steps: int, bug: str) -> None:
    """The whole story; of one that failed, told with as few troubles as still make it fail."""
    if found.faults and not bug:
        muted, found = shrink(found, lambda muted: run(found.seed, steps, muted, traced=True))
        typer.echo(f"{len(muted)} of its troubles do not matter, and are left out:")
    for line in found.trace:
        typer.echo(line)
    typer.echo(f"seed {found.seed}, {found.steps} steps, digest {found.digest}: {found.events} events in the log")
    for fault in found.faults[:_SHOWN]:
        typer.echo(f"DOES NOT HOLD: {fault}")


if __name__ == "__main__":
    typer.run(main)
