"""Sums of what came otherwise than as files, week by week, for the same weekly page and file (see :mod:`.quality`).

The receiving process writes them, and the one that takes files writes the pages. Counts only: nothing that was sent.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter

from consumers.feeds.quality import Week, Weeks, monday
from streams.contract import Instant
from streams.errors import Transient

_TABLE = """
CREATE TABLE IF NOT EXISTS weeks (
    sender TEXT, feed TEXT, week TEXT, sums TEXT, PRIMARY KEY (sender, feed, week)
)
"""
_FAULTS_KEPT = 200
_PATIENCE_SECONDS = 10.0
_MODE = 0o660
# As events are read: Python knows fewer ways to write one.
_MOMENT: TypeAdapter[datetime] = TypeAdapter(Instant)


@dataclass(slots=True)
class Sums:
    """As a file's tally has them."""

    rows: int = 0
    refused: int = 0
    told: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: "Sums") -> "Sums":
        self.rows += other.rows
        self.refused += other.refused
        self.told += other.told
        self.filled.update(other.filled)
        self.late.update(other.late)
        self.faults.update(other.faults)
        return self

    def count_event(self, raw: bytes, received: datetime) -> None:
        """One that is new: which fields it has, and how late it came. What takes something back says nothing."""
        said: dict[str, Any] = orjson.loads(raw)["data"]
        said = said.get("replacement", {"data": said})["data"]
        if not {"person", "address"} & said.keys():
            return
        self.told += 1
        for part in ("person", "address"):
            self.filled.update(f"{part}.{name}" for name in said.get(part) or ())
        self.late[str((received - _MOMENT.validate_python(said["recorded_at"])).days)] += 1

    def write(self) -> dict[str, Any]:
        return {
            "rows": self.rows, "refused": self.refused, "told": self.told, "filled": self.filled, "late": self.late,
            "faults": [[*key, count] for key, count in self.faults.most_common(_FAULTS_KEPT)],
        }  # fmt: skip


def read_sums(said: Mapping[str, Any]) -> Sums:
    faults = Counter({(name, code): count for name, code, count in said["faults"]})
    numbers = (said["rows"], said["refused"], said["told"])
    return Sums(*numbers, Counter(said["filled"]), Counter(said["late"]), faults)


class Book:
    """Opened anew each time: two processes have it. Raises :class:`Transient` where the disk does not let it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "weeks.sqlite"

    def add(self, sums: Iterable[tuple[tuple[str, str, date], Sums]]) -> None:
        """By sender, feed and the Monday of the week."""
        with self._opened() as base:
            for (sender, feed, week), more in sums:
                key = (sender, feed, week.isoformat())
                held = base.execute("SELECT sums FROM weeks WHERE (sender, feed, week) = (?, ?, ?)", key).fetchone()
                total = read_sums(orjson.loads(held[0])).add(more) if held else more
                base.execute("INSERT OR REPLACE INTO weeks VALUES (?, ?, ?, ?)", (*key, orjson.dumps(total.write())))

    def read(self, since: datetime) -> dict[tuple[str, str], Weeks]:
        """By sender and feed."""
        if not self._path.exists():
            return {}
        found: dict[tuple[str, str], Weeks] = defaultdict(dict)
        with self._opened() as base:
            wanted = (monday(since).isoformat(),)
            for sender, feed, week, raw in base.execute("SELECT * FROM weeks WHERE week >= ? ORDER BY week", wanted):
                found[sender, feed].setdefault(date.fromisoformat(week), Week()).add_tally(orjson.loads(raw))
        return found

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            fresh = not self._path.exists()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, _PATIENCE_SECONDS, isolation_level=None)) as base:
                base.execute("BEGIN IMMEDIATE")
                base.execute(_TABLE)
                if fresh:
                    self._path.chmod(_MODE)
                yield base
                base.execute("COMMIT")
        except (sqlite3.Error, OSError) as fault:
            raise Transient(f"the weeks' sums cannot be kept: {type(fault).__name__}") from fault
