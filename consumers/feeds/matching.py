"""How well an agency's records find the people whom other agencies know: once a week, as a share, for its senders.

A name without a birth date, an address without a postcode: what cannot be matched helps nobody, and its sender alone
can mend it. Only the share is told, and of few records nothing, so that it says of nobody whether others know them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import fmean

from consumers.feeds.folders import RECEIPTS, Folders, writing
from consumers.feeds.quality import Figure, Measure, monday, write_csv
from consumers.feeds.senders import Sender
from scoring.state.matching import Match
from streams.errors import Transient
from streams.logs import log

_LOOK_SECONDS = 3600.0
_FOR_SENDER = 0o640
# Below so many records a share could be worked back to a person.
FEWEST = 50

Count = Callable[[str], Awaitable[Mapping[str, Match]]]


class Matching:
    def __init__(self, folders: Folders, senders: list[Sender], count: Count) -> None:
        self._folders, self._senders, self._count = folders, senders, count

    async def run(self, now: Callable[[], datetime]) -> None:
        """For ever."""
        while True:
            try:
                await self.look(now())
            except Transient as fault:
                log.warning("matches are counted later", reason=str(fault))
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self, now: datetime) -> None:
        """A page for each sender that has none for the week that is over. Raises :class:`Transient`."""
        week = monday(now) - timedelta(days=7)
        due = [sender for sender in self._senders if not self._page(sender, week).exists()]
        found = {area: await self._count(area) for area in sorted({area for sender in due for area in sender.areas})}
        for sender in due:
            told = [found[area].get(sender.agency.value, Match()) for area in sender.areas]
            self._write(sender, week, Match(sum(one.records for one in told), sum(one.matched for one in told)))

    def _write(self, sender: Sender, week: date, total: Match) -> None:
        figures = []
        if total.records >= FEWEST:
            before = list(self._read_before(sender, week))
            share = 100 * total.matched / total.records
            figures.append(Figure(Measure.MATCHED, "person", share, fmean(before) if before else None))
        with writing(self._page(sender, week), _FOR_SENDER) as file:
            file.write(write_csv(figures, week))

    def _page(self, sender: Sender, week: date) -> Path:
        return self._folders.of(sender.name) / RECEIPTS / f"quality-matches-{week}.csv"

    def _read_before(self, sender: Sender, week: date) -> Iterator[float]:
        for path in sorted((self._folders.of(sender.name) / RECEIPTS).glob("quality-matches-*.csv")):
            rows = path.read_text(encoding="utf-8").splitlines()[1:]
            if path.name < self._page(sender, week).name and rows:
                yield float(rows[0].split(",")[3])
