"""Tokens and certificates as the senders file has them now: one that is taken out of use is so within seconds."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace

from consumers.feeds.senders import Sender
from consumers.receiving.credentials import Credentials
from streams.errors import Broken
from streams.logs import log

EVERY_SECONDS = 5.0
Reread = Callable[[], list[Sender]]


async def follow_senders(credentials: Credentials, running: Iterable[Sender], reread: Reread) -> None:
    """For ever. All else in the file, new senders too, counts from the next start on. While the file has a mistake
    nothing changes, and it is told once."""
    kept, told = tuple(running), ""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            credentials.hold(renew(kept, await asyncio.to_thread(reread)))
            told = ""
        except Broken as fault:
            if told != str(fault):
                log.warning("senders file not taken", reason=str(fault))
            told = str(fault)


def renew(running: Iterable[Sender], written: Iterable[Sender]) -> list[Sender]:
    """Those that run and are still written, with what they are known by now."""
    now = {sender.name: sender for sender in written}
    return [
        replace(sender, tokens=now[sender.name].tokens, certificates=now[sender.name].certificates)
        for sender in running
        if sender.name in now
    ]
