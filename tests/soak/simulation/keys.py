"""What the log is sealed with in the simulation: keys that are there from the start, and of which none is destroyed."""

from streams.contract import EventKey
from streams.sealing.envelope import unseal
from streams.sealing.keyring import Keyring
from streams.sealing.tree import Node
from tests.soak.simulation.broker import Stored
from tests.soak.simulation.people import AREAS


class SimulatedKeys:
    """As :class:`streams.sealing.reading.Keys`, without its topic."""

    def __init__(self) -> None:
        self.ring = Keyring()
        for place, area in enumerate(AREAS):
            self.ring.take(area, 1, "", Node(seed=bytes([place]) * 32))

    def read_on(self) -> None:
        pass

    def find(self, area: str, epoch: int, key: EventKey) -> bytes | None:
        return self.ring.find(area, epoch, key)

    def latest(self, area: str) -> int:
        return self.ring.latest[area]


KEYS = SimulatedKeys()


def open_log(log: list[Stored]) -> list[Stored]:
    """As it was before it was sealed."""
    return [stored._replace(value=unseal(stored.value, KEYS.find)) for stored in log]
