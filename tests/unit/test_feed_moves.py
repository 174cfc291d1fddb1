"""Rows that go from one of their sender's areas to another and back, and what the areas know of them then."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from redis.asyncio import Redis

from consumers.feeds.folders import RECEIPTS, Folders
from consumers.feeds.ledger import Entry, Ledger, State, row_key
from consumers.feeds.senders import Feed, Sender
from consumers.feeds.sending import Line, settle
from consumers.feeds.stays import Stays, name_stay
from consumers.feeds.telling import ERASED
from infra.feeds.mapping_file import SHIPPED, parse_mapping
from scoring.observed import observe
from scoring.revisions import read_revision, revise
from scoring.state import keys
from scoring.state.documents import Cell, write
from scoring.state.keys import in_area
from scoring.state.known import is_erased
from streams.codec import DECIDED, SENT, decode
from streams.contract import EventKey, event_key
from streams.errors import Transient
from streams.events.corrections import RIGHTS_SOURCE, name_held
from streams.publisher import Outgoing
from tests.faulty_rows import RECEIVED, Row
from tests.feeds import NAME, Kafka, make_rows, make_sender, put, read_receipts, take_all, write_file

SOURCE, ROW = "uk.police.county", "police-incidents:NP/0000000"
EASTVALE, NORTHMOOR = "eastvale", "northmoor"
HOUSE, REMARK = 12, 20
ENTRY = Entry(1, NAME, "incidents.csv", State.JUDGED, RECEIVED, sha256="ab" * 32)


def sender() -> Sender:
    """Of two areas, one of which each row names."""
    text = (SHIPPED / "police-incidents.yaml").read_text()
    area = f"    fields:\n      area: {{column: Narrative, codes: {{E: {EASTVALE}, N: {NORTHMOOR}}}}}\n"
    feed = Feed(parse_mapping(text.replace("    fields:\n", area), "police.yaml"), "1", None, "day")
    return replace(make_sender(source=SOURCE), areas=(NORTHMOOR, EASTVALE), feeds=(feed,))


class Areas(Kafka):
    """What each area knows of what was sent, as its projector does."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[str, dict[EventKey, Cell]] = defaultdict(dict)

    async def publish(self, messages: Iterable[Outgoing]) -> None:
        for message in list(messages):
            self.sent.append(message)
            self.learn(message.key.decode(), decode(SENT, message.value))

    def learn(self, area: str, event: Any) -> None:
        assert event.area == area
        revision = read_revision(observe(event))
        held = self.cells[area].get(revision.target)
        self.cells[area][revision.target] = revise(held, revision.cell)

    def standing(self, area: str) -> list[EventKey]:
        return [key for key, cell in self.cells[area].items() if cell.contact and not cell.erased]

    async def erased(self, area: str, event: EventKey) -> bool:
        cell = self.cells[area].get(event)
        return cell is not None and cell.erased

    def officer_erases(self, area: str) -> None:
        """The one event that stands there."""
        (key,) = self.standing(area)
        event = {
            "specversion": "1.0", "id": f"{area}-erased", "source": RIGHTS_SOURCE, "type": "record-erased-1",
            "time": RECEIVED.isoformat(), "area": area,
            "data": {"recorded_at": RECEIVED.isoformat(), "target": name_held(key)},
        }  # fmt: skip
        self.learn(area, decode(DECIDED, orjson.dumps(event)))


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path)
    made.make([NAME])
    return made


def make_row(where: str, house: str, reference: str = "NP/0000000") -> Row:
    (row,) = make_rows(1)
    row[0], row[HOUSE], row[REMARK] = reference, house, where
    return row


async def send(folders: Folders, areas: Areas, where: str, house: str = "14 Mill Road") -> None:
    """A file of one row, for an area."""
    put(folders, "incidents.csv", write_file([make_row(where, house)]))
    await take_all(folders.home, areas, sender(), erased=areas.erased)


async def send_all(folders: Folders, areas: Areas, where: str) -> None:
    """A file for each, with something changed, since the same bytes change nothing."""
    for number, each in enumerate(where):
        await send(folders, areas, each, f"{number} Mill Road")


def ids(areas: Areas, area: str) -> list[str]:
    """Under which the row was told of there, or corrected."""
    found = []
    for message in areas.sent:
        event = orjson.loads(message.value)
        if message.key.decode() == area and event["type"] != "record-erased-1":
            found.append(event["data"].get("replacement", event)["id"])
    return found


@pytest.mark.parametrize("where", ["E", "EN", "ENE", "ENENNE", "NNEEN"])
async def test_a_row_stands_in_the_area_that_it_is_for(folders: Folders, where: str) -> None:
    """However often it has gone and come back: once, and nowhere else; and its sender is told so."""
    areas = Areas()
    await send_all(folders, areas, where)
    here, there = (EASTVALE, NORTHMOOR) if where[-1] == "E" else (NORTHMOOR, EASTVALE)
    assert (len(areas.standing(here)), areas.standing(there)) == (1, [])
    told = [(receipt["new"], receipt["changed"], receipt["known"]) for receipt in read_receipts(folders)]
    assert told == [(1, 0, 0)] + [(0, 1, 0)] * (len(where) - 1)


async def test_only_a_row_that_comes_back_has_another_id(folders: Folders) -> None:
    """By how often it was there before. One that stays, or comes for the first time, has its own."""
    areas = Areas()
    await send_all(folders, areas, "EENNENE")
    assert ids(areas, EASTVALE) == [ROW, ROW, f"{ROW}:back1", f"{ROW}:back2"]
    assert ids(areas, NORTHMOOR) == [ROW, ROW, f"{ROW}:back1"]


async def test_what_comes_later_is_about_the_row_as_it_stands(folders: Folders) -> None:
    """A change puts right the one that came back, and the same row in another file changes nothing."""
    areas = Areas()
    await send_all(folders, areas, "ENE")
    await send(folders, areas, "E", "1 Other Street")
    assert orjson.loads(areas.sent[-1].value)["type"] == "record-rectified-1"
    assert ids(areas, EASTVALE)[-1] == f"{ROW}:back1"
    count = len(areas.sent)
    put(
        folders,
        "incidents again.csv",
        write_file([make_row("E", "1 Other Street"), make_row("N", "2 Mill Road", "NP/2")]),
    )
    await take_all(folders.home, areas, sender(), erased=areas.erased)
    assert (len(areas.sent), len(areas.standing(EASTVALE))) == (count + 1, 1)


@pytest.mark.parametrize(("area", "target"), [(EASTVALE, f"{ROW}:back1"), (NORTHMOOR, ROW)])
def test_a_withdrawal_names_the_id_that_stands(area: str, target: str) -> None:
    """Of a row that has come back; one that never moved is withdrawn under its own."""
    key = row_key(SOURCE, ROW)
    erasure = {"id": f"{ROW}:erased", "type": "record-erased-1", "data": {"target": ROW}}
    line = Line(ROW, area, ERASED.encode(), orjson.dumps(erasure))
    stays = {key: Stays({EASTVALE: 1})}
    settled = settle(sender(), ENTRY, [line], {key: b"a@" + area.encode()}, stays)
    (message,) = settled.messages
    told = orjson.loads(message.value)
    assert (told["id"], told["data"]["target"]) == (f"{target}:erased", target)
    assert settle(sender(), ENTRY, [line], dict(settled.remembered), stays).messages == []


def erasing_sender() -> Sender:
    """As :func:`sender`, of rows that are taken back where the house says so."""
    text = (SHIPPED / "police-incidents.yaml").read_text()
    area = f"    fields:\n      area: {{column: Narrative, codes: {{E: {EASTVALE}, N: {NORTHMOOR}, X: left out}}}}\n"
    taken = text.replace("    fields:\n", f"    erased: {{Location: [gone]}}\n{area}")
    feed = Feed(parse_mapping(taken, "police.yaml"), "1", None, "day")
    return replace(sender(), feeds=(feed,))


@pytest.mark.parametrize("where", ["E", "N", "X"])
async def test_a_row_that_is_taken_back_names_its_area(folders: Folders, where: str) -> None:
    """It stands nowhere afterwards, also where it names another area than it was for, or one that is left out."""
    areas = Areas()
    for house in ("14 Mill Road", "gone"):
        put(folders, "incidents.csv", write_file([make_row("E" if house != "gone" else where, house)]))
        await take_all(folders.home, areas, erasing_sender(), erased=areas.erased)
    assert (areas.standing(EASTVALE), areas.standing(NORTHMOOR)) == ([], [])
    assert [receipt["refused"] for receipt in read_receipts(folders)] == [0, 0]


async def send_to(folders: Folders, areas: Areas, where: str, *others: Row) -> None:
    """As :func:`send`; X is left out."""
    house = f"{len(list((folders.of(NAME) / RECEIPTS).iterdir()))} Mill Road"
    put(folders, "incidents.csv", write_file([make_row(where, house), *others]))
    await take_all(folders.home, areas, erasing_sender(), erased=areas.erased)


@pytest.mark.parametrize(("where", "standing"), [("EX", []), ("EXX", []), ("X", []), ("EXE", [1]), ("EXEXE", [2])])
async def test_a_row_that_tells_of_nothing_any_more_is_taken_back(
    folders: Folders, where: str, standing: list[int]
) -> None:
    """As where its sender finds that a discharge was none, or is not to be shared; told again it stands again."""
    areas = Areas()
    for each in where:
        await send_to(folders, areas, each)
    assert areas.standing(EASTVALE) == [event_key(SOURCE, f"{ROW}:back{count}") for count in standing]
    sent = [orjson.loads(message.value)["type"] for message in areas.sent]
    assert sent.count("record-erased-1") == where.replace("XX", "X").count("EX")


async def test_what_another_row_of_the_file_tells_of_is_not_taken_back(folders: Folders) -> None:
    """Where several rows are of one event and a condition says which tells of it; nor where such a row is refused."""
    areas = Areas()
    await send_to(folders, areas, "E")
    await send_to(folders, areas, "X", make_row("E", "9 Mill Road"))
    await send_to(folders, areas, "X", make_row("Q", "9 Mill Road"))
    assert len(areas.standing(EASTVALE)) == 1


async def test_a_file_that_would_take_back_most_is_refused(folders: Folders) -> None:
    """A mapping with a mistake in a condition erases nothing: sixty rows that told and would tell of nothing."""
    areas = Areas()
    for where in "EX":
        rows = [make_row(where, f"{number} Mill Road", f"NP/{number}") for number in range(60)]
        put(folders, "incidents.csv", write_file(rows))
        await take_all(folders.home, areas, erasing_sender(), erased=areas.erased)
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["", "rows-over"]
    assert len(areas.standing(EASTVALE)) == 60


async def test_what_an_officer_erased_does_not_come_back_after_nothing_was_told(folders: Folders) -> None:
    """Nor under another id."""
    areas = Areas()
    await send_to(folders, areas, "E")
    areas.officer_erases(EASTVALE)
    for where in "XEXE":
        await send_to(folders, areas, where)
    assert areas.standing(EASTVALE) == []


@pytest.mark.parametrize(("where", "code"), [("", "field-missing"), ("Q", "code-unknown")])
async def test_a_row_that_is_taken_back_nowhere_is_refused(folders: Folders, where: str, code: str) -> None:
    """Its sender is told which areas there are to choose from."""
    areas = Areas()
    put(folders, "incidents.csv", write_file([make_row(where, "gone")]))
    await take_all(folders.home, areas, erasing_sender(), erased=areas.erased)
    (receipt,) = read_receipts(folders)
    assert (areas.sent, receipt["refused"], code in str(receipt)) == ([], 1, True)


@pytest.mark.parametrize(("before", "after"), [("E", "NE"), ("ENE", "NE"), ("EN", "EN"), ("E", "NENE")])
async def test_what_an_officer_erased_does_not_come_back(folders: Folders, before: str, after: str) -> None:
    """Into the area in which it was erased, under no id. Of another area it is the row that its sender says it is."""
    areas = Areas()
    await send_all(folders, areas, before)
    area = EASTVALE if before[-1] == "E" else NORTHMOOR
    areas.officer_erases(area)
    for number, where in enumerate(after):
        await send(folders, areas, where, f"{number} Other Street")
        standing = {each: len(areas.standing(each)) for each in (EASTVALE, NORTHMOOR)}
        other = NORTHMOOR if area == EASTVALE else EASTVALE
        assert standing == {area: 0, other: int((where == "E") == (other == EASTVALE))}


async def test_a_row_that_an_earlier_version_moved_comes_back(folders: Folders) -> None:
    """The ledger does not say that it was there before, and the area does."""
    areas = Areas()
    await send_all(folders, areas, "EN")
    with closing(sqlite3.connect(folders.work / "ledger.sqlite")) as base, base:
        base.execute("DROP TABLE stays")
    await send(folders, areas, "E", "2 Other Street")
    assert (ids(areas, EASTVALE)[-1], areas.standing(NORTHMOOR)) == (f"{ROW}:back1", [])
    await send(folders, areas, "E", "3 Other Street")
    assert len(areas.standing(EASTVALE)) == 1


@pytest.mark.parametrize("where", ["E", "EN", "ENE", "ENEN"])
async def test_a_ledger_that_is_lost_doubles_nothing(folders: Folders, where: str) -> None:
    """The last file sent again is known, or of what was erased."""
    areas = Areas()
    await send_all(folders, areas, where)
    for path in folders.work.iterdir():
        path.unlink()
    await send(folders, areas, where[-1], f"{len(where) - 1} Mill Road")
    here, there = (EASTVALE, NORTHMOOR) if where[-1] == "E" else (NORTHMOOR, EASTVALE)
    assert (len(areas.standing(here)), areas.standing(there)) == (1, [])


class Killed(BaseException):
    """As far as Python can show it, kill -9."""


class Stops:
    """Ends everything at the ledger's ``at``-th change, before it is made or after."""

    def __init__(self, patched: pytest.MonkeyPatch, at: int, after: bool) -> None:
        self.counted, self._at, self._after = 0, at, after
        for name in ("advance", "remember", "remember_stays"):
            patched.setattr(Ledger, name, self._wrap(getattr(Ledger, name)))

    def _wrap(self, change: Any) -> Any:
        def counting(*given: Any, **changes: Any) -> Any:
            self.counted += 1
            stops = self.counted == self._at
            if stops and not self._after:
                raise Killed
            made = change(*given, **changes)
            if stops:
                raise Killed
            return made

        return counting


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_stopped_anywhere_the_ids_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """Whatever change of the ledger a stop comes before or after, and though the areas know of the move by then."""
    whole, count = await _go_and_come_back(tmp_path / "whole", monkeypatch, 0, after)
    assert whole == [{ROW, f"{ROW}:back1", f"{ROW}:back2"}, {ROW, f"{ROW}:back1"}]
    for at in range(1, count + 1):
        stopped, _ = await _go_and_come_back(tmp_path / str(at), monkeypatch, at, after)
        assert stopped == whole


async def _go_and_come_back(
    home: Path, monkeypatch: pytest.MonkeyPatch, at: int, after: bool
) -> tuple[list[set[str]], int]:
    folders, areas = Folders(home), Areas()
    folders.make([NAME])
    await send_all(folders, areas, "EN")
    with monkeypatch.context() as patched:
        stops = Stops(patched, at, after)
        with suppress(Killed):
            await send(folders, areas, "E", "1 Other Street")
        await take_all(home, areas, sender(), erased=areas.erased)
    await send(folders, areas, "N", "2 Other Street")
    await send(folders, areas, "E", "3 Other Street")
    assert (len(areas.standing(EASTVALE)), areas.standing(NORTHMOOR)) == (1, [])
    return [set(ids(areas, EASTVALE)), set(ids(areas, NORTHMOOR))], stops.counted


async def test_an_area_is_asked_what_is_erased_there(redis_url: str) -> None:
    """Of an event that it does not know nothing is; of an area that does not know all it was told nobody can say."""
    redis = Redis.from_url(redis_url)
    for area in (EASTVALE, NORTHMOOR):
        await redis.set(in_area(area, keys.POSITION), "0:7:1796069377740")
    for name, cell in {"gone": Cell(erased=True), "here": Cell(aged=True)}.items():
        key = keys.cell(event_key(SOURCE, name))
        await redis.set(in_area(EASTVALE, key), write(cell))
    assert await is_erased(redis, EASTVALE, event_key(SOURCE, "gone"))
    assert not await is_erased(redis, EASTVALE, event_key(SOURCE, "here"))
    assert not await is_erased(redis, NORTHMOOR, event_key(SOURCE, "gone"))
    for position in ("0:3:1796069377740@rebuild-1", "torn", ""):
        await redis.set(in_area(NORTHMOOR, keys.POSITION), position)
        with pytest.raises(Transient):
            await is_erased(redis, NORTHMOOR, event_key(SOURCE, "gone"))
    await redis.aclose()


def test_an_id_leaves_room_for_its_corrections() -> None:
    """However long the row's own is, and no two of its stays have one."""
    named = {name_stay("x" * 96, before) for before in range(1, 50)}
    assert len(named) == 49
    assert max(map(len, named)) + len(":m:") + 12 <= 100
