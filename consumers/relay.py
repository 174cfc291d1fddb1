"""From the outbox in Redis to Kafka: what a commit decided to tell others is told, at least once, in order.

Entries carry ids that follow from the log, so a second copy (a crash between Kafka's acknowledgement and ours)
is recognised by its id. A rebuild writes the same entries again; those already relayed are dropped here. So are, where
Redis was lost and nobody knows what was relayed, alerts that are on Kafka (:mod:`consumers.told`).
"""

import asyncio
import time

from redis.asyncio import Redis

from consumers.pseudonyms import Pseudonyms, open_pseudonyms
from consumers.told import Told
from scoring.state import keys
from scoring.state.keys import in_area
from scoring.state.store import reach
from streams import metrics
from streams.errors import Broken, Transient
from streams.patience import patiently
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.spans import HEADER, end_all, open_all
from streams.topics import ALERTS, ANALYSIS, LINKS, MODELS, SCORES

_PAUSE_SECONDS = 0.2
_BATCH = 500
# An outbox may still hold entries from when links were all that was told.
_TOPICS = {b"event": LINKS.name} | {
    topic.name.encode(): topic.name for topic in (LINKS, ALERTS, SCORES, MODELS, ANALYSIS)
}


def _entry_order(entry_id: bytes) -> tuple[int, int]:
    offset, number = entry_id.split(b"-")
    return int(offset), int(number)


def address_entry(area: str, fields: dict[bytes, bytes]) -> Outgoing:
    """The topic is the name of an entry's first field; a trace may be the second. Raises :class:`Broken` for a topic
    that nothing is told on."""
    (name, event), *_ = fields.items()
    if name not in _TOPICS:
        raise Broken(f"the outbox of {area} has an entry for {name.decode()!r}: a later version wrote it; run that one")
    return Outgoing(_TOPICS[name], area.encode(), event, fields.get(HEADER.encode(), b"").decode())


async def relay_area(redis: Redis, publisher: Publisher, area: str, pseudonyms: Pseudonyms, told: Told) -> int:
    """One batch of one area; the number of entries taken off the outbox."""
    outbox, relayed = in_area(area, keys.OUTBOX), in_area(area, keys.RELAYED)
    entries = await reach(redis.xrange(outbox, count=_BATCH))
    if not entries:
        return 0
    done = await reach(redis.get(relayed)) or b"0-0"
    ordered = [(_entry_order(entry), fields) for entry, fields in entries]
    due = [(order, address_entry(area, fields)) for order, fields in ordered if order > _entry_order(done)]
    alerts = [(order, outgoing.value) for order, outgoing in due if outgoing.topic == ALERTS.name]
    known = await told.find(area, alerts)
    try:
        await _publish(publisher, [pseudonyms.cover(outgoing) for order, outgoing in due if order not in known])
    except Transient:
        told.forget(area)
        raise
    told.note(area, (order for order, _ in alerts))
    last = max((entries[-1][0], done), key=_entry_order)
    pipe = redis.pipeline(transaction=True)
    pipe.set(relayed, last)
    pipe.xdel(outbox, *(entry for entry, _ in entries))
    await reach(pipe.execute())
    metrics.RELAYED.labels(area).inc(len(due) - len(known))
    return len(entries)


async def _publish(publisher: Publisher, messages: list[Outgoing]) -> None:
    said = ({"area": each.key.decode(), "topic": each.topic} for each in messages)
    spans, carried = open_all("relay", [each.trace for each in messages], said)
    await publisher.publish([each._replace(trace=trace) for each, trace in zip(messages, carried, strict=True)])
    end_all(spans)


async def run_relay(settings: Settings, redis: Redis) -> None:
    publisher, pseudonyms, told = Publisher(settings), open_pseudonyms(settings), Told(settings)
    while True:
        taken = 0
        for area in settings.partnership.areas:
            async for attempt in patiently():
                with attempt:
                    taken += await relay_area(redis, publisher, area, pseudonyms, told)
            metrics.RELAY_LOOKED.labels(area).set(time.time())
        if not taken:
            await asyncio.sleep(_PAUSE_SECONDS)
