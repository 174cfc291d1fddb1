"""What became of each file, and what each row last said: in SQLite, so that a step is done or is not.

Rows are kept as digests alone. A ledger that is lost costs no event and doubles none: ids follow from rows. Only a row
that changes afterwards is then taken for one that was sent again.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from consumers.feeds.stays import Stays

_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    number INTEGER PRIMARY KEY AUTOINCREMENT, sender TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    received REAL NOT NULL, feed TEXT NOT NULL DEFAULT '', mapping TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '', bytes INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 1,
    attempts INTEGER NOT NULL DEFAULT 0,
    line INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0, code TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '', fresh INTEGER NOT NULL DEFAULT 0, known INTEGER NOT NULL DEFAULT 0,
    corrected INTEGER NOT NULL DEFAULT 0, tally TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS files_by_bytes ON files (sender, sha256);
CREATE INDEX IF NOT EXISTS files_by_name ON files (sender, name);
CREATE TABLE IF NOT EXISTS rows (event BLOB PRIMARY KEY, said BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stays (event BLOB PRIMARY KEY, said BLOB NOT NULL) WITHOUT ROWID;
"""
_KEY_BYTES = 12


class State(StrEnum):
    """A file's way. What stands in ``incoming/`` under its last name is received; each state is reached once."""

    CLAIMING = "claiming"
    CLAIMED = "claimed"
    JUDGED = "judged"
    PRODUCED = "produced"
    RECEIPTED = "receipted"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Entry:
    """``line``: to which it is read. ``position``: of the spool, in bytes, to which it is on Kafka. ``code``: why the
    file as a whole changed nothing; empty where it did. ``name``: as the folder has it, with surrogates where that
    is no Unicode."""

    number: int
    sender: str
    name: str
    state: State
    received: datetime
    feed: str = ""
    mapping: str = ""
    sha256: str = ""
    bytes: int = 0
    version: int = 1
    attempts: int = 0
    line: int = 0
    position: int = 0
    code: str = ""
    reason: str = ""
    fresh: int = 0
    known: int = 0
    corrected: int = 0
    tally: str = "{}"


_CHANGING = tuple(name for name in Entry.__slots__ if name not in ("number", "sender", "name", "received"))


def row_key(source: str, event_id: str) -> bytes:
    return blake2b(f"{source}\x1f{event_id}".encode(), digest_size=_KEY_BYTES).digest()


class Ledger:
    """One process at a time: whoever opens it sees to that."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.execute("PRAGMA journal_mode = WAL")
        # Power may fail too: what was said to be done has to be on the disk.
        self._base.execute("PRAGMA synchronous = FULL")
        self._base.executescript(_TABLES)
        self._base.row_factory = sqlite3.Row

    def close(self) -> None:
        self._base.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """All of it or nothing."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def begin(self, sender: str, name: str, now: datetime) -> Entry:
        found = self._base.execute(
            "INSERT INTO files (sender, name, state, received) VALUES (?, ?, ?, ?)",
            (sender, _bind(name), State.CLAIMING, now.timestamp()),
        )
        return Entry(int(found.lastrowid or 0), sender, name, State.CLAIMING, now)

    def forget(self, entry: Entry) -> None:
        self._base.execute("DELETE FROM files WHERE number = ?", (entry.number,))

    def advance(self, entry: Entry, **changes: Any) -> Entry:
        """The entry as it now stands in the ledger."""
        moved = replace(entry, **changes)
        sets = ", ".join(f"{name} = ?" for name in _CHANGING)
        values = [getattr(moved, name) for name in _CHANGING]
        self._base.execute(f"UPDATE files SET {sets} WHERE number = ?", (*values, moved.number))  # nosec B608
        return moved

    def unfinished(self) -> list[Entry]:
        """Oldest first."""
        return self._find("state != ? ORDER BY number", (State.DONE,))

    def finished(self, since: datetime) -> list[Entry]:
        return self._find("state = ? AND received >= ? ORDER BY number", (State.DONE, since.timestamp()))

    def last_taken(self, sender: str, feed: str) -> datetime | None:
        """When the last file of the feed came that changed something, or could have."""
        found = self._find("sender = ? AND feed = ? AND code = '' ORDER BY number DESC LIMIT 1", (sender, feed))
        return found[0].received if found else None

    def twin(self, entry: Entry) -> Entry | None:
        """An earlier file of the same bytes, read by the same mapping, that went through."""
        same = "sender = ? AND sha256 = ? AND mapping = ? AND number < ? AND code = '' AND state = ? LIMIT 1"
        found = self._find(same, (entry.sender, entry.sha256, entry.mapping, entry.number, State.DONE))
        return found[0] if found else None

    def version_of(self, entry: Entry) -> int:
        """Of the file's name: bytes that came under it before have the number they had, others have the next."""
        same = "sender = ? AND name = ? AND sha256 = ? AND number < ? LIMIT 1"
        if known := self._find(same, (entry.sender, _bind(entry.name), entry.sha256, entry.number)):
            return known[0].version
        found = self._base.execute(
            "SELECT MAX(version) AS last FROM files WHERE sender = ? AND name = ? AND number < ? AND sha256 != ''",
            (entry.sender, _bind(entry.name), entry.number),
        ).fetchone()
        return int(found["last"] or 0) + 1

    def recall(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """What rows said when they were last sent; of those never sent nothing."""
        return self._recall("rows", keys)

    def remember(self, said: Iterable[tuple[bytes, bytes]]) -> None:
        self._base.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?)", said)

    def recall_stays(self, keys: Iterable[bytes]) -> dict[bytes, Stays]:
        """Of rows that have moved between areas."""
        return {key: msgspec.json.decode(said, type=Stays) for key, said in self._recall("stays", keys).items()}

    def remember_stays(self, stays: Iterable[tuple[bytes, Stays]]) -> None:
        written = [(key, msgspec.json.encode(each)) for key, each in stays]
        self._base.executemany("INSERT OR REPLACE INTO stays VALUES (?, ?)", written)

    def give_up_kin(self) -> list[tuple[bytes, str]]:
        """What a ledger of an earlier version has of it; see :mod:`consumers.feeds.kin`."""
        if not self._base.execute("SELECT 1 FROM sqlite_master WHERE name = 'kin'").fetchone():
            return []
        return [(row["parent"], row["event"]) for row in self._base.execute("SELECT parent, event FROM kin")]

    def _recall(self, table: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        wanted, held = list(keys), dict[bytes, bytes]()
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            found = self._base.execute(f"SELECT event, said FROM {table} WHERE event IN ({marks})", part)  # nosec B608
            held |= {row["event"]: row["said"] for row in found}
        return held

    def _find(self, where: str, values: tuple[Any, ...]) -> list[Entry]:
        found = self._base.execute(f"SELECT * FROM files WHERE {where}", values)  # nosec B608
        return [_read(row) for row in found]


def _bind(name: str) -> str | bytes:
    try:
        name.encode()
    except UnicodeEncodeError:  # Invalid, which its sender is told on the file's way; until then it has to be found
        return os.fsencode(name)
    return name


def _read(row: sqlite3.Row) -> Entry:
    fields = {name: row[name] for name in row.keys()}  # noqa: SIM118
    fields["name"] = os.fsdecode(fields["name"])
    fields["received"] = datetime.fromtimestamp(fields["received"], UTC)
    return Entry(**fields | {"state": State(fields["state"])})
