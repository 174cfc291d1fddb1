"""How far behind each step is: messages sent and not yet admitted, admitted and not yet in Redis."""

from collections.abc import Mapping
from dataclasses import dataclass

from redis import Redis

from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.reads import find_fault
from scoring.state.store import TORN, Position
from streams.broker import Place, Watermarks, read_admitted
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import INTAKE_TOPICS, OBSERVATIONS, Topic

# Of each partition the first offset there is, and the one that the next message will have.
Ends = Mapping[Place, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Lag:
    """``apart``: areas that nobody follows now, and why; what waits for one is not counted where another area of its
    partition is further."""

    intake: int
    projector: int
    apart: Mapping[str, str]

    @property
    def total(self) -> int:
        return self.intake + self.projector


class LagGauge:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._watermarks = Watermarks(settings)
        self._redis = Redis.from_url(settings.redis_url)

    def read(self) -> Lag:
        """Of what was there when it was called, so that ticks, which come all the time, keep no lag from being 0: where
        each log ends is asked before how far it was read. Cost: two calls to the broker for each partition, one to
        Redis. Raises :class:`Transient` when Kafka does not answer."""
        intake = self.count_unadmitted(self.find_ends(*INTAKE_TOPICS))
        ends, positions = self.find_ends(OBSERVATIONS), self._positions()
        apart = {area: fault for area, raw in positions.items() if (fault := find_fault(raw))}
        return Lag(intake, _count_unapplied(ends, positions), apart)

    def find_ends(self, *topics: Topic) -> Ends:
        places = [(topic.name, partition) for topic in topics for partition in range(topic.partitions)]
        return {place: self._watermarks.of(*place) for place in places}

    def count_unadmitted(self, ends: Ends) -> int:
        """Of what intake's topics held at their ``ends``."""
        return sum(_count_behind(ends[place], offset) for place, offset in read_admitted(self._settings).items())

    def count_unapplied(self, ends: Ends) -> int:
        """Of what ``observations`` held at its ``ends``."""
        return _count_unapplied(ends, self._positions())

    def _positions(self) -> dict[str, bytes]:
        areas = list(self._settings.partnership.areas)
        raws = self._redis.mget([in_area(area, keys.POSITION) for area in areas])
        return {area: raw if isinstance(raw, bytes) else b"" for area, raw in zip(areas, raws, strict=True)}


def _count_unapplied(ends: Ends, positions: Mapping[str, bytes]) -> int:
    # A partition is applied in order, so it is as far as the furthest of its areas that are followed.
    reached: dict[Place, int] = {}
    for area, raw in positions.items():
        place = OBSERVATIONS.name, partition_of(area, OBSERVATIONS.partitions)
        applied = Position.read(raw).offset + 1 if raw and raw != TORN else 0
        reached[place] = max(reached.get(place, 0), applied)
    return sum(_count_behind(ends[place], offset) for place, offset in reached.items())


def _count_behind(bounds: tuple[int, int], reached: int) -> int:
    """``reached`` may be past the end that was seen before it."""
    low, high = bounds
    return max(high - max(reached, low), 0)
