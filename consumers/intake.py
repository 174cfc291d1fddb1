"""The Faust agents, one for each topic of what is sent, that let events into the log or into dead letters."""

import asyncio
from collections.abc import Sequence
from typing import Any

import faust

from consumers.admission import Admitted, Received, admit
from consumers.refusals import RefusalLimit
from streams import metrics
from streams.broker import read_committed
from streams.faustapp import ending_on_errors, make_app, work_off
from streams.partnership import Partnership
from streams.patience import patiently
from streams.publisher import Publisher
from streams.settings import Settings
from streams.topics import INTAKE_TOPICS
from streams.watchdog import Place, Watchdog


class Intake:
    def __init__(self, settings: Settings) -> None:
        self._partnership: Partnership = settings.partnership
        self._publisher = Publisher(settings)
        self._limit = RefusalLimit(settings)
        self.reached: dict[Place, int] = {}

    async def take(self, messages: Sequence[Received]) -> None:
        """Each message is in the log or in dead letters, acknowledged by Kafka, when this returns.

        Raises :class:`Broken` when too many are refused, :class:`Transient` when Kafka stays away.
        """
        verdicts = [admit(message, self._partnership) for message in messages]
        for message, verdict in zip(messages, verdicts, strict=True):
            self._limit.count(message.topic, not isinstance(verdict, Admitted))
        async for attempt in patiently():
            with attempt:
                await self._publisher.publish([verdict.outgoing for verdict in verdicts])
        self.reached |= {(message.topic, message.partition): message.offset + 1 for message in messages}
        for message, verdict in zip(messages, verdicts, strict=True):
            if isinstance(verdict, Admitted):
                metrics.ACCEPTED.labels(message.topic).inc()
            else:
                metrics.REFUSED.labels(message.topic, verdict.code).inc()


def make_intake(settings: Settings) -> faust.App:
    app = make_app(settings, "intake")
    intake = Intake(settings)
    watchdog = Watchdog(settings, lambda: dict(intake.reached))

    @app.task
    async def watch() -> None:
        watchdog.start()
        await watchdog.beat()

    @app.on_rebalance_complete.connect(weak=False)
    async def resume(*_: Any, **__: Any) -> None:
        places = [(tp.topic, tp.partition) for tp in app.consumer.assignment()]
        intake.reached.clear()
        with ending_on_errors():
            intake.reached |= await asyncio.to_thread(read_committed, settings, app.conf.id, places)

    for sent in INTAKE_TOPICS:
        topic = app.topic(sent.name, value_type=bytes, key_type=bytes)

        @app.agent(topic, name=f"intake-{sent.name}", concurrency=1)
        async def take(stream: Any) -> None:
            await work_off(stream, settings.batch_limit, lambda batch: intake.take([_read(each) for each in batch]))

    return app


def _read(message: Any) -> Received:
    return Received(
        message.topic,
        message.partition,
        message.offset,
        int(message.timestamp * 1000),
        message.key,
        message.value,
    )
