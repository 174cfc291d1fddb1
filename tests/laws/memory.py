"""A store of one area in memory, for laws of the pure core: the real one is proved on Valkey in integration."""

import asyncio
from collections.abc import Collection, Sequence

from infra.alerting.memory import fill
from scoring.batches import Step, run_batch
from scoring.linkage.models import load_models
from scoring.observed import observe
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.area import LATEST, AreaState, Changes
from scoring.state.documents import Document, read, write
from scoring.state.keys import KINDS, Key, kind_of
from scoring.state.outbox import Entry
from streams.events.observation import ObservationEvent

MODELS = load_models()
_KNOWLEDGE = {kind.name for kind in KINDS if kind.knowledge}


class MemoryStore:
    at_hand = False

    def __init__(self) -> None:
        self.documents: dict[Key, bytes] = {}
        self.members: dict[Key, set[str]] = {}
        self.scores: dict[Key, dict[str, float]] = {}
        self.outbox: list[Entry] = []

    async def load(self, state: AreaState, wanted: Collection[Key], whole: bool = False, latest: int = LATEST) -> None:
        fill(state, wanted, whole, self._read, self.members, self.scores, latest)

    async def find_due(self, key: Key, until: float, limit: int) -> list[tuple[str, float]]:
        found = sorted((score, member) for member, score in self.scores.get(key, {}).items() if score <= until)
        return [(member, score) for score, member in found[:limit]]

    def commit(self, changes: Changes) -> None:
        for key, document in changes.documents.items():
            if document is None:
                self.documents.pop(key, None)
            else:
                self.documents[key] = write(document)
        for key, members in changes.members.items():
            held = self.members.setdefault(key, set())
            held |= {member for member, present in members.items() if present}
            held -= {member for member, present in members.items() if not present}
            if not held:
                del self.members[key]
        for key, scores in changes.scores.items():
            ranked = self.scores.setdefault(key, {})
            for member, score in scores.items():
                if score is None:
                    ranked.pop(member, None)
                else:
                    ranked[member] = score
            if not ranked:
                del self.scores[key]

    def _read(self, key: Key) -> Document | None:
        return read(key, self.documents.get(key))

    def play(self, events: Sequence[ObservationEvent], batch_size: int = 10) -> "MemoryStore":
        steps = [Step(prepare(observe(event)), LogPoint("northmoor", 0, n, 0)) for n, event in enumerate(events)]
        for start in range(0, len(steps), batch_size):
            changes, entries = asyncio.run(run_batch(steps[start : start + batch_size], self, MODELS))
            self.commit(changes)
            self.outbox += entries
        return self

    def knowledge(self) -> dict[str, object]:
        """All that is known, with nothing of what was erased but the fact that it was."""
        held = {**self.documents, **self.members, **self.scores}
        return {key: value for key, value in held.items() if kind_of(key) in _KNOWLEDGE}


class Counting(MemoryStore):
    """``asked``: round trips so far."""

    asked = 0

    async def load(self, state: AreaState, wanted: Collection[Key], whole: bool = False, latest: int = LATEST) -> None:
        self.asked += 1
        await super().load(state, wanted, whole, latest)
