"""A file's way from ``incoming/`` to its receipt, in steps that may each be interrupted and taken again.

Nothing leaves before the whole file is judged, so reading begins anew after a stop; sending goes on where it was. What
was sent twice by a stop has the same ids, and changes nothing.
"""

import asyncio
import fnmatch
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

import orjson

from consumers.feeds.attempts import Attempts
from consumers.feeds.book import Book
from consumers.feeds.drafting import MERGED, Author
from consumers.feeds.faults import FileRefused, shorten
from consumers.feeds.folders import Folders, check_name, writing
from consumers.feeds.judging import ROWS_TO_JUDGE_BY, Judge, Slice
from consumers.feeds.kin import Kin
from consumers.feeds.ledger import Entry, Ledger, State, row_key
from consumers.feeds.messages import MessageFeed, MessageJudge, message_feeds
from consumers.feeds.moving import Erased, find_stays
from consumers.feeds.plan import Origin
from consumers.feeds.receipts import refused_rows_header, write_again, write_receipts, write_refused
from consumers.feeds.scanning import UNSCANNED, Scanner
from consumers.feeds.sealed import bare_name, open_sealed, sealer_for
from consumers.feeds.senders import Feed, Sender
from consumers.feeds.sending import key_of, read_line, settle, stands, write_line
from consumers.feeds.tally import make_tally
from consumers.feeds.withdrawing import withdraw
from consumers.pacing import Pace
from streams import metrics
from streams.errors import Transient
from streams.logs import log
from streams.patience import patiently
from streams.publisher import Outgoing

_BATCH = 2_000
# Other senders' files move on meanwhile.
_PAUSE_SECONDS = 0.02
_SAME_BYTES = "same-bytes"


class Publishing(Protocol):
    async def publish(self, messages: Iterable[Outgoing]) -> None: ...


@dataclass(frozen=True, slots=True)
class Office:
    """What every file's way needs. Without a pace all is sent at once; without ``erased`` no area is asked of rows that
    leave it."""

    ledger: Ledger
    folders: Folders
    publisher: Publishing
    kin: Kin
    book: Book | None = None
    pace: Pace | None = None
    pgp_key: Path | None = None
    scanner: Scanner | None = None
    erased: Erased | None = None
    live_months: int = 12


class Way:
    def __init__(self, office: Office, sender: Sender, entry: Entry) -> None:
        self._office, self._sender, self.entry = office, sender, entry
        self._reading: Iterator[None] | None = None
        self._scanned = office.scanner is None
        self._look: asyncio.Task[bool] | None = None
        self._opening: asyncio.Task[None] | None = None
        self._attempts = Attempts()
        self._steps: dict[State, Callable[[], None]] = {
            State.CLAIMING: self._claim,
            State.CLAIMED: self._read,
            State.PRODUCED: self._receipt,
            State.RECEIPTED: self._finish,
        }

    @property
    def ended(self) -> bool:
        return self.entry.state is State.DONE

    async def step(self) -> None:
        """One step; in reading and sending some thousand rows. Raises :class:`Transient` when Kafka stays away, or the
        virus scanner."""
        try:
            if self._attempts.rests:
                await asyncio.sleep(_PAUSE_SECONDS)
            elif self.entry.state is State.JUDGED:
                await self._produce()
            elif self.entry.state is State.CLAIMED and not self._scanned:
                await self._scan()
            elif self._opening is not None:
                await self._await_opened(self._opening)
            else:
                self._steps[self.entry.state]()
        except FileRefused as fault:
            self._give_back(fault)

    def _claim(self) -> None:
        folders, number = self._office.folders, self.entry.number
        if not folders.copy(number).exists() and not folders.take_out(self._sender.name, self.entry.name, number):
            self._office.ledger.forget(self.entry)
            self.entry = self._as_done()
            return
        sha256, size = folders.copy_out(number)
        self._advance(sha256=sha256, bytes=size)
        check_name(self.entry.name)
        self._begin()
        # Beside what others' files do: a large one takes minutes.
        opening = asyncio.to_thread(open_sealed, folders, self._sender, number, self._office.pgp_key)
        self._opening = asyncio.create_task(opening)

    async def _await_opened(self, opening: asyncio.Task[None]) -> None:
        await asyncio.wait([opening], timeout=_PAUSE_SECONDS)
        if not opening.done():
            return
        self._opening = None
        try:
            opening.result()
        except Transient as fault:
            self._fail(str(fault))
            return
        self._take_up()

    def _take_up(self) -> None:
        feed = self._find_feed()
        self._advance(feed=feed.name, mapping=feed.edition)
        self._advance(version=self._office.ledger.version_of(self.entry))
        if twin := self._office.ledger.twin(self.entry):
            before = f"file {twin.number}, {shorten(twin.name)}, which went in before"
            raise FileRefused(_SAME_BYTES, f"these are the bytes of {before}; nothing is changed")
        self._advance(state=State.CLAIMED)

    async def _scan(self) -> None:
        """Beside what others' files do. After a stop once more: whether it was is not kept."""
        assert self._office.scanner
        if self._look is None:
            # First, so that a scanner that is away counts as no attempt.
            async for attempt in patiently():
                with attempt:
                    await self._office.scanner.await_answer()
            self._begin()
            path = self._office.folders.text(self.entry.number)
            self._look = asyncio.create_task(self._office.scanner.look(path))
        await asyncio.wait([self._look], timeout=_PAUSE_SECONDS)
        if self._look.done():
            look, self._look = self._look, None
            self._take_look(look)

    def _take_look(self, look: asyncio.Task[bool]) -> None:
        try:
            self._scanned = look.result()
        except Transient as fault:
            self._fail(str(fault))
            return
        if not self._scanned:
            self._fail("the virus scanner could not look at it", UNSCANNED)

    def _begin(self) -> None:
        if not self._attempts.under_way:
            self._advance(attempts=self._attempts.begin(self.entry.attempts))

    def _fail(self, fault: str, *why: tuple[str, str]) -> None:
        log.warning("file waits", file=self.entry.number, count=self.entry.attempts, reason=fault)
        self._attempts.fail(*why)

    def _read(self) -> None:
        if self._reading is None:
            self._begin()
            self._reading = self._judge()
        if next(self._reading, "read") == "read":
            self._reading = None

    def _judge(self) -> Iterator[None]:
        """Writes what is told and what is refused beside each other; yields after each slice."""
        folders, number = self._office.folders, self.entry.number
        judge = self._open()
        refusal: FileRefused | None = None
        with (
            folders.text(number).open("rb") as file,
            writing(folders.spool(number)) as spool,
            writing(folders.refused(number)) as refused,
            writing(folders.again(number)) as again,
        ):
            refused.write(refused_rows_header())
            try:
                for done in judge.judge(file):
                    self._refuse_mass(judge, done)
                    self._keep(judge, done, spool, refused, again)
                    yield
            except FileRefused as fault:
                refusal = fault
        tally = judge.tally() if isinstance(judge, MessageJudge) else make_tally(judge)
        if isinstance(judge, MessageJudge):
            # Before anything is sent: to take back what was never told changes nothing.
            self._office.kin.keep(self._sender.source, judge.kin)
        if refusal is not None:
            self._advance(tally=tally)
            raise refusal
        self._advance(state=State.JUDGED, tally=tally)

    def _open(self) -> Judge | MessageJudge:
        feed = self._find_feed()
        if isinstance(feed, Feed):
            return Judge(feed.mapping, self._origin())
        author = Author(self._origin(), self._sender.agency, feed.declaration, MERGED in self._sender.events)
        recall = partial(self._office.kin.find, self._sender.source)
        return MessageJudge(
            feed, author, bare_name(self.entry.name), recall, partial(withdraw, author, self._office.kin)
        )

    def _refuse_mass(self, judge: Judge | MessageJudge, done: Slice) -> None:
        """Raises :class:`FileRefused` where so much would be taken back at once that it is likelier another mapping, or
        another file, than that so many rows were changed."""
        if not isinstance(judge, Judge) or len(done.over) < ROWS_TO_JUDGE_BY:
            return
        held = self._office.ledger.recall(row_key(self._sender.source, told.id) for told in done.over)
        count = sum(stands(said) for said in held.values())
        if count >= ROWS_TO_JUDGE_BY and count * 100 > judge.rows * judge.mapping.refuse_above:
            reason = f"{count:,} events that were told of would be taken back, for their rows tell of nothing now"
            raise FileRefused("rows-over", f"{reason}. It may be another file, or another mapping")

    def _keep(
        self, judge: Judge | MessageJudge, done: Slice, spool: BinaryIO, refused: BinaryIO, again: BinaryIO
    ) -> None:
        spool.writelines(map(write_line, (*done.told, *done.over)))
        for row in done.refused:
            write_refused(refused, row)
        if isinstance(judge, Judge):
            if done.refused and not again.tell():
                write_again(again, judge.header_text, judge.mapping.codec)
            for row in done.refused:
                write_again(again, row.text, judge.mapping.codec)
        self._advance(line=done.line)

    async def _produce(self) -> None:
        pace, areas = self._office.pace, self._sender.areas
        if pace and not await pace.is_open(areas):
            await asyncio.sleep(_PAUSE_SECONDS)
            return
        most = pace.size(areas) if pace else _BATCH
        with self._office.folders.spool(self.entry.number).open("rb") as spool:
            spool.seek(self.entry.position)
            lines = [line for _, line in zip(range(most), spool, strict=False)]
            position = spool.tell()
        if not lines:
            self._advance(state=State.PRODUCED)
            return
        said = [read_line(line) for line in lines]
        ledger, sender = self._office.ledger, self._sender
        before = ledger.recall(key_of(sender, line) for line in said)
        stays = await find_stays(ledger, self._office.erased, sender, said, before)
        settled = settle(sender, self.entry, said, before, stays)
        async for attempt in patiently():
            with attempt:
                await self._office.publisher.publish(settled.messages)
        if pace:
            pace.sent(settled.messages)
        with ledger.step():
            ledger.remember(settled.remembered)
            ledger.remember_stays(settled.moved)
            self._advance(
                position=position,
                fresh=self.entry.fresh + settled.fresh,
                known=self.entry.known + settled.known,
                corrected=self.entry.corrected + settled.corrected,
            )

    def _receipt(self) -> None:
        write_receipts(self._office.folders, self._sender.name, self.entry, sealer_for(self._sender))
        self._advance(state=State.RECEIPTED)

    def _finish(self) -> None:
        self._office.folders.clear(self.entry.number)
        self._advance(state=State.DONE)
        self._tell_operators()

    def _give_back(self, fault: FileRefused) -> None:
        self._reading = None
        self._advance(state=State.PRODUCED, code=fault.code, reason=fault.reason, line=fault.line or self.entry.line)

    def _find_feed(self) -> Feed | MessageFeed:
        """Raises :class:`FileRefused` for a name that no mapping or format of the sender's is for."""
        messages, name = message_feeds(self._sender), bare_name(self.entry.name).lower()
        for feed in self._sender.feeds:
            if any(fnmatch.fnmatchcase(name, each.lower()) for each in feed.files):
                return feed
        # A name that says the format goes before one that says that it is JSON; of several that say no more the first.
        fitting = [(len(each), feed) for feed in messages for each in feed.files if fnmatch.fnmatchcase(name, each)]
        if fitting:
            return max(fitting, key=lambda one: one[0])[1]
        feeds: list[Feed | MessageFeed] = [*self._sender.feeds, *messages]
        names = ", ".join(each for feed in feeds for each in feed.files)
        raise FileRefused("name-unknown", f"no mapping is for a file of that name; there are ones for {names}")

    def _origin(self) -> Origin:
        return Origin(self._sender.source, self._sender.areas, self.entry.received)

    def _advance(self, **changes: object) -> None:
        self.entry = self._office.ledger.advance(self.entry, **changes)

    def _as_done(self) -> Entry:
        return Entry(self.entry.number, self.entry.sender, self.entry.name, State.DONE, self.entry.received)

    def _tell_operators(self) -> None:
        tally = orjson.loads(self.entry.tally)
        rows, refused = tally.get("rows", 0), tally.get("refused", 0)
        accepted = 0 if self.entry.code else rows - refused
        metrics.FEED_FILES.labels(self._sender.name, self.entry.code or "accepted").inc()
        metrics.FEED_ROWS.labels(self._sender.name, "accepted").inc(accepted)
        metrics.FEED_ROWS.labels(self._sender.name, "refused").inc(rows - accepted)
        log.info(
            "file refused" if self.entry.code else "file taken",
            sender=self._sender.name, agency=self._sender.agency.value, file=self.entry.number,
            code=self.entry.code, accepted=accepted, refused=rows - accepted,
        )  # fmt: skip
