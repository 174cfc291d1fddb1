"""What must hold once all is quiet, whatever befell the world before."""

from collections.abc import Iterator
from typing import Any

from infra.alerting.memory import AreaInMemory
from scoring.state import keys
from scoring.state.documents import write
from scoring.state.keys import Key, kind_of
from scoring.state.store import TORN, Position
from streams.publisher import Outgoing
from streams.topics import ALERTS, ANALYSIS, LINKS, MODELS, SCORES
from tests.soak.core.seams import PSEUDONYMS
from tests.soak.core.world import World
from tests.soak.simulation.broker import Stored
from tests.soak.simulation.undisturbed import counts, replay

Told = dict[str, list[bytes]]
_TOLD = (LINKS.name, ALERTS.name, SCORES.name, MODELS.name, ANALYSIS.name)


def is_quiet(world: World) -> bool:
    """Whether all that was sent is in the log, all that is in the log applied, all that was decided told."""
    return (
        not world.late
        and world.lives.keys() <= world.mains.keys()
        and all(name.startswith(("projector", "relay")) for name in (*world.lives, *world.ended))
        and all(_is_done(world, area) for area in world.climate.areas)
    )


def _is_done(world: World, area: str) -> bool:
    held = world.store.held[area]
    last = max((each.offset for each in world.log.stored if each.key.decode() == area), default=None)
    stored = world.store.position(area)
    if stored == TORN or not stored:
        return last is None
    position = Position.read(stored)
    return position.offset == last and not position.holder and not held.get(keys.OUTBOX)


def judge(world: World) -> list[str]:
    """Everything that does not hold."""
    faults = list(dict.fromkeys(world.wrong))
    lost = world.safe - {stored.value for stored in world.log.stored}
    if lost:
        faults.append(f"{len(lost)} messages were acknowledged and are lost")
    for area in world.climate.areas:
        memory, told = _replay(area, [stored for stored in world.log.stored if stored.key.decode() == area])
        faults += _compare_state(world, area, memory)
        faults += _compare_told(world, area, told)
    return faults


def _replay(area: str, log: list[Stored]) -> tuple[AreaInMemory, Told]:
    try:
        replay(area, log).send(None)
    except StopIteration as end:  # not an error: this is how a coroutine returns, and this one never waits
        found: tuple[AreaInMemory, Told] = end.value
        return found
    raise AssertionError("what is in memory is not waited for")


def _compare_state(world: World, area: str, memory: AreaInMemory) -> Iterator[str]:
    documents = {key: write(document) for key, document in memory.documents.items()}
    held, expected = world.store.held[area], dict[Key, Any]({**documents, **memory.members, **memory.scores})
    differing = {key for key in held.keys() | expected.keys() if held.get(key) != (expected.get(key) or None)}
    kinds = {kind_of(key) for key in differing if _counts(key, held.get(key)) or _counts(key, expected.get(key))}
    if kinds:
        yield f"{area}: differs from an undisturbed run: {', '.join(sorted(kinds))}"


def _counts(key: Key, value: object) -> bool:
    return bool(value) and counts(key, value)


def _compare_told(world: World, area: str, expected: Told) -> Iterator[str]:
    for topic in _TOLD:
        once = list(dict.fromkeys(event for key, event in world.log.told.get(topic, ()) if key == area))
        told = [PSEUDONYMS.cover(Outgoing(topic, b"", event)).value for event in expected.get(topic, ())]
        if once != told:
            lost, more = len({*told} - {*once}), len({*once} - {*told})
            order = "" if lost or more else ", out of order"
            yield f"{area}: {topic}: {lost} lost, {more} that should not be{order}"
