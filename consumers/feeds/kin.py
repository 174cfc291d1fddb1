"""Ids of events by what a sender may take them back by: a purge of a child names nothing that was told of it.

One table for all ways in, so that what came as a file can be taken back over HTTPS, and the other way round. It is no
truth beside the log: what is lost of it can still be taken back by its own id.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from consumers.feeds.ledger import row_key
from streams.errors import Transient

_TABLE = "CREATE TABLE IF NOT EXISTS kin (parent BLOB, event TEXT, PRIMARY KEY (parent, event)) WITHOUT ROWID"
_FIND = "SELECT event FROM kin WHERE parent = ?"
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
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            fresh = not self._path.exists()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Without a write-ahead log: its shared memory would tie all who open it to one machine.
            with closing(sqlite3.connect(self._path, _PATIENCE_SECONDS)) as base, base:
                base.execute("PRAGMA synchronous = FULL")
                base.execute(_TABLE)
                if fresh:
                    self._path.chmod(_MODE)
                yield base
        except (sqlite3.Error, OSError) as fault:
            raise Transient(f"what can be taken back cannot be looked up: {type(fault).__name__}") from fault
