"""How fast a file of rows is judged: ``python -m tests.bench.feeding``. One process, in processor time."""

import io
from time import process_time
from typing import Annotated

import typer

from consumers.feeds.judging import Judge
from consumers.feeds.plan import Origin
from infra.feeds.mapping_file import SHIPPED, read_mapping
from infra.roles import rest_collector
from tests.bench.machine import describe_machine
from tests.faulty_rows import FAULTS, RECEIVED, FaultyFile, write_faulty_file

_TIMES = 3


def bench(
    rows: Annotated[int, typer.Option(min=1_000, help="rows of each file")] = 100_000,
    share: Annotated[float, typer.Option(min=0, max=19, help="per cent of them that are faulty")] = 5.0,
    seed: int = 7,
) -> None:
    """Two files, one without faults and one with all kinds of them; the best of three runs of each."""
    rest_collector()
    typer.echo(describe_machine())
    for name, faulty in (("no faults", 0), (f"{share:g} % faulty, {len(FAULTS)} kinds", round(rows * share / 100))):
        file = write_faulty_file(rows, faulty, seed)
        seconds = min(_judge(file) for _ in range(_TIMES))
        size = len(file.raw) / rows
        typer.echo(f"{name:<26} {rows:>9,} rows of {size:.0f} bytes   {rows / seconds:>9,.0f} rows a second")


def _judge(file: FaultyFile) -> float:
    judge = Judge(
        read_mapping(SHIPPED / "police-incidents.yaml"), Origin("uk.police.northmoor", ("northmoor",), RECEIVED)
    )
    begun = process_time()
    accepted = sum(len(done.told) for done in judge.judge(io.BytesIO(file.raw)))
    taken = process_time() - begun
    if (accepted, judge.refused) != (len(file.good), len(file.expected)):
        raise SystemExit(f"{accepted:,} accepted and {judge.refused:,} refused are not what the file holds")
    return taken


if __name__ == "__main__":
    typer.run(bench)
