"""A log of observations as a file of lines, gzipped or not, with the clock's ticks where it has none."""

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from infra.alerting.past import remember
from scoring.observed import read_observed
from scoring.pipeline import Prepared, prepare
from scoring.state.documents import Clock
from streams.errors import Invalid

_TICK = b'"tick-1"'
_PEEKED = 200_000


def read_lines(path: Path) -> Iterator[bytes]:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        yield from (line for line in file if not line.isspace())


def find_area(path: Path, asked: str) -> str:
    """``asked``, or the area of the log's first event. Raises :class:`Invalid` for a log that holds none."""
    first = next(read_lines(path), None)
    if first is None:
        raise Invalid("log-empty", f"{path} holds no event")
    return asked or read_observed(first).area


def play_log(path: Path, area: str) -> Iterator[tuple[Prepared, float]]:
    """In the order of the log, each with the moment the clock has come to. A log without ticks is put in the order of
    recording, with a tick for each day; that takes all of it in memory."""
    if not any(_TICK in line for line in islice(read_lines(path), _PEEKED)):
        for one in remember(read_lines(path), area):
            yield one.prepare(), one.moment
        return
    clock = 0.0
    for line in read_lines(path):
        observed = read_observed(line)
        if observed.area == area:
            prepared = prepare(observed)
            clock = max(clock, prepared.work.at) if isinstance(prepared.work, Clock) else clock
            yield prepared, clock
