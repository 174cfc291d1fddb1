"""From a fresh Linnet under steady traffic to the verdict, with whatever is done to it in between."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from tests.soak.faults.ground import Ground, ground
from tests.soak.faults.judging import Verdict, judge
from tests.soak.faults.marker import Marker
from tests.soak.faults.traffic import Traffic

# A process that waited for Kafka in vain may end and be started again, and aiokafka gives a request 90 s.
WITHIN_SECONDS = 150.0
_RATE = 20.0
T = TypeVar("T")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Weathered(Generic[T]):
    """``undisturbed``: how long a marker took before anything was done, in seconds."""

    undisturbed: list[float]
    seen: T
    verdict: Verdict


def weather(
    home: Path, work: Callable[[Ground, Marker], T], brokers: int = 1, harmed: bool = False, letters: int = 0
) -> Weathered[T]:
    """``work`` does the harm, and leaves everything mended. ``letters``: how many messages are to be refused."""
    with ground(home, brokers, harmed) as found:
        marker = Marker(found, found.looker("marker"))
        with Traffic(found.areas, found.sender, found.looker("looker"), _RATE) as traffic:
            marker.passes(WITHIN_SECONDS)
            undisturbed = [marker.passes(WITHIN_SECONDS) for _ in range(5)]
            seen = work(found, marker)
        senders, lookers = [*traffic.senders, *marker.senders], [traffic.looker, marker.looker]
        return Weathered(undisturbed, seen, judge(found, senders, lookers, letters))
