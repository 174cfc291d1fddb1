"""What has lain in senders' folders too long taken away; of senders that the senders file has no more, all of it."""

import os
import time
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from consumers.feeds.folders import INCOMING, OUTGOING, is_unfinished
from consumers.feeds.ledger import State
from consumers.feeds.way import Office
from streams.logs import log

# Receipts hold what senders sent; a month is time enough to fetch them. What is written for a week is not coming.
KEPT_DAYS, _UNFINISHED_DAYS = 31, 7
_DAY_SECONDS = 86_400


def tidy(office: Office, known: Collection[str], now: datetime) -> None:
    """``known``: the senders that there are. One that is struck by mistake has a month to come back."""
    begins = time.mktime(now.date().timetuple())
    with os.scandir(office.folders.home / "senders") as folders:
        names = [folder.name for folder in folders if folder.is_dir(follow_symlinks=False)]
    for name in names:
        for folder in (INCOMING, *OUTGOING):
            try:
                _tidy(office.folders.of(name) / folder, begins, name in known)
            except PermissionError:  # Broken, and of this folder alone
                log.error("cannot be tidied: it is not the group's to write to", sender=name, kind=folder)
    _end(office, known, now - timedelta(days=KEPT_DAYS))
    # What is older has gone from what is known too, so that nothing of it is left to be taken back.
    office.kin.forget(now - timedelta(days=(office.live_months + 1) * KEPT_DAYS))


def _tidy(folder: Path, begins: float, known: bool) -> None:
    if folder.is_symlink() or not folder.is_dir():  # none of ours
        return
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # its sender has renamed it meanwhile, or taken it back
            if not path.is_dir() and _is_over(path, begins, known):
                path.unlink()


def _is_over(path: Path, begins: float, known: bool) -> bool:
    """``begins``: today, as Unix seconds."""
    found = path.lstat()
    if path.parent.name != INCOMING:
        return found.st_mtime < begins - KEPT_DAYS * _DAY_SECONDS
    if is_unfinished(path.name) and found.st_mtime < begins - _UNFINISHED_DAYS * _DAY_SECONDS:
        return True
    # By when it got there: how old it says it is is the sender's to say, and nobody takes it out any more.
    return not known and found.st_ctime < begins - KEPT_DAYS * _DAY_SECONDS


def _end(office: Office, known: Collection[str], before: datetime) -> None:
    """Of what was under way: what is on Kafka stays there, and the rest comes from nobody any more."""
    for entry in office.ledger.unfinished():
        if entry.sender not in known and entry.received < before:
            office.folders.clear(entry.number)
            reason = "its sender is no more in the senders file"
            office.ledger.advance(entry, state=State.DONE, code="sender-gone", reason=reason)
            log.warning("file of a sender that is no more is given up", file=entry.number)
