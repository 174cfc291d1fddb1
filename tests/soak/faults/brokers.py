"""Three brokers, three projectors: one after the other goes away, under load."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from streams.partitions import partition_of
from streams.topics import OBSERVATIONS
from tests.integration.roles import await_true
from tests.soak.faults.ground import Ground
from tests.soak.faults.homes import visit
from tests.soak.faults.marker import Marker
from tests.soak.faults.storm import WITHIN_SECONDS, Say

_GROUP = "linnet-projector"
_AWAY_SECONDS = 5.0


@dataclass(slots=True)
class Rolled:
    """Seconds. ``restarts``: of each broker, from its orderly stop until each partition had all its copies again;
    ``meanwhile``: what each marker took that passed through while they were restarted; ``broker_lost``: from kill -9 of
    a broker that stays away until something had passed through; ``two_lost``: from the start of two that were killed.
    ``failover``: from kill -9 of the projector that has an area, which stays away, to the first commit by another;
    ``back``: the same where its supervisor starts it again."""

    restarts: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    broker_lost: float = 0.0
    refused_with_two_lost: bool = False
    two_lost: float = 0.0
    failover: float = 0.0
    back: float = 0.0


def roll(found: Ground, marker: Marker, say: Say, restarted: int = 3, back: bool = True) -> Rolled:
    """So many brokers are ``restarted``; ``back``: a projector is killed that its supervisor starts again, too."""
    rolled = Rolled()
    for instance in ("2", "3"):
        found.start("projector", instance)
    await_true(lambda: len(set(read_owners(found).values())) == 3, WITHIN_SECONDS)
    say("three projectors share the partitions")
    with _passing(marker) as rolled.meanwhile:
        rolled.restarts = [_restart(found, number) for number in range(restarted)]
    say(f"brokers restarted in {', '.join(f'{one:.1f}' for one in rolled.restarts)} s")
    _lose_one(found, marker, rolled)
    _lose_two(found, marker, rolled)
    say(f"a broker lost: {rolled.broker_lost:.1f} s; two lost and back: {rolled.two_lost:.1f} s")
    if back:
        rolled.back = _fail_over(found, stays_away=False)
    rolled.failover = _fail_over(found, stays_away=True)
    say(f"a projector killed: {rolled.back:.1f} s; killed and not started again: {rolled.failover:.1f} s")
    marker.passes(WITHIN_SECONDS)
    return rolled


@contextmanager
def _passing(marker: Marker) -> Iterator[list[float]]:
    """Markers go through, one after the other, from enter to exit."""
    took, done = list[float](), threading.Event()

    def go_on() -> None:
        while not done.is_set():
            took.append(marker.passes(WITHIN_SECONDS))

    going = threading.Thread(target=go_on, daemon=True)
    going.start()
    yield took
    done.set()
    going.join(WITHIN_SECONDS)
    assert not going.is_alive(), "nothing passes any more"


def _restart(found: Ground, number: int) -> float:
    begun, node = time.monotonic(), found.cluster.nodes[number]
    node.stop()
    node.start()
    found.cluster.await_whole()
    return time.monotonic() - begun


def _lose_one(found: Ground, marker: Marker, rolled: Rolled) -> None:
    found.cluster.nodes[0].kill()
    rolled.broker_lost = marker.passes(WITHIN_SECONDS)
    found.cluster.nodes[0].start()
    found.cluster.await_whole()


def _lose_two(found: Ground, marker: Marker, rolled: Rolled) -> None:
    """What is sent meanwhile is not told to be safe."""
    lost = found.cluster.nodes[1:]
    for node in lost:
        node.kill()
    sender = found.sender()
    sending = threading.Thread(target=sender.send, args=([visit(found.areas[0], 1, 0)],), daemon=True)
    sending.start()
    time.sleep(_AWAY_SECONDS)
    rolled.refused_with_two_lost = not sender.acknowledged
    begun = time.monotonic()
    for node in lost:
        node.start()
    marker.senders.append(sender)
    marker.passes(WITHIN_SECONDS)
    rolled.two_lost = time.monotonic() - begun
    found.cluster.await_whole()
    sending.join(WITHIN_SECONDS)


def _fail_over(found: Ground, stays_away: bool) -> float:
    area = found.areas[0]
    name = read_owners(found)[partition_of(area, OBSERVATIONS.partitions)]
    if stays_away:
        found.end(name)
    else:
        found.kill(name)
    reached, begun = found.position(area), time.monotonic()
    await_true(lambda: found.position(area) > reached, WITHIN_SECONDS)
    return time.monotonic() - begun


def read_owners(found: Ground) -> dict[int, str]:
    """Which projector has each partition of the log, as this module names them."""
    admin = AdminClient(found.settings.kafka_client())
    try:
        group = admin.describe_consumer_groups([_GROUP])[_GROUP].result(10)
    except KafkaException:  # its coordinator is on the move
        return {}
    return {
        place.partition: _name(member.group_instance_id)
        for member in group.members
        for place in member.assignment.topic_partitions
        if place.topic == OBSERVATIONS.name
    }


def _name(instance_id: str) -> str:
    number = instance_id.removeprefix("projector-")
    return "projector" if number == "1" else f"projector {number}"
