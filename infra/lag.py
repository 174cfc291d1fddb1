"""How far behind each step is: messages sent and not yet admitted, admitted and not yet in Redis."""

from collections.abc import Mapping
from dataclasses import dataclass

from redis import Redis

from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.reads import find_fault
from scoring.state.store import TORN, Position
from streams.broker import Watermarks, read_admitted
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import OBSERVATIONS


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
        """Cost: two calls to the broker for each partition. Raises :class:`Transient` when it does not answer."""
        positions = {area: self._redis.get(in_area(area, keys.POSITION)) for area in self._settings.partnership.areas}
        raws = {area: raw if isinstance(raw, bytes) else b"" for area, raw in positions.items()}
        apart = {area: fault for area, raw in raws.items() if (fault := find_fault(raw))}
        return Lag(self._intake(), self._projector(raws), apart)

    def _intake(self) -> int:
        return sum(self._behind(*place, offset) for place, offset in read_admitted(self._settings).items())

    def _behind(self, topic: str, partition: int, reached: int) -> int:
        low, high = self._watermarks.of(topic, partition)
        return high - max(reached, low)

    def _projector(self, positions: Mapping[str, bytes]) -> int:
        # A partition is applied in order, so it is as far as the furthest of its areas that are followed.
        reached: dict[int, int] = {}
        for area, raw in positions.items():
            partition = partition_of(area, OBSERVATIONS.partitions)
            applied = Position.read(raw).offset + 1 if raw and raw != TORN else 0
            reached[partition] = max(reached.get(partition, 0), applied)
        return sum(self._behind(OBSERVATIONS.name, partition, offset) for partition, offset in reached.items())
