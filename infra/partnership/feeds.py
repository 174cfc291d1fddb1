"""The files agencies send: ``feeds/<area>/<agency>.jsonl``, one event a line, in the order of sending."""

from collections.abc import Iterator
from heapq import merge
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import orjson

from infra.partnership.recording import Report
from streams.codes.agencies import Agency
from streams.errors import Broken

Line = tuple[Agency, str, bytes]

FOLDER = "feeds"


class FeedFiles:
    """Feeds of an earlier simulation in the same directory are replaced."""

    def __init__(self, directory: Path) -> None:
        self._folder = directory / FOLDER
        self._files: dict[tuple[str, Agency], IO[bytes]] = {}
        for old in sorted(self._folder.glob("*/*.jsonl")):
            old.unlink()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()

    def write(self, area: str, report: Report) -> None:
        self._file(area, report.agency).write(orjson.dumps(report.event) + b"\n")

    def _file(self, area: str, agency: Agency) -> IO[bytes]:
        if (area, agency) not in self._files:
            (self._folder / area).mkdir(parents=True, exist_ok=True)
            self._files[area, agency] = (self._folder / area / f"{agency}.jsonl").open("wb")
        return self._files[area, agency]


def read_feeds(directory: Path) -> Iterator[Line]:
    """All feeds as one, in the order of sending; at one moment by area and agency. Raises :class:`Broken` if none."""
    paths = sorted((directory / FOLDER).glob("*/*.jsonl"))
    if not paths:
        raise Broken(f"no feeds under {directory / FOLDER}; simulate the partnership first")
    for _, line in merge(*(_read_feed(path) for path in paths), key=lambda timed: timed[0]):
        yield line


def _read_feed(path: Path) -> Iterator[tuple[str, Line]]:
    agency, area, latest = Agency(path.stem), path.parent.name, ""
    with path.open("rb") as file:
        for raw in file:
            # A duplicate repeats the old time: its place in the file says when it was sent again.
            latest = max(latest, orjson.loads(raw)["time"])
            yield latest, (agency, area, raw.rstrip(b"\n"))
