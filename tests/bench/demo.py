"""How long it takes until ``linnet demo`` is ready: with nothing there but the packages, and with its data there."""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from infra.stack.leash import follow_parent, spawn, stop
from streams.errors import Broken
from tests.bench.chapters import keep_figures
from tests.bench.figures import Figure, Section, write_sections, write_table
from tests.bench.machine import describe_machine

_READY, _CACHE = "Linnet is ready", "XDG_CACHE_HOME"
_PATIENCE_SECONDS = 600.0
_GRACE_SECONDS = 60.0


def bench(
    people: Annotated[int, typer.Option(min=100, help="of the simulated partnership")] = 5_000,
    write: Annotated[Path | None, typer.Option(help="also write the table, as Markdown, to this file")] = None,
) -> None:
    """Three starts: without Kafka's jars and its archive, without data, and with both there."""
    machine = describe_machine()
    with TemporaryDirectory(prefix="linnet-bench-") as name:
        home = Path(name)
        places = [
            (home / "cache", home / "first"),
            (home / "cache", home / "second"),
            (home / "cache", home / "second"),
        ]
        took = [_start(cache, data, people) for cache, data in places]
    what = (
        "with only the Python packages there",
        "with Kafka's jars there too",
        "with the data of an earlier run there",
    )
    section = Section(
        f"From `linnet demo`, {people:,} people, until it says that it is ready",
        [Figure(each, seconds, "s") for each, seconds in zip(what, took, strict=True)],
    )
    Console(highlight=False).print(write_table([section]))
    keep_figures(write, f"demo {people}", "tests.bench.demo", machine, write_sections([section]))


def _start(cache: Path, data: Path, people: int) -> float:
    """Seconds. Raises :class:`Broken` when it ends before, or is not ready after ten minutes."""
    data.mkdir(exist_ok=True)
    said, begun = data / "said", time.monotonic()
    said.write_bytes(b"")
    environment = os.environ | {_CACHE: str(cache), "LINNET_DATA_DIR": str(data / "linnet"), "LINNET_API_PORT": "0"}
    child = spawn([sys.executable, "-m", "infra.cli", "demo", "--people", str(people)], said, environment)
    try:
        while _READY not in said.read_text(encoding="utf-8"):
            if child.poll() is not None or time.monotonic() - begun > _PATIENCE_SECONDS:
                raise Broken(f"the demo did not become ready:\n{said.read_text(encoding='utf-8')[-2_000:]}")
            time.sleep(0.05)
        return time.monotonic() - begun
    finally:
        stop(child, _GRACE_SECONDS)


if __name__ == "__main__":
    follow_parent()
    typer.run(bench)
