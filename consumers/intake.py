"""The Faust agents, one for each agency topic, that let events into the log or into dead letters."""

from collections.abc import Sequence
from typing import Any

import faust

from consumers.admission import Admitted, Received, admit
from consumers.refusals import RefusalLimit
from streams import metrics
from streams.faustapp import ending_on_errors, make_app, micro_batches
from streams.partnership import Partnership
from streams.patience import patiently
from streams.publisher import Publisher
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS


class Intake:
    def __init__(self, settings: Settings) -> None:
        self._partnership: Partnership = settings.partnership
        self._publisher = Publisher(settings)
        self._limit = RefusalLimit(settings)
        self.taken = 0

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
        self.taken += len(messages)
        for message, verdict in zip(messages, verdicts, strict=True):
            if isinstance(verdict, Admitted):
                metrics.ACCEPTED.labels(message.topic).inc()
            else:
                metrics.REFUSED.labels(message.topic, verdict.code).inc()


def make_intake(settings: Settings) -> faust.App:
    app = make_app(settings, "intake")
    intake = Intake(settings)
    for agency_topic in AGENCY_TOPICS.values():
        topic = app.topic(agency_topic.name, value_type=bytes, key_type=bytes)

        @app.agent(topic, name=f"intake-{agency_topic.name}", concurrency=1)
        async def take(stream: Any) -> None:
            async for batch in micro_batches(stream, settings.batch_limit):
                with ending_on_errors():
                    await intake.take([_read(event.message) for event in batch])
                for event in batch:
                    await stream.ack(event)

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
