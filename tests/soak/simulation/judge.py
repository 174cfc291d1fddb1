"""What must hold once all is quiet, whatever befell the world before."""

from collections.abc import Iterator

import orjson

from consumers.pseudonyms import open_pseudonyms
from scoring.state.store import Position
from streams.contract import event_key
from streams.events.corrections import name_held
from streams.publisher import Outgoing
from streams.topics import ALERTS, ALERTS_PARKED, ANALYSIS, DEAD_LETTERS, DECISIONS, LINKS, MODELS, OBSERVATIONS, SCORES
from tests.soak.simulation.broker import Stored
from tests.soak.simulation.keys import open_log
from tests.soak.simulation.people import AREAS
from tests.soak.simulation.senders import Senders
from tests.soak.simulation.store import Stream
from tests.soak.simulation.undisturbed import Outcome, play, read_all, read_held, waits_in_vain
from tests.soak.simulation.world import World

_SENT = ("police", "ehr", DECISIONS.name)
_TOLD = (LINKS.name, ALERTS.name, SCORES.name, MODELS.name, ANALYSIS.name)
_Id = tuple[str, str]


def is_quiet(world: World) -> bool:
    """Whether all that was sent is admitted or refused, all that was admitted applied, all that was told delivered."""
    log = world.broker.visible(OBSERVATIONS.name)
    return (
        all(partition.high == len(partition.log) for partition in world.broker.partitions.values())
        and _is_read(world, "linnet-intake", _SENT)
        and all(_position(world, area) == _last(log, area) for area in AREAS)
        and not any(_outbox(world, area) for area in AREAS)
        and _is_read(world, "linnet-delivery-hub", (ALERTS.name,))
        and not world.to_rebuild[0]
    )


def _is_read(world: World, group: str, topics: tuple[str, ...]) -> bool:
    committed = world.broker.groups[group].committed if group in world.broker.groups else {}
    ends = {place: partition.high for place, partition in world.broker.partitions.items() if place[0] in topics}
    return all(committed.get(place, (0, ""))[0] == end for place, end in ends.items())


def _position(world: World, area: str) -> Position | None:
    raw = world.store.held.get(f"{{{area}}}:position".encode())
    return Position.read(raw) if raw and raw != b"torn" else None


def _last(log: list[Stored], area: str) -> Position | None:
    ours = [stored for stored in log if stored.key.decode() == area]
    return Position(ours[-1].partition, ours[-1].offset, moment=ours[-1].timestamp) if ours else None


def _outbox(world: World, area: str) -> bool:
    held = world.store.held.get(f"{{{area}}}:outbox".encode())
    return isinstance(held, Stream) and bool(held.entries)


async def judge(world: World, senders: Senders) -> list[str]:
    """Everything that does not hold."""
    log = open_log(world.broker.visible(OBSERVATIONS.name))
    faults = [*dict.fromkeys([*world.wrong, *world.loop.faults]), *_find_lost(world, senders, log)]
    for area in AREAS:
        ours = [stored for stored in log if stored.key.decode() == area]
        expected = await play(area, ours)
        faults += _compare_state(world, area, expected)
        faults += _compare_told(world, area, expected)
    return [*faults, *_find_undelivered(world)]


def _find_lost(world: World, senders: Senders, log: list[Stored]) -> Iterator[str]:
    admitted = {_id_of(stored.value) for stored in log}
    aged = {said["data"]["target"] for stored in log if (said := orjson.loads(stored.value))["type"] == "record-aged-1"}
    letters = [orjson.loads(stored.value) for stored in world.broker.visible(DEAD_LETTERS.name)]
    refused = {(each["data"]["topic"], each["data"]["partition"], each["data"]["offset"]) for each in letters}
    sent = set[_Id]()
    for topic in _SENT:
        for stored in world.broker.visible(topic):
            known = _id_of(stored.value)
            sent.add(known)
            let_in = known in admitted or name_held(event_key(*known)) in aged
            if not let_in and (stored.topic, stored.partition, stored.offset) not in refused:
                yield f"{topic} {stored.partition}-{stored.offset} was neither admitted nor refused"
    for known in senders.safe:
        if known not in sent:
            yield f"{known[0]} {known[1]} was acknowledged and is lost"


def _id_of(raw: bytes) -> _Id:
    said = orjson.loads(raw)
    return said["source"], said["id"]


def _compare_state(world: World, area: str, expected: Outcome) -> Iterator[str]:
    held, whole = read_held(world.store.held, area), read_all(world.store.held, area)
    differing = sorted(
        key
        for key in {*held, *expected.held}
        if held.get(key) != expected.held.get(key) and not waits_in_vain(key, whole.get(key), expected.held.get(key))
    )
    if differing:
        kinds = sorted({key.split(":", 1)[0] for key in differing})
        yield f"{area}: {len(differing)} keys differ from an undisturbed run: {', '.join(kinds)}"
    if _position(world, area) is None:
        yield f"{area}: there is no position"


def _compare_told(world: World, area: str, expected: Outcome) -> Iterator[str]:
    pseudonyms = open_pseudonyms(world.settings)

    def cover(topic: str, event: bytes) -> bytes:
        return pseudonyms.cover(Outgoing(topic, b"", event)).value

    for topic in _TOLD:
        found = [stored.value for stored in world.broker.visible(topic) if stored.key.decode() == area]
        once, told = list(dict.fromkeys(found)), [cover(topic, event) for event in expected.told.get(topic, [])]
        if once != told:
            lost, more = len({*told} - {*once}), len({*once} - {*told})
            yield f"{area}: {topic}: {lost} lost, {more} that should not be" + (
                "" if lost or more else ", out of order"
            )


def _find_undelivered(world: World) -> Iterator[str]:
    told = {stored.value for stored in world.broker.visible(ALERTS.name)}
    parked = world.broker.visible(ALERTS_PARKED.name)
    if parked:
        yield f"{len(parked)} alerts were parked, and nobody had refused them"
    taken = set(world.receiver.taken)
    if taken != told:
        yield f"{len(told - taken)} alerts were not delivered, {len(taken - told)} were never told"
    order: dict[str, list[str]] = {}
    for raw in dict.fromkeys(world.receiver.taken):
        said = orjson.loads(raw)
        order.setdefault(said["data"]["alert"], []).append(said["id"])
    for alert, ids in order.items():
        if ids != sorted(ids, key=_place):
            yield f"alert {alert} was told out of order"


def _place(event_id: str) -> tuple[int, int]:
    *_, offset, number = event_id.split("-")
    return int(offset), int(number)
