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

# The first offset there is in a partition, and the one that the next message will have.
_Bounds = tuple[int, int]


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
        intake = self._intake()
        ends = self._read_bounds(OBSERVATIONS)
        positions = self._positions()
        apart = {area: fault for area, raw in positions.items() if (fault := find_fault(raw))}
        return Lag(intake, self._projector(ends, positions), apart)

    def _intake(self) -> int:
        ends = {place: bounds for topic in INTAKE_TOPICS for place, bounds in self._read_bounds(topic).items()}
        return sum(_count_behind(ends[place], offset) for place, offset in read_admitted(self._settings).items())

    def _read_bounds(self, topic: Topic) -> dict[Place, _Bounds]:
        places = [(topic.name, partition) for partition in range(topic.partitions)]
        return {place: self._watermarks.of(*place) for place in places}

    def _positions(self) -> dict[str, bytes]:
        areas = list(self._settings.partnership.areas)
        raws = self._redis.mget([in_area(area, keys.POSITION) for area in areas])
        return {area: raw if isinstance(raw, bytes) else b"" for area, raw in zip(areas, raws, strict=True)}

    def _projector(self, ends: Mapping[Place, _Bounds], positions: Mapping[str, bytes]) -> int:
        # A partition is applied in order, so it is as far as the furthest of its areas that are followed.
        reached: dict[Place, int] = {}
        for area, raw in positions.items():
            place = OBSERVATIONS.name, partition_of(area, OBSERVATIONS.partitions)
            applied = Position.read(raw).offset + 1 if raw and raw != TORN else 0
            reached[place] = max(reached.get(place, 0), applied)
        return sum(_count_behind(ends[place], offset) for place, offset in reached.items())


def _count_behind(bounds: _Bounds, reached: int) -> int:
    """``reached`` may be past the end that was seen before it."""
    low, high = bounds
    return max(high - max(reached, low), 0)
