"""An area in memory, for :func:`scoring.batches.run_batch` to read from: what Redis is to the projector."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, nlargest
from typing import ClassVar

from scoring.state.area import ALL, CROWD, LATEST, AreaState, Changes
from scoring.state.documents import Document
from scoring.state.keys import KINDS, Key, kind_of

_TYPES = {kind.name: kind.type for kind in KINDS}


@dataclass(slots=True)
class AreaInMemory:
    """Documents as they are used, never encoded: nothing changes them."""

    at_hand: ClassVar[bool] = True
    documents: dict[Key, Document] = field(default_factory=dict)
    members: dict[Key, set[str]] = field(default_factory=dict)
    scores: dict[Key, dict[str, float]] = field(default_factory=dict)
    _queues: dict[Key, list[tuple[float, str]]] = field(default_factory=dict)

    async def load(self, state: AreaState, wanted: Collection[Key], whole: bool = False) -> None:
        fill(state, wanted, whole, self.documents.get, self.members, self.scores)

    async def find_due(self, key: Key, until: float, limit: int) -> list[tuple[str, float]]:
        """Cost: as many as are due. A queue is kept of each set that was ever asked for."""
        held, queue = self.scores.get(key, {}), self._queue(key)
        found: dict[str, float] = {}
        while queue and queue[0][0] <= until and len(found) < limit:
            score, name = heappop(queue)
            if held.get(name) == score:
                found[name] = score
        for name, score in found.items():
            heappush(queue, (score, name))
        return list(found.items())

    def commit(self, changes: Changes) -> None:
        for key, document in changes.documents.items():
            if document is None:
                self.documents.pop(key, None)
            else:
                self.documents[key] = document
        for key, members in changes.members.items():
            held = self.members.setdefault(key, set())
            for member, present in members.items():
                (held.add if present else held.discard)(member)
        for key, scores in changes.scores.items():
            self._score(key, scores)

    def _score(self, key: Key, scores: dict[str, float | None]) -> None:
        held, queue = self.scores.setdefault(key, {}), self._queues.get(key)
        for member, score in scores.items():
            if score is None:
                held.pop(member, None)
            else:
                held[member] = score
                if queue is not None:
                    heappush(queue, (score, member))

    def _queue(self, key: Key) -> list[tuple[float, str]]:
        if key not in self._queues:
            self._queues[key] = [(score, member) for member, score in self.scores.get(key, {}).items()]
            heapify(self._queues[key])
        return self._queues[key]


def fill(
    state: AreaState,
    wanted: Collection[Key],
    whole: bool,
    document: Callable[[Key], Document | None],
    members: Mapping[Key, Collection[str]],
    scores: Mapping[Key, dict[str, float]],
    latest: int = LATEST,
) -> None:
    """As an area in Redis is read: of a set larger than a crowd its size, and of a sorted set the latest, unless the
    ``whole`` of it is wanted."""
    for key in wanted:
        match _TYPES[kind_of(key)]:
            case "set" if len(held := members.get(key, ())) > CROWD and not whole:
                state.load_crowd(key, len(held))
            case "set":
                state.load_members(key, members.get(key, ()))
            case "zset":
                found = scores.get(key, {})
                state.load_scores(key, found if whole else _find_latest(found, latest), len(found))
            case _:
                state.load_document(key, document(key))


def _find_latest(scores: dict[str, float], latest: int) -> dict[str, float]:
    """Of two with one score Redis has the greater name after the lesser."""
    if latest == ALL or len(scores) <= latest:
        return scores
    return dict(nlargest(latest, scores.items(), key=lambda each: (each[1], each[0])))
