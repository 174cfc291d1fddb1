"""Feeds that have not come by when they are due: noticed within a minute of it, and told to sender and operators."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from consumers.feeds.folders import RECEIPTS, writing
from consumers.feeds.senders import Feed, Sender
from consumers.feeds.way import Office
from streams import metrics
from streams.logs import log

_LONDON = ZoneInfo("Europe/London")
_LOOK_SECONDS = 60.0
_WEEKEND = 5
_FOR_SENDER = 0o640
_MONDAY = 0


class Lateness:
    def __init__(self, office: Office, senders: list[Sender]) -> None:
        self._office = office
        self._feeds = [(sender, feed) for sender in senders for feed in sender.feeds if feed.due is not None]
        self._looked: datetime | None = None
        self._told: set[tuple[str, str, date]] = set()

    def look(self, now: datetime) -> None:
        # A clock that was ahead and is put right has looked in the future.
        if self._looked and 0 <= (now - self._looked).total_seconds() < _LOOK_SECONDS:
            return
        self._looked = now
        for sender, feed in self._feeds:
            last = self._office.ledger.last_taken(sender.name, feed.mapping.feed)
            due = last_due(feed, now)
            late = due is not None and (last is None or last < due - _period(feed))
            metrics.FEED_LATE.labels(sender.name, feed.mapping.feed).set(late)
            metrics.FEED_LAST.labels(sender.name, feed.mapping.feed).set(last.timestamp() if last else 0)
            if late and due is not None:
                self._tell(sender, feed, due, last)

    def _tell(self, sender: Sender, feed: Feed, due: datetime, last: datetime | None) -> None:
        key = sender.name, feed.mapping.feed, due.date()
        if key in self._told:
            return
        self._told.add(key)
        log.warning("feed is late", sender=sender.name, agency=sender.agency.value, kind=feed.mapping.feed)
        since = f"The last one came {last:%d %B %Y %H:%M} UTC." if last else "None has come yet."
        text = (
            f"{feed.mapping.feed} was due {due:%d %B %Y %H:%M %Z}, and no file that could be read has come.\n{since}\n"
        )
        name = f"late-{feed.mapping.feed}-{due:%Y-%m-%d}.txt"
        with writing(self._office.folders.of(sender.name) / RECEIPTS / name, _FOR_SENDER) as file:
            file.write(text.encode())


def last_due(feed: Feed, now: datetime) -> datetime | None:
    """The latest moment, not after ``now``, by which a file was to have come."""
    if feed.due is None:
        return None
    local = now.astimezone(_LONDON)
    for back in range(8):
        day = local.date() - timedelta(days=back)
        due = datetime.combine(day, feed.due, tzinfo=_LONDON)
        wanted = feed.every == "day" or (feed.every == "weekday" and day.weekday() < _WEEKEND)
        if due <= local and (wanted or (feed.every == "week" and day.weekday() == _MONDAY)):
            return due
    return None


def _period(feed: Feed) -> timedelta:
    """A file may come this long before it is due, and is that day's."""
    return timedelta(days=7) if feed.every == "week" else timedelta(days=1)
