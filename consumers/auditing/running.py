"""The topic ``audit`` followed for ever: signed each minute, and put where it is looked up."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis

from consumers.auditing.indexing import Indexing
from consumers.auditing.keys import open_key
from consumers.auditing.signing import Signing, send_out
from consumers.auditing.telling import run_telling
from consumers.dueness import is_due
from consumers.tail import Tail
from scoring.state.auditing import AuditIndex
from streams.errors import Transient
from streams.logs import log
from streams.patience import patiently
from streams.publisher import Publisher
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import AUDIT, AUDIT_HEADS

_PROCESS = "auditing"
_BATCH, _WAIT_SECONDS = 2_000, 0.5
Now = Callable[[], datetime]


async def run_auditing(settings: Settings, redis: Redis, now: Now) -> None:
    """For ever, each by itself: Redis may be away and what was written is signed all the same."""
    await asyncio.gather(run_signing(settings, now), run_indexing(settings, redis), run_telling(settings, redis))


async def run_indexing(settings: Settings, redis: Redis) -> None:
    """For ever. Raises :class:`Broken` when another process does the same."""
    index = AuditIndex(redis)
    async for attempt in patiently():
        with attempt:
            if not await index.open(settings.partnership.areas.keys()):
                log.warning("the audit's index was sealed under lost keys, and is made again", process="audit-index")
    tail = Tail(settings, AUDIT, "audit-index", Indexing(index))
    await tail.begin()
    while True:
        await tail.read_on(_BATCH, _WAIT_SECONDS)


async def run_signing(settings: Settings, now: Now) -> None:
    """For ever. Raises :class:`Broken` where the topic is not what was signed, or the key not the one it was."""
    key = open_key(settings)
    async for attempt in patiently():
        with attempt:
            heads = await asyncio.to_thread(_read_heads, settings)
    signing = Signing(key, settings.partnership.areas.keys(), heads)
    tail = Tail(settings, AUDIT, _PROCESS, signing)
    await tail.begin()
    publisher, signed = Publisher(settings), None
    every = timedelta(seconds=settings.audit_seconds)
    while True:
        await tail.read_on(_BATCH, _WAIT_SECONDS)
        if is_due(signed, now(), every):
            await _sign(signing, settings, publisher, now())
            signed = now()


async def _sign(signing: Signing, settings: Settings, publisher: Publisher, at: datetime) -> None:
    heads = signing.sign(at)
    if not heads:
        return
    file = settings.audit_heads_file or settings.data_dir / "audit" / "heads.jsonl"
    try:
        await asyncio.to_thread(send_out, heads, at, publisher, file)
    except Transient as fault:
        log.warning("waiting", process=_PROCESS, reason=str(fault))
    else:
        signing.note(heads, at)


def _read_heads(settings: Settings) -> list[bytes]:
    return [raw for message in read_topic(settings, AUDIT_HEADS) if (raw := message.value())]
