"""One area in the store, for :class:`consumers.projection.Projection` to read and write: what ``load.lua`` and
``commit.lua`` do, in Python. What the writer makes of the answers is :class:`scoring.state.store.AreaStore`'s own."""

from collections.abc import Collection
from typing import Any

from infra.alerting.memory import fill
from scoring.state import keys
from scoring.state.area import LATEST, AreaState, Changes
from scoring.state.documents import read, write
from scoring.state.keys import Key
from scoring.state.outbox import Entry as Told
from scoring.state.store import TORN, AreaStore, Position
from streams.errors import Broken
from tests.soak.core.asking import Ask
from tests.soak.core.commands import Commands
from tests.soak.core.store import Entry, Held, Store, extend, fold


class CoreArea(AreaStore):
    """``_moments``: the positions that reads were of, since the batch began."""

    def __init__(self, redis: Any, area: str) -> None:
        super().__init__(redis, area)
        commands: Commands = redis
        self._store, self._moments = commands.store, set[bytes]()

    def expect(self, before: Position | None) -> None:
        super().expect(before)
        self._moments = set()

    async def load(self, state: AreaState, wanted: Collection[Key], whole: bool = False, latest: int = LATEST) -> None:
        def look() -> tuple[Held, bytes]:
            held = self._store.held[self._area]
            return {key: held[key] for key in wanted if key in held}, self._store.position(self._area)

        found, stored = await Ask("store", f"{self._area} reads {len(wanted)}", look)
        self._note(stored)
        fill(state, wanted, whole, lambda key: read(key, found.get(key)), found, found, latest)

    async def find_due(self, key: Key, until: float, limit: int) -> list[tuple[str, float]]:
        def look() -> tuple[list[tuple[float, str]], bytes]:
            scores = self._store.held[self._area].get(key, {})
            return sorted((score, m) for m, score in scores.items() if score <= until), self._store.position(self._area)

        found, stored = await Ask("store", f"{self._area} reads what is due", look)
        self._note(stored)
        return [(member, score) for score, member in found[:limit]]

    def _note(self, stored: bytes) -> None:
        self._moments.add(stored)
        self._check(stored)

    async def commit(self, changes: Changes, outbox: list[Told], before: Position | None, after: Position) -> None:
        said = Step(self._area, changes, outbox, before, after, frozenset(self._moments))
        stored = await Ask("store", f"{self._area} commits {before} to {after}", lambda: commit(self._store, said))
        if stored is not None:
            raise self._taken(stored, str(before))


class Step:
    """A batch's changes, as they travel. ``moments``: see :class:`CoreArea`."""

    __slots__ = ("after", "area", "before", "changes", "documents", "entries", "moments")

    def __init__(
        self,
        area: str,
        changes: Changes,
        outbox: list[Told],
        before: Position | None,
        after: Position,
        moments: frozenset[bytes],
    ) -> None:
        self.area, self.changes, self.moments = area, changes, moments
        self.before, self.after = str(before or "").encode(), str(after).encode()
        self.documents = {key: None if held is None else write(held) for key, held in changes.documents.items()}
        self.entries = [_name(entry) for entry in outbox]


def _name(entry: Told) -> Entry:
    return f"{entry.offset}-{entry.number}".encode(), {entry.topic.encode(): entry.event}


def is_fenced(stored: bytes, before: bytes) -> bool:
    return stored != before


def commit(store: Store, step: Step) -> bytes | None:
    """What stands there instead, where it is refused."""
    stored = store.position(step.area)
    if is_fenced(stored, step.before):
        return stored
    watch(store, step, stored)
    held = store.held[step.area]
    try:
        told = extend(held, step.entries)
    except Broken:
        store.write(step.area, {keys.POSITION: TORN})
        raise
    store.write(step.area, {**fold(held, step.changes, step.documents), **told, keys.POSITION: step.after})
    return None


def watch(store: Store, step: Step, stored: bytes) -> None:
    """Looked at apart from the fence: who writes has not been replaced, and has read one state only."""
    if stored != step.before:
        store.wrong.append(f"{step.area}: {store.by} wrote upon {step.before!r}, and there was {stored!r}")
    elif step.moments - {stored}:
        store.wrong.append(f"{step.area}: {store.by} wrote what comes of {sorted(step.moments)}, upon {stored!r}")
