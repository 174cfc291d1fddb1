"""What the log of one area comes to when nothing goes wrong: the pure core, each event once, in the log's order."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from infra.alerting.memory import AreaInMemory
from scoring.batches import Step, run_batch
from scoring.observed import read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.documents import Cell, read, write
from scoring.state.keys import KINDS, Key, kind_of
from scoring.state.sealing import unseal
from tests.soak.simulation.broker import Stored
from tests.soak.simulation.processes import MODELS

# All that is known or learned, and the clock.
_KINDS = frozenset(kind.name for kind in KINDS if kind.knowledge or kind.learned) | {"clock"}
_BATCH = 25


@dataclass(slots=True)
class Outcome:
    """``held``: by key, in one form whatever it is. ``told``: by topic, events in order."""

    held: dict[str, object] = field(default_factory=dict)
    told: dict[str, list[bytes]] = field(default_factory=dict)


async def play(area: str, log: Sequence[Stored]) -> Outcome:
    """``log``: the area's messages. What came before under the same source and id with the same words is left out: it
    may not count twice."""
    memory, told = await replay(area, log)
    documents = {key: write(document) for key, document in memory.documents.items()}
    return Outcome(_gather({**documents, **memory.members, **memory.scores}), told)


async def replay(area: str, log: Sequence[Stored]) -> tuple[AreaInMemory, dict[str, list[bytes]]]:
    """As :func:`play`, and what is known as the core left it."""
    memory, told = AreaInMemory(), dict[str, list[bytes]]()
    steps = []
    for value, first in {stored.value: stored for stored in reversed(log)}.items():
        point = LogPoint(area, first.partition, first.offset, first.timestamp)
        steps.append(Step(prepare(read_observed(value)), point))
    steps.sort(key=lambda step: step.point.offset)
    for start in range(0, len(steps), _BATCH):
        changes, entries = await run_batch(steps[start : start + _BATCH], memory, MODELS)
        memory.commit(changes)
        for entry in entries:
            told.setdefault(entry.topic, []).append(entry.event)
    return memory, told


def _gather(held: Mapping[Key, object]) -> dict[str, object]:
    return {key: _form(value) for key, value in held.items() if value and counts(key, value)}


def _form(value: object) -> object:
    if isinstance(value, Set):
        return sorted(member.encode() for member in value)
    return {member.encode(): score for member, score in value.items()} if isinstance(value, dict) else value


def counts(key: str, value: object) -> bool:
    """Whether it is compared: what is known or learned, and the clock."""
    return kind_of(key) in _KINDS and not _has_gone(key, value)


def read_held(store: dict[bytes, object], area: str) -> dict[str, object]:
    """What the store has of an area, in the same form."""
    return {key: value for key, value in read_all(store, area).items() if counts(key, value)}


def read_all(store: dict[bytes, object], area: str) -> dict[str, object]:
    """Also what is not compared."""
    prefix = f"{{{area}}}:".encode()
    found = {key.removeprefix(prefix).decode(): value for key, value in store.items() if key.startswith(prefix)}
    return {
        key: sorted(value) if isinstance(value, set) else unseal(key, value) if isinstance(value, bytes) else value
        for key, value in found.items()
    }


def waits_in_vain(key: str, value: object, expected: object) -> bool:
    """A restriction of what is past its age, and was sent again since: an undisturbed run, which does not see that, has
    the restriction alone, as of something that may still come."""
    waiting = _read_cell(key, expected)
    return _has_gone(key, value) and waiting is not None and waiting.contact is None


def _has_gone(key: str, value: object) -> bool:
    """At its age: until the next tick it stands that there was something, also of what was sent again meanwhile, which
    an undisturbed run does not see."""
    cell = _read_cell(key, value)
    return cell is not None and cell.aged


def _read_cell(key: str, value: object) -> Cell | None:
    cell = read(Key(key), value) if kind_of(key) == "cell" and isinstance(value, bytes) else None
    return cell if isinstance(cell, Cell) else None
