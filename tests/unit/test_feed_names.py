"""Files under names that no program of ours would give them."""

import os
from pathlib import Path

import pytest

from consumers.feeds.folders import DONE, INCOMING, RECEIPTS, Folders
from consumers.feeds.ledger import Ledger
from consumers.feeds.running import owned
from tests.faulty_rows import RECEIVED
from tests.feeds import NAME, Kafka, make_rows, make_sender, put, read_receipts, take_all, write_file

OTHER = "eastvale-police"
# As programs send it that write names in the code page of a Windows machine.
FOREIGN = b"incidents caf\xe9.csv"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path)
    made.make([NAME, OTHER])
    return made


async def test_a_name_that_is_no_unicode_holds_nobody_up(folders: Folders, tmp_path: Path) -> None:
    """Its sender is told under a name that can be read, and everybody's other files are taken."""
    put(folders, os.fsdecode(FOREIGN), write_file(make_rows(3)))
    put(folders, "incidents.csv", write_file(make_rows(4, seed=2)))
    put(folders, "incidents.csv", write_file(make_rows(5)), OTHER)
    await take_all(tmp_path, kafka := Kafka(), make_sender(), make_sender(OTHER, area="eastvale"))
    assert len(kafka.sent) == 9
    refused, taken = sorted(read_receipts(folders), key=lambda receipt: receipt["accepted"])
    assert (refused["code"], refused["file"], taken["code"]) == ("name-encoding", "incidents caf%E9.csv", "")
    (page,) = (path.read_text() for path in (folders.of(NAME) / RECEIPTS).glob("file-*.txt"))
    assert "incidents caf%E9.csv" in page
    assert list((folders.of(NAME) / INCOMING).iterdir()) == []


async def test_names_that_read_alike_are_files_of_their_own(folders: Folders, tmp_path: Path) -> None:
    """What reads like the name of another file is neither taken for it nor told of in its place."""
    for name in (FOREIGN, b"incidents caf\xe8.csv", b"incidents caf%E9.csv"):
        put(folders, os.fsdecode(name), write_file(make_rows(4)) if b"%" in name else b"")
    await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert len(kafka.sent) == 4
    told = [(receipt["file"], receipt["code"]) for receipt in read_receipts(folders)]
    assert sorted(told) == [
        ("incidents caf%E8.csv", "name-encoding"),
        ("incidents caf%E9.csv", ""),
        ("incidents caf%E9.csv", "name-encoding"),
    ]
    assert list((folders.of(NAME) / INCOMING).iterdir()) == []


async def test_such_a_file_is_found_again_after_a_stop(folders: Folders, tmp_path: Path) -> None:
    """What was written down before it was taken out leads to the same file, and to one receipt."""
    put(folders, os.fsdecode(FOREIGN), write_file(make_rows(3)))
    with owned(folders.work) as ledger:
        assert ledger.begin(NAME, os.fsdecode(FOREIGN), RECEIVED) == ledger.unfinished()[0]
    await take_all(tmp_path, Kafka(), make_sender())
    assert [receipt["code"] for receipt in read_receipts(folders)] == ["name-encoding"]
    assert list((folders.of(NAME) / INCOMING).iterdir()) == []


@pytest.mark.parametrize("name", ["incidents\n\r\t\x1b[2J.csv", f"incidents{'x' * 242}.csv", "incidents Łódź ☂.csv"])
async def test_an_odd_name_is_a_name(folders: Folders, tmp_path: Path, name: str) -> None:
    """Line breaks, 255 bytes and letters of others: taken, told of under a name of ours, and a second time known."""
    for _ in range(2):
        put(folders, name, write_file(make_rows(3)))
        await take_all(tmp_path, kafka := Kafka(), make_sender())
    assert [(receipt["file"], receipt["code"]) for receipt in read_receipts(folders)] == [
        (name, ""),
        (name, "same-bytes"),
    ]
    assert kafka.sent == []
    assert [path.name for path in (folders.of(NAME) / DONE).iterdir()] == ["file-1.1.sha256"]
    page = (folders.of(NAME) / RECEIPTS / "file-2.2.txt").read_text()
    assert "\x1b" not in page
    assert page.count("\n") == len(page.splitlines()) == 5


def test_the_ledger_keeps_such_a_name_as_it_is(tmp_path: Path) -> None:
    """Byte for byte, beside the same name in Unicode."""
    names = [os.fsdecode(FOREIGN), "incidents café.csv"]
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for name in names:
        ledger.version_of(ledger.begin(NAME, name, RECEIVED))
    assert [entry.name for entry in ledger.unfinished()] == names
    ledger.close()
