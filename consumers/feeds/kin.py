"""Ids of events by what a sender may take them back by: a purge of a child names nothing that was told of it. And what
the last version of each resource, block or record said of its events, of which nothing but digests is kept.

One place for all ways in, so that what came as a file can be taken back over HTTPS, and the other way round. It is no
truth beside the log: what is lost of it can still be taken back by its own id.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from consumers.feeds.ledger import row_key
from consumers.feeds.versions import Word, Words
from streams.errors import Transient

_TABLES = (
    "CREATE TABLE IF NOT EXISTS kin (parent BLOB, event TEXT, PRIMARY KEY (parent, event)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS versions (name BLOB PRIMARY KEY, said BLOB NOT NULL, day INTEGER) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS versions_by_day ON versions (day)",
)
_FIND = "SELECT event FROM kin WHERE parent = ?"
_RECALL = "SELECT said, day FROM versions WHERE name = ?"
_WORDS = msgspec.json.Decoder(dict[str, Word])
# Two processes write here, a few milliseconds at a time.
_PATIENCE_SECONDS = 10.0
_MODE = 0o660


class Kin:
    """Opened anew for each request: threads and processes may have it at once. Raises :class:`Transient` where the disk
    does not let it. Cost: some 2 ms."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "kin.sqlite"

    def keep(self, source: str, kin: Iterable[tuple[str, str]]) -> None:
        """Pairs of parent and event. On the disk when this returns: it comes before what is told is sent."""
        pairs = [(row_key(source, parent), event) for parent, event in kin]
        if pairs:
            self.take_over(pairs)

    def take_over(self, pairs: Iterable[tuple[bytes, str]]) -> None:
        """As an earlier version kept them."""
        with self._opened() as base:
            base.executemany("INSERT OR IGNORE INTO kin VALUES (?, ?)", pairs)

    def find(self, source: str, parents: Iterable[str]) -> dict[str, list[str]]:
        """Without those of which nothing is kept."""
        keys, found = {row_key(source, parent): parent for parent in parents}, dict[str, list[str]]()
        with self._opened() as base:
            for key, parent in keys.items():
                if events := [event for (event,) in base.execute(_FIND, (key,))]:
                    found[parent] = events
        return found

    @contextmanager
    def revising(self, source: str, names: Mapping[str, bool], now: datetime) -> Iterator[dict[str, Words]]:
        """What was said of each, by name, to be changed; by each of ``names`` whether it is of something that goes on,
        and is not forgotten. Nobody else changes it meanwhile, and it is on the disk when this ends: that comes before
        what is told is sent."""
        keys = {name: row_key(source, name) for name in names}
        with self._opened() as base:
            base.execute("BEGIN IMMEDIATE")
            rows = {name: base.execute(_RECALL, (key,)).fetchone() for name, key in keys.items()}
            held: dict[str, Words] = {name: _WORDS.decode(row[0]) for name, row in rows.items() if row}
            yield held
            for name, words in held.items():
                row = (msgspec.json.encode(words), None if _lasts(words, names[name]) else now.toordinal())
                if row != rows[name]:
                    base.execute("INSERT OR REPLACE INTO versions VALUES (?, ?, ?)", (keys[name], *row))

    def forget(self, before: datetime) -> None:
        """Of what nothing was said since then."""
        if self._path.exists():
            with self._opened() as base:
                base.execute("DELETE FROM versions WHERE day < ?", (before.toordinal(),))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            fresh = not self._path.exists()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Without a write-ahead log: its shared memory would tie all who open it to one machine.
            with closing(sqlite3.connect(self._path, _PATIENCE_SECONDS)) as base, base:
                base.execute("PRAGMA synchronous = FULL")
                for table in _TABLES:
                    base.execute(table)
                if fresh:
                    self._path.chmod(_MODE)
                yield base
        except (sqlite3.Error, OSError) as fault:
            raise Transient(f"what can be taken back cannot be looked up: {type(fault).__name__}") from fault


def _lasts(words: Words, is_open: bool) -> bool:
    """What has had another id is not known again by its first."""
    return is_open or any(word.back > 0 or (word.over and word.back == 0) for word in words.values())
