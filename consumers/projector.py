"""The Faust agent that reads the log and keeps Redis true to it."""

import asyncio
from collections.abc import Iterable
from typing import Any

import faust

from consumers.continuity import Rests
from consumers.projection import LogMessage, Projection
from scoring.linkage.models import choose_models
from scoring.state.connection import check_keeps_all
from scoring.state.opening import open_redis
from streams import metrics
from streams.broker import Watermarks
from streams.errors import Transient
from streams.faustapp import ending_on_errors, make_app, repeat, work_off
from streams.logs import log
from streams.patience import patiently
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.spans import read_trace
from streams.topics import OBSERVATIONS
from streams.watchdog import Watchdog

# How long nobody follows an area that has been given back.
_LOOK_SECONDS = 2.0
# How often it is looked whether the log is still what it was, where nothing comes.
_VERIFY_SECONDS = 60.0


def make_projector(settings: Settings) -> faust.App:
    app = make_app(settings, "projector")
    _tell_sizes(settings)
    redis = open_redis(settings)
    keys = Keys(settings)
    projection = Projection(redis, choose_models(settings), keys.find)
    watermarks = Watermarks(settings)
    # Copied at a stroke: it is asked for from another thread.
    watchdog = Watchdog(settings, lambda: {(OBSERVATIONS.name, at): to for at, to in tuple(projection.reached.items())})
    topic = app.topic(OBSERVATIONS.name, value_type=bytes, key_type=bytes)

    @app.task
    async def watch() -> None:
        watchdog.start()
        await watchdog.beat()

    @app.task
    async def attend() -> None:
        await repeat(_LOOK_SECONDS, projection.look_back)

    @app.task
    async def verify() -> None:
        await repeat(_VERIFY_SECONDS, lambda: verify_all(projection, watermarks))

    @app.on_rebalance_complete.connect(weak=False)
    async def resume(*_: Any, **__: Any) -> None:
        with ending_on_errors():
            await check_keeps_all(redis)
            await asyncio.to_thread(keys.read_on)
            await resume_from_redis(app, projection, watermarks)

    @app.agent(topic, concurrency=1)
    async def project(stream: Any) -> None:
        rests = Rests()

        async def take(batch: list[Any]) -> None:
            messages = [_read(each) for each in batch]
            await verify_rested(projection, watermarks, rests.end({message.partition for message in messages}))
            await projection.project(messages)

        await work_off(stream, settings.batch_limit, take)

    return app


def _tell_sizes(settings: Settings) -> None:
    for name, area in settings.partnership.areas.items():
        metrics.AREA_PEOPLE.labels(name).set(area.people or 0)


async def resume_from_redis(app: faust.App, projection: Projection, watermarks: Watermarks) -> None:
    """Make Redis' position the group's committed offset, behind or ahead of what Kafka remembers.

    Faust seeks to the committed offsets right after this signal (``tables/recovery.py``, ``_resume_streams``),
    and does so again whenever a fetch races a rebalance, so a seek of our own would not last.
    """
    assigned = [tp for tp in app.consumer.assignment() if tp.topic == OBSERVATIONS.name]
    projection.reached.clear()
    offsets = {}
    for tp in assigned:
        async for attempt in patiently():
            with attempt:
                offsets[tp] = await projection.go_on(tp.partition, watermarks)
    if offsets:
        await app.consumer._commit(offsets)
    log.info("resuming", topic=OBSERVATIONS.name, count=len(offsets))


async def verify_rested(projection: Projection, watermarks: Watermarks, partitions: Iterable[int]) -> None:
    """Before what comes next is applied: Kafka may have come back without its end, and without a rebalance. Once
    something of a later place is applied, nothing tells of what was passed over."""
    for partition in partitions:
        async for attempt in patiently():
            with attempt:
                await projection.verify(partition, watermarks)


async def verify_all(projection: Projection, watermarks: Watermarks) -> None:
    for partition in tuple(projection.reached):
        try:
            await projection.verify(partition, watermarks)
        except Transient as fault:  # ending this would not bring Kafka back
            log.warning("waiting", process="projector", partition=partition, reason=str(fault))


def _read(message: Any) -> LogMessage:
    return LogMessage(
        message.partition,
        message.offset,
        int(message.timestamp * 1000),
        message.value or b"",
        read_trace(message.headers),
    )
