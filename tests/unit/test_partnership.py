import csv
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import orjson
import pytest

from infra.partnership.case_study import CASE_STUDY_POSTCODE
from infra.partnership.case_study_contacts import CASE_STUDY_CONTACTS, CASE_STUDY_COUNTS
from infra.partnership.feeds import FOLDER, read_feeds
from infra.partnership.live import live_events
from infra.partnership.plan import PARTNERSHIP_FILE, Plan
from infra.partnership.simulate import TRUTH, simulate
from scoring.linkage.places import parse
from streams.codec import SENT, decode, encode
from streams.codes.agencies import Agency
from streams.errors import Broken, Invalid
from streams.partnership import read_partnership

UNTIL = datetime(2026, 11, 1, 6, tzinfo=UTC)
PLAN = Plan(seed=7, people=700, weeks=26, until=UNTIL)

Row = dict[str, str]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("partnership")
    simulate(folder, PLAN)
    return folder


@pytest.fixture(scope="module")
def sent(directory: Path) -> list[tuple[Agency, str, dict[str, Any]]]:
    return [(agency, area, orjson.loads(raw)) for agency, area, raw in read_feeds(directory)]


def read_truth(directory: Path, table: str) -> list[Row]:
    with (directory / TRUTH / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def find_case_study(directory: Path) -> list[dict[str, Any]]:
    """Every event of the case study's true address, in the order of sending."""
    (home,) = [
        row["address"]
        for row in read_truth(directory, "addresses")
        if (row["flat"], row["number"], row["street"]) == ("Flat 2", "14", "Curlew Street")
    ]
    ids = {(row["source"], row["event_id"]) for row in read_truth(directory, "events") if row["address"] == home}
    events = [orjson.loads(raw) for _, _, raw in read_feeds(directory)]
    return [event for event in events if (event["source"], event["id"]) in ids]


def read_bytes(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.glob("*/**/*.*"))}


def test_one_seed_gives_the_same_bytes(directory: Path, tmp_path: Path) -> None:
    """The same plan writes byte-identical feeds and truth; another seed does not."""
    simulate(tmp_path / "again", PLAN)
    assert read_bytes(tmp_path / "again") == read_bytes(directory)
    simulate(tmp_path / "other", Plan(8, 100, 2, UNTIL))
    simulate(tmp_path / "another", Plan(9, 100, 2, UNTIL))
    assert read_bytes(tmp_path / "other") != read_bytes(tmp_path / "another")


def test_every_line_decodes_and_speaks_for_its_area(directory: Path) -> None:
    """Each line is a contract the intake takes, from a source that may speak for that agency in that area."""
    areas = read_partnership(PARTNERSHIP_FILE).areas
    for agency, area, raw in read_feeds(directory):
        event = decode(SENT, raw)
        assert event.area == area
        assert areas[area].sources[event.source] is agency


def test_feeds_are_in_the_order_of_sending(directory: Path) -> None:
    """Nothing is sent before it is recorded or after the end, and only duplicates repeat an id or an old time."""
    for path in sorted((directory / FOLDER).glob("*/*.jsonl")):
        latest, seen = "", set[str]()
        for line in path.read_bytes().splitlines():
            event = orjson.loads(line)
            assert event["data"]["recorded_at"] <= event["time"] <= "2026-11-01T06:00:00Z"
            assert event["id"] in seen or event["time"] >= latest
            latest = max(latest, event["time"])
            seen.add(event["id"])


def test_ids_are_unique_for_each_source(sent: list[tuple[Agency, str, dict[str, Any]]]) -> None:
    """Two events of one source with one id are the same event sent twice, in every byte."""
    by_id: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for _, _, event in sent:
        by_id[event["source"], event["id"]].append(event)
    assert all(len(copies) <= 2 and copies[0] == copies[-1] for copies in by_id.values())
    assert any(len(copies) == 2 for copies in by_id.values())


def test_truth_covers_every_event(directory: Path, sent: list[tuple[Agency, str, dict[str, Any]]]) -> None:
    """Each event id has one line of truth, whose person and address are in the truth's lists."""
    rows = read_truth(directory, "events")
    keys = [(row["area"], row["source"], row["event_id"]) for row in rows]
    assert sorted(keys) == sorted({(area, event["source"], event["id"]) for _, area, event in sent})
    persons = {row["person"] for row in read_truth(directory, "persons")}
    addresses = {row["address"] for row in read_truth(directory, "addresses")}
    assert {row["person"] for row in rows} <= persons | {""}
    assert {row["address"] for row in rows} <= addresses | {""}


def test_the_case_study_has_its_forty_seven_contacts(directory: Path) -> None:
    """15 health, 11 police and 3 fire contacts in thirteen weeks; then 10 council, 7 ambulance and one referral."""
    events = find_case_study(directory)
    assert len(events) == CASE_STUDY_CONTACTS == 47
    agencies = read_partnership(PARTNERSHIP_FILE).areas["northmoor"].sources
    assert Counter(agencies[event["source"]] for event in events) == CASE_STUDY_COUNTS
    assert not any(event["data"].get("sensitivity") for event in events)
    moments = sorted((datetime.fromisoformat(event["data"]["happened_at"]), event["source"]) for event in events)
    assert moments[0][0] > UNTIL - timedelta(weeks=52)
    assert moments[28][0] - moments[0][0] < timedelta(weeks=13)
    assert {source.split(".")[1] for _, source in moments[:29]} == {"health", "police", "fire"}
    assert timedelta(days=1) < UNTIL - moments[-1][0] < timedelta(days=7)


def test_the_case_study_is_spelled_differently_by_each_agency(directory: Path) -> None:
    """No two agencies share a spelling; each has the postcode or the UPRN that the council gives with its text."""
    by_source: defaultdict[str, set[str]] = defaultdict(set)
    council = [event["data"]["address"] for event in find_case_study(directory) if "council" in event["source"]]
    assert all(address["postcode"] == CASE_STUDY_POSTCODE for address in council)
    for event in find_case_study(directory):
        address = event["data"]["address"]
        by_source[event["source"]].add(address["text"])
        assert address.get("postcode") == CASE_STUDY_POSTCODE or address.get("uprn") == council[0]["uprn"]
    spellings = [text for texts in by_source.values() for text in texts]
    assert len(by_source) == 6
    assert len(spellings) == len(set(spellings)) >= 12


def test_the_case_study_is_one_address_and_nobody_elses(directory: Path) -> None:
    """Taken apart, its spellings name one front door; no other event, neighbours' neither, names that one."""
    ours = find_case_study(directory)
    (door,) = {parse(event["data"]["address"]["text"]).key for event in ours}
    ids, postcodes = {event["id"] for event in ours}, set[str]()
    for _, _, raw in read_feeds(directory):
        event = orjson.loads(raw)
        address = event["data"].get("address", {})
        if event["id"] not in ids:
            postcodes.add(address.get("postcode", ""))
            assert parse(address.get("text", "")).key != door
    assert CASE_STUDY_POSTCODE in postcodes


def test_the_council_knows_only_the_mother(directory: Path) -> None:
    """One of the two people is in the council's records; the child's family name differs between agencies."""
    named: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for event in find_case_study(directory):
        if person := event["data"].get("person"):
            named[event["source"].split(".")[1]].add((person["given_name"], person["family_name"]))
    assert named["council"] == {("MARGARET", "THACKERAY")}
    assert ("Jonathan", "Ellershaw") in named["health"]
    assert ("Jonny", "Thackeray") in named["police"]


def test_addresses_have_a_heavy_tail(directory: Path) -> None:
    """Most addresses meet a few incidents in half a year; a few meet dozens, none hundreds."""
    rows = [row for row in read_truth(directory, "events") if row["address"] and ".ehr." not in row["source"]]
    counts = Counter(row["address"] for row in rows)
    assert 1 <= median(counts.values()) <= 5
    assert 20 <= max(counts.values()) <= 100


def test_the_feeds_hold_corrections_and_sensitivities(sent: list[tuple[Agency, str, dict[str, Any]]]) -> None:
    """A small share is rectified, erased or restricted, and a small share is R or V."""
    kinds = Counter(event["type"] for _, _, event in sent)
    corrected = sum(count for kind, count in kinds.items() if kind.startswith("record-"))
    assert kinds["record-rectified-1"]
    assert 0 < corrected < 0.05 * len(sent)
    marked = Counter(event["data"].get("sensitivity", "U") for _, _, event in sent)
    assert 0 < marked["R"] + marked["V"] < 0.08 * len(sent)


def test_council_events_of_a_case_share_its_number(sent: list[tuple[Agency, str, dict[str, Any]]]) -> None:
    """A case is opened before it is changed or closed, by one number."""
    opened = {event["data"]["case_id"] for _, _, event in sent if event["type"] == "council-case-opened-1"}
    closed = {event["data"]["case_id"] for _, _, event in sent if event["type"] == "council-case-closed-1"}
    assert closed
    assert len(closed - opened) <= 0.05 * len(closed)


def test_the_hazard_forecasts_crises(tmp_path: Path) -> None:
    """People with the higher true hazard have clearly more crises, about as many as the hazard says."""
    simulate(tmp_path, Plan(3, 4_000, 30, UNTIL, areas=("northmoor",)))
    fell: defaultdict[str, list[date]] = defaultdict(list)
    for row in read_truth(tmp_path, "crises"):
        fell[row["person"]].append(date.fromisoformat(row["at"][:10]))
    points = []
    for row in read_truth(tmp_path, "hazard"):
        week = date.fromisoformat(row["week"])
        if row["in_crisis"] == "0" and week < date(2026, 10, 1):
            crisis = any(0 <= (day - week).days < 28 for day in fell[row["person"]])
            points.append((float(row["within_28_days"]), crisis))
    points.sort()
    low, high = points[: len(points) // 2], points[len(points) // 2 :]
    assert sum(crisis for _, crisis in high) > 2 * sum(crisis for _, crisis in low)
    assert 0.5 < sum(crisis for _, crisis in points) / sum(chance for chance, _ in points) < 2


def test_live_events_go_on_where_the_feeds_end(directory: Path) -> None:
    """They are the same for the same generator, sent after the moment asked for, in order, under new ids."""
    first = [(agency, encode(event)) for agency, event in islice(live_events(PLAN, UNTIL, Random(1)), 60)]
    again = [(agency, encode(event)) for agency, event in islice(live_events(PLAN, UNTIL, Random(1)), 60)]
    assert first == again
    known = {(row["source"], row["event_id"]) for row in read_truth(directory, "events")}
    moments, seen = [], set[str]()
    for _, raw in first:
        event = decode(SENT, raw)
        # A duplicate repeats the old time: its place says when it was sent again.
        moments += [] if event.id in seen else [event.time]
        seen.add(event.id)
        assert (event.source, event.id) not in known
    assert moments == sorted(moments)
    assert moments[0] > UNTIL


def test_tempo_draws_live_events_together() -> None:
    """At a tempo of 60 the same events come in a sixtieth of the time."""
    plan = Plan(5, 100, 2, UNTIL)
    slow = [event for _, event in islice(live_events(plan, UNTIL, Random(1)), 20)]
    fast = [event for _, event in islice(live_events(plan, UNTIL, Random(1), tempo=60), 20)]
    assert [event.id for event in fast] == [event.id for event in slow]
    assert (fast[-1].time - UNTIL).total_seconds() == pytest.approx((slow[-1].time - UNTIL).total_seconds() / 60, abs=1)


def test_a_plan_that_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    """A moment without offset, an unknown area and a directory without feeds are named as such."""
    with pytest.raises(Invalid, match="time-without-offset"):
        Plan(1, 100, 1, datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(Invalid, match="plan"):
        Plan(1, 100, 1, UNTIL, areas=("nowhere",))
    with pytest.raises(Broken, match="simulate the partnership first"):
        next(read_feeds(tmp_path))
