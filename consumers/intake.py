"""The Faust agents, one for each topic of what is sent, that let events into the log or into dead letters."""

import asyncio
import time
from collections.abc import Mapping, Sequence, Set
from typing import Any

import faust
from faust.types import TP

from consumers.admission import Admitted, Received, Refused, admit, came_in
from consumers.ageing import is_past
from consumers.refusals import RefusalLimit
from streams import metrics
from streams.broker import Place, Watermarks, read_committed
from streams.errors import Broken, Transient
from streams.faustapp import ending_on_errors, make_app, repeat, work_off
from streams.logs import log
from streams.partnership import Partnership
from streams.patience import patiently
from streams.publisher import Outgoing, Publisher
from streams.sealing.envelope import seal
from streams.sealing.reading import Keys
from streams.settings import Settings
from streams.spans import end_all, open_all, read_trace
from streams.topics import INTAKE_TOPICS
from streams.watchdog import Watchdog

# Nobody notices later than this that all brokers were away.
_BACK_SECONDS = 86_400.0
# How long a rotation of keys may take to get here.
_KEYS_SECONDS = 60.0
# Sooner than a sender comes again.
_LOOK_SECONDS = 10.0


class Intake:
    def __init__(self, settings: Settings) -> None:
        self._partnership: Partnership = settings.partnership
        self._publisher = Publisher(settings)
        self._keys = Keys(settings)
        self._limit = RefusalLimit(settings)
        self.halted: Set[Place] = self._limit.halted
        self.reached: dict[Place, int] = {}

    async def take(self, messages: Sequence[Received]) -> None:
        """Each message is in the log or in dead letters, acknowledged by Kafka, when this returns; with those of places
        that are ``halted`` then nothing is done. Raises :class:`Transient` when Kafka stays away."""
        judged = self._judge(messages)
        if not judged:
            return
        messages, verdicts = [message for message, _ in judged], [verdict for _, verdict in judged]
        came_with = [message.trace for message in messages]
        spans, traces = open_all("admit", came_with, map(_describe, messages, verdicts))
        async for attempt in patiently():
            with attempt:
                outgoing = [self._seal(*each) for each in zip(messages, verdicts, traces, strict=True)]
                await self._publisher.publish(outgoing)
        end_all(spans)
        self.reached |= {message.place: message.offset + 1 for message in messages}
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

    def _judge(self, messages: Sequence[Received]) -> list[tuple[Received, Admitted | Refused]]:
        judged = []
        for message in messages:
            if message.place not in self.halted:
                verdict = admit(message, self._partnership)
                self._limit.count(message.place, isinstance(verdict, Refused))
                judged.append((message, verdict))
        for place in self.halted:
            self.reached.pop(place, None)  # the watchdog would end what does not move
        return [one for one in judged if one[0].place not in self.halted]

    def _seal(self, message: Received, verdict: Admitted | Refused, trace: str) -> Outgoing:
        if isinstance(verdict, Refused):
            return verdict.outgoing._replace(trace=trace)
        topic, key, raw, *_ = verdict.outgoing
        moment = came_in(message)
        aged = is_past(verdict.event, moment, self._partnership.retention.live_months)
        return Outgoing(topic, key, seal(verdict.event, raw, moment, self._keys, aged), trace)


def make_intake(settings: Settings) -> faust.App:
    app = make_app(settings, "intake")
    intake, watermarks = Intake(settings), Watermarks(settings)
    watchdog = Watchdog(settings, lambda: dict(intake.reached))

    @app.task
    async def watch() -> None:
        watchdog.start()
        await watchdog.beat()

    @app.task
    async def follow_keys() -> None:
        await repeat(_KEYS_SECONDS, intake.read_keys)

    @app.task
    async def look_back() -> None:
        await repeat(_LOOK_SECONDS, lambda: check_ends(watermarks, intake))

    @app.on_rebalance_complete.connect(weak=False)
    async def resume(*_: Any, **__: Any) -> None:
        assigned = {(tp.topic, tp.partition) for tp in app.consumer.assignment()}
        places = sorted(assigned - intake.halted)
        intake.reached.clear()
        with ending_on_errors():
            await intake.read_keys()
            intake.reached |= await asyncio.to_thread(read_committed, settings, app.conf.id, places)
            if back := await asyncio.to_thread(find_back, watermarks, intake.reached):
                log.error("topics lost their end: the last day is admitted again", count=len(back))
                intake.reached |= back
                await app.consumer._commit({TP(*place): offset for place, offset in back.items()})

    for sent in INTAKE_TOPICS:
        topic = app.topic(sent.name, value_type=bytes, key_type=bytes)

        @app.agent(topic, name=f"intake-{sent.name}", concurrency=1)
        async def take(stream: Any) -> None:
            async def let_in(batch: list[Any]) -> None:
                await intake.take([_read(each) for each in batch])

            await work_off(stream, settings.batch_limit, let_in, intake.halted)

    return app


async def check_ends(watermarks: Watermarks, intake: Intake) -> None:
    """Raises :class:`Broken` where a topic has lost its end while this went on: begun again, it knows what to do."""
    try:
        back = await asyncio.to_thread(find_back, watermarks, dict(intake.reached))
    except Transient as fault:  # ending this would not bring Kafka back
        log.warning("waiting", process="intake", reason=str(fault))
        return
    if back:
        topics = ", ".join(sorted({topic for topic, _ in back}))
        raise Broken(f"{topics} lost their end: what was sent since is admitted after a start")


def find_back(watermarks: Watermarks, reached: Mapping[Place, int]) -> dict[Place, int]:
    """Where to begin again on the topics that are shorter than was admitted of them. All brokers have lost their end;
    what agencies sent since has the places of what they sent before, and to admit something twice changes nothing.
    Raises :class:`Transient`."""
    found: dict[Place, int] = {}
    for place, offset in reached.items():
        _, high = watermarks.of(*place)
        if offset > high:
            found[place] = watermarks.find_later(*place, round((time.time() - _BACK_SECONDS) * 1000))
    return found


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
