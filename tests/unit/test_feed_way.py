"""A file's way from incoming to its receipt, whatever is sent and wherever it is interrupted."""

import os
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from consumers.feeds import way
from consumers.feeds.folders import DONE, INCOMING, RECEIPTS, REJECTED, Folders
from consumers.feeds.ledger import Entry, Ledger, State
from consumers.feeds.receipts import write_receipts
from consumers.feeds.running import owned
from streams.errors import Broken
from streams.publisher import Outgoing
from tests.faulty_rows import FAULTS, Row, write_faulty_file
from tests.feeds import NAME, Kafka, make_rows, make_sender, put, read_receipts, take_all, write_file


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path)
    made.make([NAME])
    return made


def ids(sent: list[Outgoing]) -> list[str]:
    return [orjson.loads(message.value)["id"] for message in sent]


async def test_a_file_is_taken_and_its_sender_told(folders: Folders, tmp_path: Path) -> None:
    """Every row is on the agency's topic under the area's key, and the receipt counts them."""
    put(folders, "incidents.csv", write_file(make_rows(50)))
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert len(set(ids(kafka.sent))) == 50
    assert {(message.topic, message.key) for message in kafka.sent} == {("police", b"northmoor")}
    (receipt,) = read_receipts(folders)
    assert (receipt["rows"], receipt["accepted"], receipt["refused"], receipt["new"]) == (50, 50, 0, 50)
    assert list((folders.of(NAME) / INCOMING).iterdir()) == []
    assert [path.suffix for path in folders.work.iterdir() if path.name.startswith("1.")] == []


async def test_the_same_bytes_change_nothing(folders: Folders, tmp_path: Path) -> None:
    """A file sent twice, under whatever name, is taken once, and the second receipt says so."""
    raw = write_file(make_rows(20))
    kafka = Kafka()
    for name in ("incidents.csv", "incidents.csv", "incidents-again.csv"):
        put(folders, name, raw)
        await take_all(tmp_path, kafka, make_sender())
    assert len(kafka.sent) == 20
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["", "same-bytes", "same-bytes"]


async def test_the_same_name_with_new_bytes_is_a_new_version(folders: Folders, tmp_path: Path) -> None:
    """What is in it again is not sent again, what is new is, and what has changed puts right what was said."""
    rows = make_rows(20)
    kafka = Kafka()
    put(folders, "incidents.csv", write_file(rows[:15]))
    await take_all(tmp_path, kafka, make_sender())
    rows[3][HOUSE] = "1 Other Street"
    put(folders, "incidents.csv", write_file(rows))
    await take_all(tmp_path, kafka, make_sender())
    receipt = read_receipts(folders)[1]
    assert (receipt["version"], receipt["new"], receipt["changed"], receipt["known"]) == (2, 5, 1, 14)
    (correction,) = [event for m in kafka.sent if (event := orjson.loads(m.value))["type"] == "record-rectified-1"]
    assert correction["data"]["replacement"]["id"] == f"police-incidents:{rows[3][0]}"
    assert correction["data"]["replacement"]["data"]["address"]["text"] == "1 Other Street"


async def test_the_same_bytes_are_read_anew_by_a_mended_mapping(folders: Folders, tmp_path: Path) -> None:
    """Who has mended the mapping can send the file again; what it says as before is known."""
    raw = write_file(make_rows(5))
    for edition in ("1", "2"):
        put(folders, "incidents.csv", raw)
        await take_all(tmp_path, Kafka(), make_sender(edition=edition))
    assert [(receipt["code"], receipt["known"]) for receipt in read_receipts(folders)] == [("", 0), ("", 5)]


async def test_refused_rows_come_back_and_the_others_go_on(folders: Folders, tmp_path: Path) -> None:
    """Each fault with its line, and the rows as they were sent, so that they can be mended and sent."""
    file = write_faulty_file(rows=400, faulty=len(FAULTS), seed=3)
    put(folders, "incidents.csv", file.raw)
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert sorted(ids(kafka.sent)) == sorted(file.good)
    rejected = folders.of(NAME) / REJECTED
    told = (rejected / "incidents.csv.1.refused.csv").read_text("utf-8-sig").splitlines()[1:]
    assert {int(each.split(",")[0]) for each in told} == set(file.expected)
    again = (rejected / "incidents.csv.1.again.csv").read_bytes().splitlines(keepends=True)
    assert set(again[1:]) <= set(file.raw.splitlines(keepends=True))


async def test_mended_rows_alone_complete_the_file(folders: Folders, tmp_path: Path) -> None:
    """A file of the refused rows, mended, is a file like any other."""
    rows = make_rows(60)
    right, rows[7][HOUSE + 1] = rows[7][HOUSE + 1], "NM"
    put(folders, "incidents.csv", write_file(rows))
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    rows[7][HOUSE + 1] = right
    put(folders, "incidents mended.csv", write_file([rows[7]]))
    await take_all(tmp_path, kafka, make_sender())
    assert len(set(ids(kafka.sent))) == len(kafka.sent) == 60


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("other.csv", b"a,b\r\n1,2\r\n", "name-unknown"),
        ("incidents.csv", b"", "file-empty"),
        ("incidents.csv", b"PK\x03\x04 incidents.csv", "not-csv"),
        ("incidents.csv", b"\x1f\x8b\x08\x00 bomb", "not-csv"),
        ("incidents.csv", write_file(make_rows(3)).decode().encode("utf-16"), "not-csv"),
        ("incidents.csv", b"Ref,Date\r\n1,2\r\n", "header-missing"),
        ("incidents.csv", write_file(make_rows(1)).replace(b"Narrative", b"Surname"), "header-repeated"),
        ("incidents.csv", write_file(make_rows(3)) + b"x" * 3_000_000, "line-too-long"),
        ("incidents.csv", write_file([[*row[:4], "PARKING", *row[5:]] for row in make_rows(60)]), "rows-refused"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_whole_file_is_refused_for_cause(
    folders: Folders, tmp_path: Path, name: str, raw: bytes, code: str
) -> None:
    """Nothing of it is taken, the receipt says why, and the next file is read."""
    put(folders, name, raw)
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert kafka.sent == []
    assert [receipt["code"] for receipt in read_receipts(folders)] == [code]
    put(folders, "incidents next.csv", write_file(make_rows(2)))
    await take_all(tmp_path, kafka, make_sender())
    assert len(kafka.sent) == 2
    assert not list((folders.of(NAME) / DONE).glob("incidents.csv*"))


async def test_files_are_taken_under_their_last_name_only(folders: Folders, tmp_path: Path) -> None:
    """What is still written (.name, name.part) is left until it is renamed."""
    for name in (".incidents.csv", "incidents.csv.part", "incidents.csv.filepart"):
        put(folders, name, write_file(make_rows(1)))
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert kafka.sent == []
    assert len(list((folders.of(NAME) / INCOMING).iterdir())) == 3


async def test_links_pipes_and_folders_are_not_followed(folders: Folders, tmp_path: Path) -> None:
    """A link to another's file takes nothing out of it, and what is no file holds nobody up."""
    secret = tmp_path / "secret.csv"
    secret.write_bytes(write_file(make_rows(3)))
    incoming = folders.of(NAME) / INCOMING
    (incoming / "incidents-a.csv").symlink_to(secret)
    os.link(secret, incoming / "incidents-b.csv")
    os.mkfifo(incoming / "incidents-c.csv")
    (incoming / "incidents-d.csv").mkdir()
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert kafka.sent == []
    assert secret.exists()
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["not-a-file"]


async def test_what_is_gone_or_is_another_as_it_is_looked_at_stops_nobody(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender renames a file just then, or puts a folder in its place: the others are taken."""
    incoming, look, gone = folders.of(NAME) / INCOMING, os.scandir, [True]
    put(folders, "incidents-a.csv", write_file(make_rows(1)))
    put(folders, "incidents-b.csv", write_file(make_rows(1)))

    @contextmanager
    def look_late(path: Path) -> Iterator[Any]:
        with look(path) as entries:
            listed = list(entries)
        if path == incoming and gone:
            gone.pop()
            (incoming / "incidents-a.csv").unlink()
            os.utime(incoming / "incidents-b.csv", (0, 0))
        yield iter(listed)

    taken = Folders.take_out

    def take_late(self: Folders, sender: str, name: str, number: int) -> bool:
        if name == "incidents-b.csv":
            (incoming / name).unlink()
            (incoming / name).mkdir()
            put(folders, "incidents-c.csv", write_file(make_rows(3)))
        return taken(self, sender, name, number)

    monkeypatch.setattr("consumers.feeds.folders.os.scandir", look_late)
    monkeypatch.setattr(Folders, "take_out", take_late)
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["not-a-file", ""]
    assert len(kafka.sent) == 3
    assert [path for path in folders.work.iterdir() if path.name.startswith("1.")] == []


def test_rows_to_mend_are_given_back_without_being_held_in_memory(folders: Folders) -> None:
    """There may be as many as in the file; what does not fit would end the process each time it comes to them."""
    folders.again(1).write_bytes(b"x" * (24 << 20))
    entry = Entry(
        1, NAME, "a.csv", State.PRODUCED, datetime.now(UTC), code="rows-refused", tally='{"refused":1,"faults":[]}'
    )
    tracemalloc.start()
    write_receipts(folders, NAME, entry)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (folders.of(NAME) / REJECTED / "a.csv.1.again.csv").read_bytes() == folders.again(1).read_bytes()
    assert peak < 8 << 20


async def test_ten_gigabytes_are_refused_before_they_are_read(folders: Folders, tmp_path: Path) -> None:
    """By the size that the file says it has; nothing of it is copied."""
    with put(folders, "incidents.csv", write_file(make_rows(1))).open("r+b") as file:
        file.truncate(10 << 30)
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert kafka.sent == []
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["file-too-large"]
    assert sum(path.stat().st_blocks for path in tmp_path.rglob("*")) < 10_000


async def test_a_file_that_ends_the_process_time_and_again_is_given_back(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others wait behind it, so it is not tried for ever."""
    put(folders, "incidents.csv", write_file(make_rows(3)))

    def fail(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(way.Way, "_judge", fail)
        for _ in range(10):
            with pytest.raises(Killed):
                await take_all(tmp_path, Kafka(), make_sender())
    put(folders, "incidents-2.csv", write_file(make_rows(3)))
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["unreadable", ""]
    assert len(kafka.sent) == 3


async def test_what_is_logged_holds_nothing_of_a_file(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither its cells nor its name, accepted or refused."""
    lines: list[str] = []
    noted = SimpleNamespace(**{level: lambda *given, **more: lines.append(f"{given}{more}") for level in LEVELS})
    monkeypatch.setattr(way, "log", noted)
    rows = make_rows(60)
    for number in range(40):
        rows[number][HOUSE + 1] = "CANARY"
    put(folders, "incidents canary.csv", write_file(rows))
    put(folders, "incidents other canary.csv", write_file([[*row[:7], "Canary", *row[8:]] for row in rows[50:]]))
    await take_all(tmp_path, Kafka(), make_sender())
    assert len(lines) == 2
    assert "canary" not in "".join(lines).lower()


async def test_a_name_made_to_trip_others_trips_nobody(folders: Folders, tmp_path: Path) -> None:
    """Receipts of a file with an odd name have one of ours."""
    put(folders, "incidents;$(touch x)\n.csv", write_file(make_rows(2)))
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert len(kafka.sent) == 2
    assert {path.name for path in (folders.of(NAME) / RECEIPTS).iterdir()} == {"file-1.1.txt", "file-1.1.json"}


async def test_who_still_writes_to_what_was_sent_changes_nothing(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handle kept open over the rename writes to a file that nobody reads any more."""
    path = put(folders, "incidents.csv", write_file(make_rows(10)))
    with path.open("r+b") as kept:
        before = way.Way._read

        def write_then_read(self: way.Way) -> None:
            kept.seek(0)
            kept.write(b"x" * 500)
            kept.flush()
            before(self)

        monkeypatch.setattr(way.Way, "_read", write_then_read)
        await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert len(kafka.sent) == 10


class Killed(BaseException):
    """As far as Python can show it, kill -9: nothing of ours runs after it."""


def count_steps(monkeypatch: pytest.MonkeyPatch, at: int, after: bool) -> list[int]:
    """Ends everything at the ledger's ``at``-th change, before it is made or after."""
    counted = [0]
    advance = Ledger.advance

    def counting(self: Ledger, *given: Any, **changes: Any) -> Any:
        counted[0] += 1
        if counted[0] == at and not after:
            raise Killed
        moved = advance(self, *given, **changes)
        if counted[0] == at:
            raise Killed
        return moved

    monkeypatch.setattr(Ledger, "advance", counting)
    return counted


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_stopped_anywhere_each_row_is_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """Whatever change of the ledger a stop comes before or after, a start ends with each row once and one receipt."""
    monkeypatch.setattr(way, "_BATCH", 40)
    rows = make_rows(100)
    rows[5][HOUSE + 1] = "NM"
    whole = await _run_stopped(tmp_path / "whole", monkeypatch, 0, after, rows)
    for at in range(1, whole + 1):
        await _run_stopped(tmp_path / str(at), monkeypatch, at, after, rows)


async def _run_stopped(home: Path, monkeypatch: pytest.MonkeyPatch, at: int, after: bool, rows: list[Row]) -> int:
    """How many changes the ledger saw."""
    folders, kafka = Folders(home), Kafka()
    folders.make([NAME])
    put(folders, "incidents.csv", write_file(rows))
    with monkeypatch.context() as patched:
        counted = count_steps(patched, at, after)
        if at:
            with pytest.raises(Killed):
                await take_all(home, kafka, make_sender())
        else:
            await take_all(home, kafka, make_sender())
    await take_all(home, kafka, make_sender())
    assert len(set(ids(kafka.sent))) == 99
    # What a stop between Kafka and the ledger has sent twice has the same ids, and those intake knows.
    assert len({message.value for message in kafka.sent}) == 99
    (receipt,) = read_receipts(folders)
    assert (receipt["rows"], receipt["accepted"], receipt["refused"]) == (100, 99, 1)
    rejected = (folders.of(NAME) / REJECTED / "incidents.csv.1.refused.csv").read_text().splitlines()
    assert len(rejected) == 2
    return counted[0]


async def test_one_process_at_a_time(tmp_path: Path) -> None:
    """A second one is told to go, so that no file is taken twice."""
    folders = Folders(tmp_path)
    folders.make([NAME])
    with owned(folders.work), pytest.raises(Broken, match="one at a time"), owned(folders.work):
        pass


async def test_a_large_file_of_one_keeps_no_other_waiting(tmp_path: Path) -> None:
    """Files of all senders move in turn, some thousand rows each."""
    other = "eastvale-police"
    folders, kafka = Folders(tmp_path), Kafka()
    folders.make([NAME, other])
    put(folders, "incidents.csv", write_file(make_rows(12_000)))
    put(folders, "incidents.csv", write_file(make_rows(10)), other)
    await take_all(tmp_path, kafka, make_sender(), make_sender(other, area="eastvale"))
    keys = [message.key for message in kafka.sent]
    assert keys.index(b"eastvale") < keys.index(b"northmoor")


HOUSE = 12
LEVELS = ("debug", "info", "warning", "error")
