"""Valkey as those see it who write areas: whatever is written at once is there at once, and its last writes may be lost
while they are on no disk."""

from collections.abc import Mapping
from typing import Any

from scoring.state import keys
from scoring.state.area import Changes
from scoring.state.holding import NOWHERE
from scoring.state.keys import Key
from scoring.state.store import TORN, Position
from streams.errors import Broken

Entry = tuple[bytes, dict[bytes, bytes]]
Held = dict[Key, Any]
# The stream's last id, which outlives its entries.
LAST = Key("outbox-last")


class Store:
    """Values are never changed in place, so that what was there before a write can be put back as it was. ``by``: who
    writes just now. ``wrong``: what must never be, and was."""

    def __init__(self, areas: tuple[str, ...], wrong: list[str]) -> None:
        self.held: dict[str, Held] = {area: {} for area in areas}
        self.by = ""
        self.wrong = wrong
        self._unsafe: list[tuple[Held, Held]] = []

    def position(self, area: str) -> bytes:
        found: bytes = self.held[area].get(keys.POSITION, b"")
        return found

    def sync(self) -> None:
        """All that was written is on disk."""
        self._unsafe.clear()

    @property
    def unsafe(self) -> int:
        return len(self._unsafe)

    def crash(self, lost: int) -> None:
        """Without its last so many writes, each of which goes whole; what is left was read from disk."""
        for _ in range(lost):
            held, before = self._unsafe.pop()
            _put(held, before)
        self.sync()

    def write(self, area: str, values: Mapping[Key, Any]) -> None:
        """At once, all of it; None is to be gone."""
        held = self.held[area]
        before = {key: held.get(key) for key in values}
        self._unsafe.append((held, before))
        _put(held, values)
        if keys.POSITION in values:
            self._watch(area, before[keys.POSITION], values[keys.POSITION])

    def _watch(self, area: str, before: bytes | None, after: bytes | None) -> None:
        if not before or not after or TORN in (before, after):
            return
        was, now = Position.read(before), Position.read(after)
        emptied = now.holder and now.offset == NOWHERE
        if now.offset < was.offset and not emptied:
            self.wrong.append(f"{area}: {self.by} set the position back from {was} to {now}")


def _put(held: Held, values: Mapping[Key, Any]) -> None:
    for key, value in values.items():
        if value is None:
            held.pop(key, None)
        else:
            held[key] = value


def fold(held: Held, changes: Changes, documents: Mapping[Key, bytes | None]) -> Held:
    """The values that are others once ``changes`` are in."""
    values: Held = dict(documents)
    for key, members in changes.members.items():
        added = {member for member, present in members.items() if present}
        values[key] = (held.get(key, frozenset()) | added) - (members.keys() - added) or None
    for key, scores in changes.scores.items():
        merged = {**held.get(key, {}), **scores}
        values[key] = {member: score for member, score in merged.items() if score is not None} or None
    return values


def extend(held: Held, entries: list[Entry]) -> Held:
    """The outbox with more in it. Raises :class:`Broken` as Valkey refuses an entry whose id is not after the last."""
    last = held.get(LAST, (0, 0))
    for name, _ in entries:
        if read_id(name) <= last:
            raise Broken("Redis refuses: the ID specified in XADD is equal or smaller than the target stream top item")
        last = read_id(name)
    return {keys.OUTBOX: (*held.get(keys.OUTBOX, ()), *entries), LAST: last} if entries else {}


def read_id(name: bytes) -> tuple[int, int]:
    offset, number = name.split(b"-")
    return int(offset), int(number)
