"""The desk that everything sent comes over: judged, recognised, put on Kafka, and only then answered for."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from operator import eq

from consumers.receiving.items import Converted, Item, Origin, Outcome, Receipt, Told
from consumers.receiving.judging import Judged, Verdict, are_alike, judge_item
from consumers.receiving.recent import Recent
from consumers.receiving.sending import Line
from consumers.receiving.summing import Sum
from consumers.receiving.telling import note
from streams.contract import EventKey
from streams.errors import Invalid, Transient
from streams.partnership import Partnership
from streams.spans import carry_on

# Judging so many takes 3 ms; other senders' requests move on between them.
_SLICE = 50
_REPEATED = Invalid(
    "id-repeated",
    "this id came before with other content, and that stands; to change it send record-rectified-1 under its own id",
    "id",
)


@dataclass(slots=True)
class _Sorted:
    """A request's events: those it has to put on Kafka itself, and those that another request is about to."""

    told: list[Told] = field(default_factory=list)
    fresh: dict[EventKey, list[Judged]] = field(default_factory=dict)
    awaited: list[asyncio.Future[None]] = field(default_factory=list)

    def list_fresh(self) -> list[Judged]:
        return [event for events in self.fresh.values() for event in events]


class Desk:
    def __init__(self, partnership: Partnership, recent: Recent, line: Line, sum: Sum | None = None) -> None:
        self._sum = sum
        self._partnership, self._recent, self._line = partnership, recent, line
        # In the order in which they go to Kafka.
        self._under_way: dict[EventKey, list[tuple[bytes, asyncio.Future[None]]]] = {}
        # Put on Kafka while the topics are read, so later than what is read there.
        self._later: set[EventKey] = set()
        # What the topics hold is not known until they are read, nor after Kafka has left something open.
        self._in_doubt = True
        self._reading: asyncio.Task[None] | None = None

    async def take(self, converted: Converted, origin: Origin, compare: bool = False) -> Receipt:
        """``compare``: an event whose id came before with other content is refused. Without, ids are made of what
        documents name, and it is sent: of two events of one id the later recorded stands. It is known where it differs
        from what its id said last in nothing but when it was recorded.

        Raises :class:`Transient` when Kafka has not acknowledged: nothing may be told as accepted then, and what is
        sent again meets what Kafka may have taken after all.
        """
        await self._resolve_doubt()
        verdicts = await self._judge(converted.items, origin)
        # From here to the first wait nothing else runs, so two requests cannot both find an event new.
        found = self._sort(verdicts, compare)
        fresh = found.list_fresh()
        await self._put_on_kafka(fresh)
        for other in found.awaited:
            await asyncio.shield(other)
        receipt = Receipt(found.told, converted.dropped)
        note(receipt, origin.sender)
        if self._sum:
            self._sum(found.told, [event.outgoing.value for event in fresh], origin)
        return receipt

    async def _judge(self, items: Iterable[Item], origin: Origin) -> list[Verdict]:
        verdicts = []
        for number, item in enumerate(items, start=1):
            verdicts.append(judge_item(item, origin, self._partnership))
            if number % _SLICE == 0:
                await asyncio.sleep(0)
        return verdicts

    def _sort(self, verdicts: Iterable[Verdict], compare: bool) -> _Sorted:
        found = _Sorted()
        for verdict in verdicts:
            fault = verdict.fault
            if compare and fault is None and any(self._differs(event, found) for event in verdict.events):
                fault = _REPEATED
            if fault is not None:
                found.told.append(Told(verdict.place, Outcome.REFUSED, verdict.ids, fault))
            elif not verdict.events:
                found.told.append(Told(verdict.place, Outcome.LEFT_OUT))
            else:
                new = [self._is_new(event, found, compare) for event in verdict.events]
                outcome = Outcome.ACCEPTED if any(new) else Outcome.KNOWN
                found.told.append(Told(verdict.place, outcome, verdict.ids))
        return found

    def _differs(self, event: Judged, found: _Sorted) -> bool:
        held = self._recent.said(event.key)
        others = {said for said, _ in self._under_way.get(event.key, ())} | ({held} if held else set())
        return bool((others | {each.said for each in found.fresh.get(event.key, ())}) - {event.said})

    def _is_new(self, event: Judged, found: _Sorted, compare: bool) -> bool:
        """It is this request's to put on Kafka then. Only what its id said last counts: who says again what stood
        before a mistake takes the mistake back."""
        alike = partial(eq if compare else are_alike, event.said)
        fresh, under_way = found.fresh.setdefault(event.key, []), self._under_way.get(event.key)
        if fresh:
            known = alike(fresh[-1].said)
        elif under_way:
            said, done = under_way[-1]
            if known := alike(said):
                found.awaited.append(done)
        else:
            held = self._recent.said(event.key)
            known = held is not None and alike(held)
        if not known:
            fresh.append(event)
        return not known

    async def _put_on_kafka(self, fresh: list[Judged]) -> None:
        if not fresh:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for event in fresh:
            self._under_way.setdefault(event.key, []).append((event.said, done))
        try:
            trace = carry_on()
            await self._line.send([event.outgoing._replace(trace=trace) for event in fresh])
        except Transient as fault:
            self._in_doubt = True
            done.set_exception(fault)
            done.exception()  # whether or not another request waits for it
            raise
        else:
            for event in fresh:
                self._recent.remember(event.key, event.said)
            if self._reading:
                self._later |= {event.key for event in fresh}
            done.set_result(None)
        finally:
            if not done.done():  # the request was given up, and Kafka may have taken it
                self._in_doubt = True
                done.cancel()
            for event in fresh:
                self._under_way[event.key].remove((event.said, done))
                if not self._under_way[event.key]:
                    del self._under_way[event.key]

    async def _resolve_doubt(self) -> None:
        if self._in_doubt or self._reading:
            # One reading serves all that wait for it.
            self._reading = self._reading or asyncio.create_task(self._read_on())
            await asyncio.shield(self._reading)

    async def _read_on(self) -> None:
        self._in_doubt = False
        try:
            for key, said in await asyncio.to_thread(self._recent.read_on):
                if key not in self._later:
                    self._recent.remember(key, said)
        except BaseException:
            self._in_doubt = True
            raise
        finally:
            self._reading = None
            self._later = set()
