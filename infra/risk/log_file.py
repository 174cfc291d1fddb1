"""A log of observations as a file of lines, gzipped or not, with the clock's ticks where it has none."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from infra.alerting.past import remember
from scoring.observed import Observed, read_observed
from scoring.pipeline import Prepared, prepare
from scoring.state.documents import Clock
from streams.errors import Invalid

_TICK = b'"tick-1"'
_PEEKED = 200_000
_GZIPPED = b"\x1f\x8b"


def read_lines(path: Path) -> Iterator[bytes]:
    """Raises :class:`Invalid` for a file that cannot be read, or was cut off."""
    yield from (line for _, line in _number_lines(path))


def find_area(path: Path, asked: str) -> str:
    """``asked``, or the area of the log's first event. Raises :class:`Invalid` for a log that holds none."""
    first = next(_number_lines(path), None)
    if first is None:
        raise Invalid("log-empty", f"{path} holds no event")
    return asked or _read(path, *first).area


def play_log(path: Path, area: str) -> Iterator[tuple[Prepared, float]]:
    """In the order of the log, each with the moment the clock has come to. A log without ticks is put in the order of
    recording, with a tick for each day; that takes all of it in memory. Raises :class:`Invalid`, with the line, for
    what is no observation."""
    if not any(_TICK in line for line in islice(read_lines(path), _PEEKED)):
        for one in remember(_check_lines(path), area):
            yield one.prepare(), one.moment
        return
    clock = 0.0
    for number, line in _number_lines(path):
        observed = _read(path, number, line)
        if observed.area == area:
            prepared = prepare(observed)
            clock = max(clock, prepared.work.at) if isinstance(prepared.work, Clock) else clock
            yield prepared, clock


def _check_lines(path: Path) -> Iterator[bytes]:
    for number, line in _number_lines(path):
        _read(path, number, line)
        yield line


def _read(path: Path, number: int, line: bytes) -> Observed:
    try:
        return read_observed(line)
    except Invalid as fault:
        said = f"{path}:{number}: this is no event of Linnet's topic of observations, one JSON object a line"
        raise Invalid(fault.code, said) from None


def _number_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    with _opened(path) as file:
        number = 0
        try:
            for number, line in enumerate(file, 1):
                if not line.isspace():
                    yield number, line
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise Invalid(
                "log-cut",
                f"{path} is gzipped and was cut off or damaged after line {number:,}: fetch it again, or judge what is "
                f"there (gzip -dc {path.name} > part.jsonl, without its last line)",
            ) from None


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[bytes]]:
    """By what is in it, whatever its name ends in."""
    try:
        with path.open("rb") as file:
            is_gzipped = file.read(2) == _GZIPPED
            file.seek(0)
            if is_gzipped:
                with gzip.open(file, "rb") as unpacked:
                    yield unpacked
            else:
                yield file
    except OSError as fault:
        raise Invalid("log-unreadable", f"{path}: {fault.strerror or 'cannot be read'}") from None
