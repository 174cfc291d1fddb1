"""The process that takes what senders put down: each has one file under way, and all of them move in turn."""

import asyncio
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from redis.asyncio import Redis

from consumers.feeds.book import Book
from consumers.feeds.folders import Folders
from consumers.feeds.kin import Kin
from consumers.feeds.lateness import Lateness
from consumers.feeds.ledger import Ledger
from consumers.feeds.matching import Matching
from consumers.feeds.messages import message_feeds
from consumers.feeds.scanning import find_scanner
from consumers.feeds.sealed import check_key
from consumers.feeds.senders import Sender
from consumers.feeds.settling import Settling
from consumers.feeds.way import Office, Way
from consumers.feeds.weekly import Weekly
from consumers.pacing import Pace
from scoring.state.known import is_erased, knows
from scoring.state.matching import count_matches
from streams.errors import Broken
from streams.logs import log
from streams.publisher import Publisher
from streams.settings import Settings

Now = Callable[[], datetime]
_PAUSE_SECONDS = 1.0


async def run_feeds(settings: Settings, senders: list[Sender], redis: Redis, now: Now) -> None:
    """For ever. Without a senders file it does nothing, so that it can run everywhere."""
    if not senders:
        log.warning("no files are taken", reason="LINNET_FEEDS_FILE is not set")
        await asyncio.Event().wait()
        return
    check_key(settings.pgp_key_file, senders)
    folders = Folders(settings.feeds_dir)
    folders.make(sender.name for sender in senders)
    with owned(folders.work) as ledger:
        kin = Kin(settings.kin_dir)
        kin.take_over(ledger.give_up_kin())
        pace = Pace(partial(knows, redis))
        book, publisher = Book(settings.kin_dir), Publisher(settings)
        scanner = find_scanner(settings.clamd)
        erased, months = partial(is_erased, redis), settings.partnership.retention.live_months
        office = Office(ledger, folders, publisher, kin, book, pace, settings.pgp_key_file, scanner, erased, months)
        desk = Desk(office, senders, now, Settling(settings.feeds_settle_seconds))
        matching = Matching(folders, senders, partial(count_matches, redis))
        counting = asyncio.create_task(matching.run(now))
        try:
            await _take_turns(desk, counting)
        finally:
            counting.cancel()


async def _take_turns(desk: "Desk", counting: asyncio.Task[None]) -> None:
    while True:
        if counting.done():
            counting.result()
        if not await desk.turn():
            await asyncio.sleep(_PAUSE_SECONDS)


class Desk:
    def __init__(self, office: Office, senders: list[Sender], now: Now, settling: Settling | None = None) -> None:
        """``settling``: without it whatever stands there is taken at once."""
        self._office, self._senders, self._now = office, senders, now
        self._settling = settling or Settling(0)
        self._lateness, self._weekly = Lateness(office, senders), Weekly(office, senders)
        for sender in senders:
            message_feeds(sender)  # a mistake in a declaration is told before any file is touched
        known = {sender.name: sender for sender in senders}
        self._ways: dict[str, list[Way]] = {name: [] for name in known}
        for entry in office.ledger.unfinished():
            if entry.sender not in known:
                log.warning("file of a sender that is no more", file=entry.number)
            else:
                self._ways[entry.sender].append(Way(office, known[entry.sender], entry))

    async def turn(self) -> bool:
        """One step of each sender's file; False when there was nothing to do."""
        moved = False
        for sender in self._senders:
            if way := self._way_of(sender):
                await way.step()
                moved = True
                if way.ended:
                    self._ways[sender.name].remove(way)
            # A long file of one sender must not keep the loop from hearing a stop.
            await asyncio.sleep(0)
        self._lateness.look(self._now())
        self._weekly.look(self._now())
        return moved

    def _way_of(self, sender: Sender) -> Way | None:
        ways = self._ways[sender.name]
        if not ways and (name := self._settling.find(sender.name, self._office.folders.waiting(sender.name))):
            ways.append(Way(self._office, sender, self._office.ledger.begin(sender.name, name, self._now())))
        return ways[0] if ways else None


@contextmanager
def owned(work: Path) -> Iterator[Ledger]:
    """Raises :class:`Broken` while another process has it."""
    handle = os.open(work / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Broken(f"another process takes feeds from {work.parent}; one at a time") from None
    ledger = Ledger(work / "ledger.sqlite")
    try:
        yield ledger
    finally:
        ledger.close()
        os.close(handle)
