"""The Faust app of a projector, as far as :mod:`consumers.projector` asks anything of it."""

from consumers.projection import LogMessage
from tests.soak.core.asking import Ask
from tests.soak.core.log import NOBODY, PLACE, Place
from tests.soak.core.world import World


class App:
    """What the group has committed, and whose the partition is; and what this member has fetched."""

    def __init__(self, world: World, name: str) -> None:
        self._world, self._name = world, name
        self.consumer = self
        self._assigned, self._next = False, 0

    def assignment(self) -> set[Place]:
        return {PLACE}

    def committed(self, _place: Place) -> int:
        return self._world.log.committed

    async def _commit(self, offsets: dict[Place, int]) -> None:
        await Ask("", f"seeks {offsets[PLACE]}", lambda: self._set_committed(offsets[PLACE]))

    def _set_committed(self, offset: int) -> None:
        """Kafka refuses whoever has been replaced."""
        if self._world.log.owner == self._name:
            self._world.log.committed = offset

    async def take(self) -> list[LogMessage] | None:
        """None: the partition is newly ours, and read from the committed offset on."""
        found: list[LogMessage] | None = await Ask("", "fetches", self._fetch)
        return found

    def _fetch(self) -> list[LogMessage] | None:
        log = self._world.log
        if log.owner == NOBODY:
            log.owner, self._assigned = self._name, False
        if log.owner != self._name:
            self._assigned = False
            return []
        if not self._assigned:
            self._assigned = True
            return None
        found = log.read(self._next, self._world.climate.batch)
        self._next += len(found)
        return found

    def follow(self) -> None:
        self._next = self._world.log.committed

    async def acknowledge(self, last: LogMessage) -> None:
        """Faust commits now and then, and not before it is killed."""
        if self._world.chance.random.random() < 0.5:
            await Ask("", f"acknowledges {last.offset}", lambda: self._set_committed(last.offset + 1))
