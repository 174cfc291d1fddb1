"""Each week's quality into its sender's folder once the week is over; and what has lain there too long taken away."""

from datetime import datetime, timedelta

from consumers.feeds.folders import RECEIPTS, writing
from consumers.feeds.quality import WEEKS_BEFORE, compare, monday, sum_weeks, tell_week, write_csv
from consumers.feeds.senders import Sender
from consumers.feeds.tidying import tidy
from consumers.feeds.way import Office

_LOOK = timedelta(hours=1)
_FOR_SENDER = 0o640


class Weekly:
    def __init__(self, office: Office, senders: list[Sender]) -> None:
        self._office, self._senders = office, senders
        self._looked: datetime | None = None

    def look(self, now: datetime) -> None:
        # A clock that was ahead and is put right has looked in the future.
        if self._looked is not None and self._looked <= now < self._looked + _LOOK:
            return
        self._looked = now
        week = monday(now) - timedelta(days=7)
        since = now - timedelta(weeks=WEEKS_BEFORE + 2)
        found = sum_weeks(self._office.ledger.finished(since))
        found |= self._office.book.read(since) if self._office.book else {}
        for (sender, feed), weeks in found.items():
            if week in weeks and any(sender == each.name for each in self._senders):
                self._write(sender, f"quality-{feed}-{week}.csv", write_csv(compare(weeks, week), week))
                page = "\n".join([*tell_week(feed, week, weeks), ""])
                self._write(sender, f"quality-{feed}-{week}.txt", page.encode())
        tidy(self._office, {each.name for each in self._senders}, now)

    def _write(self, sender: str, name: str, content: bytes) -> None:
        path = self._office.folders.of(sender) / RECEIPTS / name
        if not path.exists():
            with writing(path, _FOR_SENDER) as file:
                file.write(content)
