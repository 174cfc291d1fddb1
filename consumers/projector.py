"""The Faust agent that reads the log and keeps Redis true to it."""

import asyncio
from contextlib import suppress
from typing import Any

import faust

from consumers.projection import LogMessage, Projection
from scoring.linkage.models import load_models
from scoring.state.connection import check_keeps_all
from scoring.state.opening import open_redis
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
# For how long at most what is new may pass for what was lost. Kafka may come back so without a rebalance.
_VERIFY_SECONDS = 60.0


def make_projector(settings: Settings) -> faust.App:
    app = make_app(settings, "projector")
    redis = open_redis(settings)
    models, keys = load_models(settings.person_model, settings.place_model), Keys(settings)
    projection = Projection(redis, settings.partnership.areas, models, keys.find)
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
        await repeat(_VERIFY_SECONDS, lambda: verify_log(projection, watermarks))

    @app.on_rebalance_complete.connect(weak=False)
    async def resume(*_: Any, **__: Any) -> None:
        with ending_on_errors():
            await check_keeps_all(redis)
            await asyncio.to_thread(keys.read_on)
            await resume_from_redis(app, projection, watermarks)

    @app.agent(topic, concurrency=1)
    async def project(stream: Any) -> None:
        await work_off(stream, settings.batch_limit, lambda batch: projection.project([_read(each) for each in batch]))

    return app


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


async def verify_log(projection: Projection, watermarks: Watermarks) -> None:
    for partition in tuple(projection.reached):
        # Transient: Kafka is away, and ending this would not bring it back.
        with suppress(Transient):
            await projection.verify(partition, watermarks)


def _read(message: Any) -> LogMessage:
    return LogMessage(
        message.partition,
        message.offset,
        int(message.timestamp * 1000),
        message.value or b"",
        read_trace(message.headers),
    )
