"""Kafka in memory: partitions with a tail that is not acknowledged yet, committed offsets, and groups by generation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from streams.partitions import partition_of
from streams.topics import TOPICS
from tests.soak.simulation.chance import Chance
from tests.soak.simulation.loop import Life, SimulatedLoop

Place = tuple[str, int]
_PARTITIONS = {topic.name: topic.partitions for topic in TOPICS}


class Stored(NamedTuple):
    """``timestamp`` in Unix milliseconds: the broker's own."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes
    value: bytes


@dataclass(slots=True)
class Partition:
    """Up to ``high`` everything is acknowledged, and nobody reads further."""

    log: list[Stored] = field(default_factory=list)
    high: int = 0


@dataclass(slots=True, eq=False)
class Member:
    """``generation`` it knows of. ``told`` is called when it may learn that there is another."""

    group: "Group"
    life: Life
    told: Callable[[], None] = lambda: None
    generation: int = -1
    owned: frozenset[Place] = frozenset()

    @property
    def is_current(self) -> bool:
        return self in self.group.members and self.generation == self.group.generation


@dataclass(slots=True)
class Group:
    """Who of its members has which partition, since which generation; and what is committed: offset and text."""

    name: str
    places: list[Place]
    members: list[Member] = field(default_factory=list)
    owners: dict[Place, Member] = field(default_factory=dict)
    generation: int = 0
    committed: dict[Place, tuple[int, str]] = field(default_factory=dict)

    def join(self, member: Member) -> None:
        if member not in self.members:
            self.members.append(member)
        self._rebalance()

    def leave(self, member: Member) -> None:
        if member in self.members:
            self.members.remove(member)
            self._rebalance()

    def _rebalance(self) -> None:
        self.generation += 1
        self.owners = {}
        for number, place in enumerate(self.places if self.members else ()):
            self.owners[place] = self.members[number % len(self.members)]
        for member in list(self.members):
            member.told()

    def follow(self, member: Member) -> None:
        """The member learns of the present generation."""
        member.generation = self.generation
        member.owned = frozenset(place for place, owner in self.owners.items() if owner is member)

    def commit(self, member: Member | None, offsets: dict[Place, tuple[int, str]]) -> bool:
        """False for who is not of the present generation. None: outside the group's own protocol."""
        if member is not None and not member.is_current:
            return False
        self.committed |= offsets
        return True


class Broker:
    """``stamp``: the time that messages get."""

    def __init__(self, loop: SimulatedLoop, chance: Chance, stamp: Callable[[], int]) -> None:
        self._loop, self._chance, self._stamp = loop, chance, stamp
        self.partitions = {
            (name, number): Partition() for name, partitions in _PARTITIONS.items() for number in range(partitions)
        }
        self.groups: dict[str, Group] = {}
        self.down_until = 0.0

    @property
    def is_up(self) -> bool:
        return self._loop.now >= self.down_until

    def group(self, name: str, topics: list[str]) -> Group:
        if name not in self.groups:
            places = [(topic, number) for topic in topics for number in range(_PARTITIONS[topic])]
            self.groups[name] = Group(name, places)
        return self.groups[name]

    def place(self, topic: str, key: bytes) -> Place:
        return topic, partition_of(key.decode(), _PARTITIONS[topic])

    def append(self, topic: str, key: bytes, value: bytes) -> Place:
        """At the tail: nobody sees it before :meth:`acknowledge`."""
        place = self.place(topic, key)
        log = self.partitions[place].log
        log.append(Stored(topic, place[1], len(log), self._stamp(), key, value))
        return place

    def acknowledge(self, place: Place) -> None:
        partition = self.partitions[place]
        partition.high = len(partition.log)

    def read(self, place: Place, start: int, most: int) -> list[Stored]:
        partition = self.partitions[place]
        return partition.log[start : min(start + most, partition.high)]

    def visible(self, topic: str) -> list[Stored]:
        """Partition by partition."""
        places = [(topic, number) for number in range(_PARTITIONS[topic])]
        return [stored for place in places for stored in self.read(place, 0, 1_000_000)]

    def crash(self, seconds: float) -> int:
        """What nobody was told of is lost: how many messages."""
        self.down_until = self._loop.now + seconds
        lost = 0
        for partition in self.partitions.values():
            lost += len(partition.log) - partition.high
            del partition.log[partition.high :]
        return lost
