"""Known mistakes, each planted by patching the real code: what the simulation is for is to find them."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Any
from unittest.mock import patch

import consumers.intake
import consumers.projection
import consumers.projector
import consumers.relay
import scoring.batches
import scoring.pipeline
import scoring.state.store
import streams.publisher
from consumers.admission import admit
from consumers.delivery.desk import Desk as DeliveryDesk
from consumers.delivery.progress import Progress
from consumers.intake import Intake
from consumers.projection import Projection
from consumers.receiving.desk import Desk
from scoring.linkage.finding.entries import words_of
from scoring.state import keys
from scoring.state.documents import Word
from scoring.state.keys import Subject, in_area
from scoring.state.outbox import Entry
from scoring.state.store import AreaStore, reach
from streams.errors import Transient
from streams.faustapp import ending_on_errors, micro_batches
from streams.patience import patiently

_COMMIT = scoring.state.store._COMMIT
_read = Projection._read
_correct = scoring.pipeline._correct
_run_batch = scoring.batches.run_batch
_write_producing = streams.publisher.write_producing


async def _acknowledge_first(stream: Any, limit: int, work: Callable[[list[Any]], Awaitable[None]]) -> None:
    async for batch in micro_batches(stream, limit):
        for event in batch:
            await stream.ack(event)
        with ending_on_errors():
            await work([event.message for event in batch])


async def _commit_then_place(self: AreaStore, changes: Any, outbox: Any, before: Any, after: Any) -> None:
    await _commit(self, changes, outbox, before, after)
    await reach(self._redis.set(self._key(keys.POSITION), str(after)))


_commit = AreaStore.commit


def _count_first(draft: Any, models: Any, revision: Any) -> None:
    for word in words_of(revision.identity) if revision.identity else ():
        key = keys.word(Subject.PERSON, word)
        held = draft.document(key, Word)
        draft.put(key, Word((held.records if held else 0) + 1))
    _correct(draft, models, revision)


def _read_ticks_again(self: Projection, message: Any) -> Any:
    held = dict(self._positions)
    if b'"tick-1"' in message.value:
        self._positions.clear()
    try:
        return _read(self, message)
    finally:
        self._positions.update(held)


async def _clear_first(redis: Any, publisher: Any, area: str, pseudonyms: Any, _told: Any) -> int:
    outbox, relayed = in_area(area, keys.OUTBOX), in_area(area, keys.RELAYED)
    entries = await reach(redis.xrange(outbox, count=500))
    if not entries:
        return 0
    pipe = redis.pipeline(transaction=True)
    pipe.set(relayed, entries[-1][0])
    pipe.xdel(outbox, *(entry for entry, _ in entries))
    await reach(pipe.execute())
    await publisher.publish([pseudonyms.cover(consumers.relay.address_entry(area, fields)) for _, fields in entries])
    return len(entries)


async def _resume_from_kafka(app: Any, projection: Projection, _watermarks: Any) -> None:
    projection.reached.clear()
    for tp in app.consumer.assignment():
        await projection.stand(tp.partition)
        projection.reached[tp.partition] = app.committed(tp)


async def _resume_from_an_old_end(app: Any, projection: Projection, watermarks: Any) -> None:
    projection.reached.clear()
    offsets = {}
    for tp in app.consumer.assignment():
        low, high = await asyncio.to_thread(watermarks.of, tp.topic, tp.partition)
        async for attempt in patiently():
            with attempt:
                offsets[tp] = await projection.resume(tp.partition, low, high)
    await app.consumer._commit(offsets)


async def _finish_first(self: DeliveryDesk, letter: Any) -> None:
    self._finish(letter)
    await self._attempts.deliver(letter)


def _pass_over_gaps(self: Progress, offset: int, moment: int) -> None:
    self.moment = max(self.moment, moment)
    self.next = max(self.next, offset + 1)


async def _answer_first(self: Desk, fresh: Any) -> None:
    if fresh:
        sending = asyncio.ensure_future(self._line.send([event.outgoing for event in fresh.values()]))
        sending.add_done_callback(lambda done: done.cancelled() or done.exception())
    for key, event in fresh.items():
        self._recent.remember(key, event.said)


async def _give_up(self: Intake, messages: Any) -> None:
    verdicts = [admit(message, self._partnership) for message in messages]
    try:
        await self._publisher.publish([verdict.outgoing for verdict in verdicts])
    except Transient:
        return


async def _number_by_batch(batch: Any, source: Any, models: Any, *more: Any) -> Any:
    changes, entries = await _run_batch(batch, source, models, *more)
    counted = itertools.count(1)
    return changes, [Entry(each.offset, next(counted), each.topic, each.event) for each in entries]


def _patches(*wanted: tuple[Any, str, Any]) -> Callable[[], AbstractContextManager[Any]]:
    def plant() -> AbstractContextManager[Any]:
        stack = ExitStack()
        for place, name, instead in wanted:
            stack.enter_context(patch.object(place, name, instead))
        return stack

    return plant


def _ignore(*_: Any) -> None:
    """Nothing is checked."""


_STORE = scoring.state.store
_UNPLACED = _COMMIT.replace("redis.call('SET', KEYS[1], 'torn')", "").replace("redis.call('SET', KEYS[1], ARGV[2])", "")
_UNFENCED = _COMMIT.replace("if stored ~= ARGV[1] then", "if false then")

# What each is, and how to plant it.
BUGS: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "intake acknowledges before Kafka has it": _patches((consumers.intake, "work_off", _acknowledge_first)),
    "the position is written outside the transaction": _patches(
        (_STORE, "_COMMIT", _UNPLACED), (AreaStore, "commit", _commit_then_place)
    ),
    "counted before it is known to be a copy": _patches((scoring.pipeline, "_correct", _count_first)),
    "the old writer is not fenced": _patches((_STORE, "_COMMIT", _UNFENCED), (AreaStore, "_check", _ignore)),
    "reads are not fenced": _patches((AreaStore, "_check", _ignore)),
    "the outbox is cleared before Kafka has it": _patches((consumers.relay, "relay_area", _clear_first)),
    "a tick that was applied is applied again": _patches((Projection, "_read", _read_ticks_again)),
    "the worker resumes from Kafka's offset": _patches((consumers.projector, "resume_from_redis", _resume_from_kafka)),
    "the log's end is asked for before the wait": _patches(
        (consumers.projector, "resume_from_redis", _resume_from_an_old_end)
    ),
    "one broker's acknowledgement is enough": _patches(
        (streams.publisher, "write_producing", lambda *said: _write_producing(*said) | {"acks": "1"})
    ),
    "a letter is done with before it is taken": _patches((DeliveryDesk, "_deliver", _finish_first)),
    "progress passes over what is not delivered": _patches((Progress, "finish", _pass_over_gaps)),
    "a sender is answered before Kafka has it": _patches((Desk, "_put_on_kafka", _answer_first)),
    "intake gives up when Kafka does not answer": _patches((Intake, "take", _give_up)),
    "the outbox is numbered by batch": _patches((consumers.projection, "run_batch", _number_by_batch)),
}
