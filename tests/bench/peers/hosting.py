"""Linnet's projection for hosts that know no asyncio: the same link, count, rules and atomic commit under each."""

import asyncio
from collections.abc import Mapping, Sequence

from redis import Redis

from consumers.projection import LogMessage, Projection
from infra.roles import rest_collector
from scoring.linkage.models import choose_models
from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.opening import open_redis
from scoring.state.store import Position
from streams.broker import Watermarks
from streams.partitions import partition_of
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.topics import OBSERVATIONS


class Hosted:
    """Of the only worker: all partitions are its own."""

    def __init__(self, settings: Settings) -> None:
        self._loop = asyncio.new_event_loop()
        keys = Keys(settings)
        redis = open_redis(settings)
        self._projection = Projection(redis, choose_models(settings), keys.find)
        self._watermarks = Watermarks(settings)
        self.starts = {partition: self._resume(partition) for partition in range(OBSERVATIONS.partitions)}
        rest_collector()

    def project(self, messages: Sequence[LogMessage]) -> None:
        """All effects are in Redis, and the position with them, when this returns: offsets may be committed now."""
        self._loop.run_until_complete(self._projection.project(messages))

    def _resume(self, partition: int) -> int:
        low, high = self._watermarks.of(OBSERVATIONS.name, partition)
        return self._loop.run_until_complete(self._projection.resume(partition, low, high))


class Marker:
    """For hosts without work: how far they are, where :class:`~tests.bench.peers.progress.Progress` looks."""

    def __init__(self, settings: Settings) -> None:
        self._redis = Redis.from_url(settings.redis_url)
        areas = settings.partnership.areas
        self._keys = {partition_of(area, OBSERVATIONS.partitions): in_area(area, keys.POSITION) for area in areas}
        rest_collector()

    def mark(self, lasts: Mapping[int, int]) -> None:
        """The last offset of each partition. Cost: a round trip."""
        self._redis.mset({self._keys[partition]: str(Position(partition, at)) for partition, at in lasts.items()})
