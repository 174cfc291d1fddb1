"""Senders are told what their data was like, and that it has not come."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from consumers.feeds.book import Book, Sums
from consumers.feeds.folders import RECEIPTS, Folders
from consumers.feeds.kin import Kin
from consumers.feeds.lateness import last_due
from consumers.feeds.ledger import Entry, State
from consumers.feeds.quality import Measure, Week, compare, monday, sum_weeks, tell_week, write_csv
from consumers.feeds.running import Desk, owned
from consumers.feeds.senders import Feed, Sender
from consumers.feeds.senders_form import Every
from consumers.feeds.way import Office
from tests.events import incident, raw
from tests.faulty_rows import RECEIVED
from tests.feeds import NAME, Kafka, make_rows, make_sender, put, write_file

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 18, 3, tzinfo=UTC)


def entry(day: int, refused: int, filled: int, code: str = "") -> Entry:
    came = NOW + timedelta(days=day)
    tally = {
        "rows": 100, "refused": refused, "told": 100 - refused, "filled": {"person.nhs_number": filled},
        "late": {"0": 100 - refused}, "faults": [["person.nhs_number", "nhs-number-check", refused]],
    }  # fmt: skip
    written = json.dumps(tally)
    return Entry(1, NAME, "incidents.csv", State.DONE, came, "police-incidents", code=code, tally=written)


def test_a_week_is_measured_beside_the_weeks_before() -> None:
    """A field that was left empty where it used to be filled shows, by how much and against what."""
    weeks = sum_weeks([entry(-14, 0, 90), entry(-7, 0, 80), entry(0, 20, 20)])[NAME, "police-incidents"]
    figures = {(each.measure, each.field): each for each in compare(weeks, MONDAY)}
    filled = figures[Measure.COMPLETENESS, "person.nhs_number"]
    assert (filled.value, filled.before, filled.change) == (25.0, 85.0, -60.0)
    assert figures[Measure.VALIDITY, "person.nhs_number"].value == pytest.approx(80.0)
    assert figures[Measure.ACCEPTED, ""].change == pytest.approx(-20.0)
    assert figures[Measure.TIMELINESS, ""].value == 100.0


def test_what_has_changed_by_much_is_said_first() -> None:
    """The page begins with it, and the file for spreadsheets has all."""
    weeks = sum_weeks([entry(-7, 0, 80), entry(0, 20, 20)])[NAME, "police-incidents"]
    page = "\n".join(tell_week("police-incidents", MONDAY, weeks))
    assert "-55.0  completeness  person.nhs_number" in page
    assert b"2026-11-16,completeness,person.nhs_number,25.0,80.0,-55.0" in write_csv(compare(weeks, MONDAY), MONDAY)


def test_a_first_week_has_nothing_before_it() -> None:
    """Nor is it said to have changed."""
    figures = compare({MONDAY: Week(files=1, rows=10, told=10)}, MONDAY)
    assert figures
    assert {each.before for each in figures} == {None}


def test_files_sent_again_count_once() -> None:
    """Bytes that went in before say nothing new of quality."""
    weeks = sum_weeks([entry(0, 0, 50), entry(0, 0, 50, code="same-bytes")])[NAME, "police-incidents"]
    assert weeks[MONDAY].files == 1


def feed(every: Every, due: time = time(6)) -> Feed:
    return Feed(make_sender().feeds[0].mapping, "1", due, every)


@pytest.mark.parametrize(
    ("every", "now", "due"),
    [
        ("day", "2026-11-18T05:59+00:00", "2026-11-17T06:00+00:00"),
        ("day", "2026-11-18T06:00+00:00", "2026-11-18T06:00+00:00"),
        ("day", "2026-07-18T05:30+00:00", "2026-07-18T05:00+00:00"),
        ("weekday", "2026-11-22T12:00+00:00", "2026-11-20T06:00+00:00"),
        ("week", "2026-11-22T12:00+00:00", "2026-11-16T06:00+00:00"),
    ],
)
def test_a_feed_is_due_by_the_clocks_of_london(every: Every, now: str, due: str) -> None:
    """Every day, on weekdays, or on Mondays, summer and winter."""
    assert last_due(feed(every), datetime.fromisoformat(now)) == datetime.fromisoformat(due)


async def turn(home: Path, sender: Sender, now: datetime) -> list[str]:
    """Names of what the sender is told of, after everything there is to do."""
    folders = Folders(home)
    folders.make([sender.name])
    with owned(folders.work) as ledger:
        desk = Desk(Office(ledger, folders, Kafka(), Kin(home / "kin"), Book(home / "kin")), [sender], lambda: now)
        while await desk.turn():
            pass
    return sorted(path.name for path in (folders.of(sender.name) / RECEIPTS).iterdir())


async def test_a_feed_that_does_not_come_is_noticed(tmp_path: Path) -> None:
    """Within a minute of being due its sender has a note; one that came in time is not late."""
    sender = Sender(NAME, "uk.police.northmoor", make_sender().agency, ("northmoor",), (), (feed("day"),))
    assert await turn(tmp_path, sender, NOW) == ["late-police-incidents-2026-11-17.txt"]
    put(Folders(tmp_path), "incidents.csv", write_file(make_rows(3)))
    await turn(tmp_path, sender, NOW + timedelta(hours=1))
    assert "late-police-incidents-2026-11-18.txt" not in await turn(tmp_path, sender, NOW + timedelta(hours=4))
    assert "late-police-incidents-2026-11-19.txt" in await turn(tmp_path, sender, NOW + timedelta(hours=28, minutes=1))


async def test_a_clock_that_was_ahead_silences_nothing(tmp_path: Path) -> None:
    """Once it is put right, a feed that is late and a week that is over are told of as ever."""
    sender = Sender(NAME, "uk.police.northmoor", make_sender().agency, ("northmoor",), (), (feed("day"),))
    folders, moments = _folders(tmp_path), [NOW + timedelta(days=400), NOW]
    book = Book(tmp_path / "kin")
    book.add([((NAME, "https-events", monday(NOW - timedelta(days=7))), Sums(rows=10, told=10))])
    with owned(folders.work) as ledger:
        desk = Desk(Office(ledger, folders, Kafka(), Kin(tmp_path / "kin"), book), [sender], lambda: moments[0])
        await desk.turn()
        moments.pop(0)
        await desk.turn()
    told = {path.name for path in (folders.of(NAME) / RECEIPTS).iterdir()}
    assert {"late-police-incidents-2026-11-17.txt", "quality-https-events-2026-11-09.csv"} <= told


async def test_of_a_sender_that_is_struck_nothing_stays(tmp_path: Path) -> None:
    """A month after it was put there, whether it waits to be fetched or to be taken, or was under way; until then the
    sender may come back and finds everything."""
    folders, struck = _folders(tmp_path), "struck"
    folders.make([struck])
    now = datetime.now(UTC)
    before = (now - timedelta(days=40)).timestamp()
    there = [folders.of(struck) / folder / "incidents.csv" for folder in ("incoming", "done", "rejected", "receipts")]
    for path in there:
        path.write_bytes(write_file(make_rows(1)))
        os.utime(path, (before, before))
    with owned(folders.work) as ledger:
        begun = ledger.begin(struck, "other.csv", now)
        folders.copy(begun.number).write_bytes(write_file(make_rows(1)))
        office = Office(ledger, folders, Kafka(), Kin(tmp_path / "kin"))
        await Desk(office, [make_sender()], lambda: now).turn()
        assert [path.exists() for path in there] == [True, False, False, False]
        assert folders.copy(begun.number).exists()
        await Desk(office, [make_sender()], lambda: now + timedelta(days=33)).turn()
        assert ledger.unfinished() == []
    assert [path.exists() for path in there] == [False, False, False, False]
    assert not folders.copy(begun.number).exists()


async def test_what_is_gone_as_it_is_tidied_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender gives a file its last name just then."""
    part, look = _folders(tmp_path).of(NAME) / "incoming" / "incidents.csv.part", Path.iterdir
    part.write_bytes(write_file(make_rows(1)))

    def look_late(folder: Path) -> Iterator[Path]:
        listed = list(look(folder))
        if part in listed:
            part.rename(part.with_suffix(""))
        return iter(listed)

    monkeypatch.setattr(Path, "iterdir", look_late)
    await turn(tmp_path, make_sender(), RECEIVED)
    assert "incidents.csv.1.json" in await turn(tmp_path, make_sender(), RECEIVED)


async def test_what_came_over_https_has_its_week_too(tmp_path: Path) -> None:
    """In the same folder and form as of files, with the weeks before beside it; the page speaks of items."""
    sender = Sender(NAME, "uk.police.northmoor", make_sender().agency, ("northmoor",), (), ())
    book = Book(tmp_path / "kin")
    for days, filled in ((14, 10), (7, 5)):
        sums = Sums(rows=10, told=10, filled=Counter({"person.birth_date": filled}), late=Counter({"0": 10}))
        book.add([((NAME, "https-events", monday(NOW - timedelta(days=days))), sums)])
    week = monday(NOW - timedelta(days=7))
    assert await turn(tmp_path, sender, NOW) == [f"quality-https-events-{week}.{kind}" for kind in ("csv", "txt")]
    told = _folders(tmp_path).of(NAME) / RECEIPTS
    assert "10 items, 0 refused" in (told / f"quality-https-events-{week}.txt").read_text()
    rows = (told / f"quality-https-events-{week}.csv").read_text()
    assert f"{week},completeness,person.birth_date,50.0,100.0,-50.0" in rows


def test_every_moment_that_an_event_may_have_is_counted() -> None:
    """What is on Kafka is answered for, however its sender writes that a moment is UTC."""
    sums = Sums()
    for said in ("2026-11-16T03:00:00Z", "2026-11-16t03:00:00z", "2026-11-16 03:00:00+0000"):
        sums.count_event(raw(incident("northmoor", 1, recorded_at=said)), NOW)
    assert sums.late == {"2": 3}


async def test_the_weeks_quality_is_put_down_once_it_is_over(tmp_path: Path) -> None:
    """For a spreadsheet and for a person, from what the files themselves were."""
    put(_folders(tmp_path), "incidents.csv", write_file(make_rows(60)))
    await turn(tmp_path, make_sender(), RECEIVED)
    told = await turn(tmp_path, make_sender(), RECEIVED + timedelta(days=7))
    assert [name for name in told if name.startswith("quality")] == [
        "quality-police-incidents-2026-11-23.csv",
        "quality-police-incidents-2026-11-23.txt",
    ]
    page = (_folders(tmp_path).of(NAME) / RECEIPTS / told[-1]).read_text()
    assert "60 rows, 0 refused" in page
    assert "completeness  person.family_name          100.0" in page


def _folders(home: Path) -> Folders:
    folders = Folders(home)
    folders.make([NAME])
    return folders


async def test_what_has_lain_too_long_is_taken_away(tmp_path: Path) -> None:
    """Receipts after a month, and beginnings of files after a week; a file that waits is never taken away."""
    own = _folders(tmp_path).of(NAME)
    old = (RECEIVED - timedelta(days=40)).timestamp()
    for place in ("receipts/old.txt", "incoming/old.csv.part", "incoming/other.csv", "receipts/new.txt"):
        (own / place).write_text("x")
        os.utime(own / place, (old, old) if "new" not in place else None)
    await turn(tmp_path, make_sender(), RECEIVED)
    left = {str(path.relative_to(own)) for path in own.rglob("*") if path.is_file()}
    assert left == {"receipts/new.txt", "receipts/other.csv.1.txt", "receipts/other.csv.1.json"}
