"""The Faust agents, one for each topic of what is sent, that let events into the log or into dead letters."""

import asyncio
from collections.abc import Sequence
from typing import Any

import faust

from consumers.admission import Admitted, Received, Refused, admit, came_in
from consumers.ageing import is_past
from consumers.refusals import RefusalLimit
from streams import metrics
from streams.broker import read_committed
from streams.faustapp import ending_on_errors, make_app, repeat, work_off
from streams.partnership import Partnership
from streams.patience import patiently
from streams.publisher import Outgoing, Publisher
from streams.sealing.envelope import seal
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.spans import end_all, open_all, read_trace
from streams.topics import INTAKE_TOPICS
from streams.watchdog import Place, Watchdog

# How long a rotation of keys may take to get here.
_KEYS_SECONDS = 60.0


class Intake:
    def __init__(self, settings: Settings) -> None:
        self._partnership: Partnership = settings.partnership
        self._publisher = Publisher(settings)
        self._keys = Keys(settings)
        self._limit = RefusalLimit(settings)
        self.reached: dict[Place, int] = {}

    async def take(self, messages: Sequence[Received]) -> None:
        """Each message is in the log or in dead letters, acknowledged by Kafka, when this returns.

        Raises :class:`Broken` when too many are refused, :class:`Transient` when Kafka stays away.
        """
        verdicts = [admit(message, self._partnership) for message in messages]
        for message, verdict in zip(messages, verdicts, strict=True):
            self._limit.count(message.topic, not isinstance(verdict, Admitted))
        came_with = [message.trace for message in messages]
        spans, traces = open_all("admit", came_with, map(_describe, messages, verdicts))
        async for attempt in patiently():
            with attempt:
                outgoing = [self._seal(*each) for each in zip(messages, verdicts, traces, strict=True)]
                await self._publisher.publish(outgoing)
        end_all(spans)
        self.reached |= {(message.topic, message.partition): message.offset + 1 for message in messages}
        for message, verdict in zip(messages, verdicts, strict=True):
            if isinstance(verdict, Admitted):
                metrics.ACCEPTED.labels(message.topic).inc()
            else:
                metrics.REFUSED.labels(message.topic, verdict.code).inc()

    async def read_keys(self) -> None:
        """Again and again, for a new epoch may have begun."""
        async for attempt in patiently():
            with attempt:
                await asyncio.to_thread(self._keys.read_on)

    def _seal(self, message: Received, verdict: Admitted | Refused, trace: str) -> Outgoing:
        if isinstance(verdict, Refused):
            return verdict.outgoing._replace(trace=trace)
        topic, key, raw, *_ = verdict.outgoing
        moment = came_in(message)
        aged = is_past(verdict.event, moment, self._partnership.retention.live_months)
        return Outgoing(topic, key, seal(verdict.event, raw, moment, self._keys, aged), trace)


def make_intake(settings: Settings) -> faust.App:
    app = make_app(settings, "intake")
    intake = Intake(settings)
    watchdog = Watchdog(settings, lambda: dict(intake.reached))

    @app.task
    async def watch() -> None:
        watchdog.start()
        await watchdog.beat()

    @app.task
    async def follow_keys() -> None:
        await repeat(_KEYS_SECONDS, intake.read_keys)

    @app.on_rebalance_complete.connect(weak=False)
    async def resume(*_: Any, **__: Any) -> None:
        places = [(tp.topic, tp.partition) for tp in app.consumer.assignment()]
        intake.reached.clear()
        with ending_on_errors():
            await intake.read_keys()
            intake.reached |= await asyncio.to_thread(read_committed, settings, app.conf.id, places)

    for sent in INTAKE_TOPICS:
        topic = app.topic(sent.name, value_type=bytes, key_type=bytes)

        @app.agent(topic, name=f"intake-{sent.name}", concurrency=1)
        async def take(stream: Any) -> None:
            await work_off(stream, settings.batch_limit, lambda batch: intake.take([_read(each) for each in batch]))

    return app


def _describe(message: Received, verdict: Admitted | Refused) -> dict[str, str | int]:
    said = {"refused": verdict.code} if isinstance(verdict, Refused) else {"type": verdict.event.type}
    return {"topic": message.topic, **said}


def _read(message: Any) -> Received:
    return Received(
        message.topic,
        message.partition,
        message.offset,
        int(message.timestamp * 1000),
        message.key,
        message.value,
        read_trace(message.headers),
    )
