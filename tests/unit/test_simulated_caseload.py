import csv
import gzip
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from typing import Any

import orjson
import pytest

from infra.partnership.plan import WEEK, caseload_plan, read_moment
from infra.partnership.scenario import VANISHING, WELFARE_CUT, combine
from infra.risk.simulating import LOG, simulate_caseload
from scoring.observed import observe, read_observed
from streams.codec import OBSERVATION, decode
from streams.codes.mental_health import EthnicGroup
from streams.codes.person import Gender
from streams.codes.police import PoliceCategory
from streams.errors import Invalid

UNTIL = datetime(2026, 1, 5, tzinfo=UTC)
PATIENTS, WEEKS, TURN = 500, 52, 26
TURNS = int(UNTIL.timestamp()) - (WEEKS - TURN) * WEEK
TICK_HOURS = 6

Row = dict[str, str]
Event = dict[str, Any]


def write(directory: Path, *scenarios: str, patients: int = PATIENTS, weeks: int = WEEKS, seed: int = 11) -> Path:
    plan = caseload_plan(seed, patients, weeks, UNTIL, combine(scenarios, TURNS))
    simulate_caseload(directory, plan, TICK_HOURS, lambda _: None)
    return directory


@pytest.fixture(scope="module")
def stationary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("stationary"))


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("withdrawn"), "police-withdrawal")


def read_log(directory: Path) -> list[bytes]:
    return gzip.decompress((directory / LOG).read_bytes()).splitlines()


@cache
def read_events(directory: Path) -> list[Event]:
    return [event for line in read_log(directory) if (event := orjson.loads(line))["type"] != "tick-1"]


@cache
def read_table(directory: Path, name: str) -> list[Row]:
    with gzip.open(directory / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def persons_of(directory: Path) -> dict[str, str]:
    """By event id, which is unique among all agencies of the area."""
    return {row["event_id"]: row["person"] for row in read_table(directory, "events")}


def happened_later(event: Event) -> bool:
    """Never of a correction, which says only when it was recorded."""
    said = event["data"].get("happened_at")
    return bool(said and read_moment(said) >= TURNS)


def count_types(events: list[Event]) -> Counter[str]:
    return Counter(event["type"] for event in events)


def test_one_seed_gives_the_same_files(tmp_path: Path) -> None:
    """The same plan writes the same bytes, compressed ones too; another seed does not."""
    first, again = (write(tmp_path / name, "harsh", patients=40, weeks=6) for name in ("first", "again"))
    other = write(tmp_path / "other", "harsh", patients=40, weeks=6, seed=12)
    names = sorted(path.name for path in first.iterdir())
    assert len(names) == 6
    assert all((first / name).read_bytes() == (again / name).read_bytes() for name in names)
    assert (first / LOG).read_bytes() != (other / LOG).read_bytes()


def test_the_log_is_what_intake_lets_in(stationary: Path) -> None:
    """Each line is an observation, of which the core reads what it would read had intake let it in."""
    for line in read_log(stationary):
        event = decode(OBSERVATION, line)
        assert event.area == "northmoor"
        assert read_observed(line) == observe(event)


def test_ticks_are_even_and_events_stand_between_them(stationary: Path) -> None:
    """The clock goes on by six hours, and all but duplicates come in the order of sending, between its ticks."""
    clock, latest, seen, ticks = "", "", set[str](), list[datetime]()
    for line in read_log(stationary):
        event = orjson.loads(line)
        if event["type"] == "tick-1":
            clock = event["data"]["at"]
            ticks.append(datetime.fromisoformat(clock))
            assert latest <= clock
        elif event["id"] not in seen:
            assert clock <= event["time"] >= event["data"]["recorded_at"]
            assert event["time"] >= latest
            latest = event["time"]
            seen.add(event["id"])
    assert ticks[0] == UNTIL - timedelta(weeks=WEEKS)
    assert ticks[-1] == UNTIL
    assert {later - sooner for sooner, later in pairwise(ticks)} == {timedelta(hours=TICK_HOURS)}


def test_every_patient_has_a_row_of_each_week_and_a_description(stationary: Path) -> None:
    """All of the caseload at the beginning are described; whom an event names is known by the event's id."""
    truth, persons = read_table(stationary, "truth"), {row["person"]: row for row in read_table(stationary, "persons")}
    firsts = {row["person"] for row in truth if row["time"] == truth[0]["time"]}
    assert len(firsts) == PATIENTS
    assert {row["person"] for row in truth} == persons.keys()
    assert len({(row["person"], row["time"]) for row in truth}) == len(truth)
    named = persons_of(stationary)
    taken_on = {named[event["id"]] for event in read_events(stationary) if event["type"] == "mh-referral-received-1"}
    assert firsts <= taken_on
    shared = Counter(row["address"] for row in persons.values())
    assert sum(1 for count in shared.values() if count == 1) > len(persons) / 2


def test_groups_are_recorded_of_most_and_as_they_are(stationary: Path) -> None:
    """Ethnic group and deprivation of about 92 % are in the record, independent of each other and as described."""
    persons, named = {row["person"]: row for row in read_table(stationary, "persons")}, persons_of(stationary)
    for kind, column in (("ethnic-group", "ethnic_group"), ("deprivation", "deprivation_fifth")):
        written = [event for event in read_events(stationary) if event["type"] == f"mh-{kind}-recorded-1"]
        known = {named[event["id"]]: event["data"]["category"] for event in written}
        assert 0.88 < len(known) / len(persons) < 0.96
        if column == "ethnic_group":
            assert all(persons[person][column] == category for person, category in known.items() if person in persons)


def test_crises_are_as_many_as_the_hazard_says(stationary: Path) -> None:
    """Week by week the number of crises is within four standard deviations of the sum of the true hazards."""
    chances = [1 - exp(-float(row["hazard"])) for row in read_table(stationary, "truth")]
    crises = len(read_table(stationary, "crises"))
    assert abs(crises - sum(chances)) < 4 * sqrt(sum(chance * (1 - chance) for chance in chances))


@pytest.mark.parametrize("column", ["within_28_days", "observable"])
def test_the_probabilities_are_calibrated(stationary: Path, column: str) -> None:
    """Over weeks that do not overlap, among all and in the upper tenth, as many fall into crisis as foretold."""
    fell: defaultdict[str, list[int]] = defaultdict(list)
    for row in read_table(stationary, "crises"):
        fell[row["person"]].append(read_moment(row["at"]))
    starts = int(UNTIL.timestamp()) - WEEKS * WEEK
    points = []
    for row in read_table(stationary, "truth"):
        at = read_moment(row["time"])
        if row["in_crisis"] == "0" and (at - starts) // WEEK % 4 == 0:
            points.append((float(row[column]), any(at < moment <= at + 4 * WEEK for moment in fell[row["person"]])))
    points.sort()
    for some in (points, points[-len(points) // 10 :]):
        expected, spread = sum(chance for chance, _ in some), sqrt(sum(chance * (1 - chance) for chance, _ in some))
        assert abs(sum(crisis for _, crisis in some) - expected) < 3 * spread + 0.05 * expected
    upper = sum(crisis for _, crisis in points[-len(points) // 10 :])
    assert upper > 0.35 * sum(crisis for _, crisis in points)


def test_the_police_withdraw_and_nothing_else_changes(stationary: Path, withdrawn: Path) -> None:
    """Truth and crises stay the same to the byte; the log lacks police events after the turn, and no others."""
    for name in ("truth", "crises"):
        assert (stationary / f"{name}.csv.gz").read_bytes() == (withdrawn / f"{name}.csv.gz").read_bytes()
    full, left = read_log(stationary), set(read_log(withdrawn))
    assert left < set(full)
    lost = [orjson.loads(line) for line in full if line not in left]
    sent = [event for event in lost if not event["type"].startswith("record-")]
    assert {event["type"] for event in sent} == {"police-incident-recorded-1"}
    assert all(happened_later(event) for event in sent)


def test_welfare_visits_fall_by_the_share_declared(stationary: Path, withdrawn: Path) -> None:
    """45 % of concern for safety is gone; a quarter of persons have no police contact left, and are marked."""
    before, after = (
        [event for event in read_events(where) if event["type"].startswith("police") and happened_later(event)]
        for where in (stationary, withdrawn)
    )
    welfare = [
        sum(event["data"]["category"] == PoliceCategory.CONCERN_FOR_SAFETY for event in events)
        for events in (before, after)
    ]
    assert abs(welfare[1] / welfare[0] - (1 - WELFARE_CUT)) < 4 * sqrt(0.25 / welfare[0])
    rows = read_table(withdrawn, "persons")
    vanished = {row["person"] for row in rows if row["police_vanishes"] == "1"}
    named = persons_of(withdrawn)
    assert abs(len(vanished) / len(rows) - VANISHING) < 0.06
    assert not vanished & {named.get(event["id"], "") for event in after}
    assert not any(row["police_vanishes"] == "1" for row in read_table(stationary, "persons"))


@pytest.mark.parametrize(
    ("scenario", "column", "less", "share"),
    [
        ("unequal-recording", "ethnic_group", EthnicGroup.BLACK.value, 0.6),
        ("unequal-sexes", "sex", Gender.FEMALE.value, 0.35),
    ],
)
def test_one_group_is_recorded_less_at_equal_risk(
    stationary: Path, tmp_path: Path, scenario: str, column: str, less: str, share: float
) -> None:
    """Of its members' events so many are left, but every crisis; of others' all; truth is the same."""
    unequal = write(tmp_path, scenario)
    assert (stationary / "truth.csv.gz").read_bytes() == (unequal / "truth.csv.gz").read_bytes()
    group = {row["person"]: row[column] for row in read_table(stationary, "persons")}
    named, counts = persons_of(stationary), Counter[tuple[bool, str, bool]]()
    left = {event["id"] for event in read_events(unequal)}
    for event in read_events(stationary):
        if not event["type"].startswith("record-") and (person := named.get(event["id"], "")) in group:
            counts[group[person] == less, event["type"], event["id"] in left] += 1
    assert not any(count for (theirs, _, there), count in counts.items() if not theirs and not there)
    kept, gone = (counts[True, "mh-contact-recorded-1", there] for there in (True, False))
    assert kept / (kept + gone) == pytest.approx(share, abs=0.05)
    assert not counts[True, "mh-spell-started-1", False] + counts[True, "mh-referral-received-1", False]


def test_a_change_of_regime_raises_the_hazard_and_lowers_the_feeds(stationary: Path, tmp_path: Path) -> None:
    """Nothing is different until four weeks before the turn; at it the hazard of the same people rises by a quarter."""
    changed = write(tmp_path, "regime-change")
    before, after = read_table(stationary, "truth"), read_table(changed, "truth")
    unlike = next(row["time"] for row, other in zip(before, after, strict=False) if row != other)
    assert read_moment(unlike) == TURNS - 3 * WEEK
    at_turn = [
        {row["person"]: float(row["hazard"]) for row in rows if read_moment(row["time"]) == TURNS}
        for rows in (before, after)
    ]
    assert sum(at_turn[1].values()) / sum(at_turn[0].values()) == pytest.approx(1.25, rel=1e-3)
    events = [[event for event in read_events(where) if happened_later(event)] for where in (stationary, changed)]
    usual, fewer = (count_types(each) for each in events)
    assert 0.55 < fewer["ecds-attendance-recorded-1"] / usual["ecds-attendance-recorded-1"] < 0.8
    assert fewer["mh-contact-recorded-1"] < 0.85 * usual["mh-contact-recorded-1"]


def test_a_harsh_world_is_late_faulty_and_partly_elsewhere(stationary: Path, tmp_path: Path) -> None:
    """More events come a week late, fewer records hold an NHS number, more crises are recorded nowhere."""
    harsh = write(tmp_path, "harsh")
    late, numbered, elsewhere = list[float](), list[float](), list[float]()
    for where in (stationary, harsh):
        events = [event for event in read_events(where) if happened_later(event) and "person" in event["data"]]
        lags = [read_moment(event["time"]) - read_moment(event["data"]["recorded_at"]) for event in events]
        late.append(sum(lag > WEEK for lag in lags) / len(lags))
        numbered.append(sum("nhs_number" in event["data"]["person"] for event in events) / len(events))
        crises = read_table(where, "crises")
        elsewhere.append(sum(row["recorded"] == "0" for row in crises) / len(crises))
    assert late[1] > 2 * late[0] > 0
    assert numbered[1] < numbered[0]
    assert elsewhere[1] > 1.5 * elsewhere[0]


def test_scenarios_can_be_combined_and_must_exist() -> None:
    """Each keeps its own change; an unknown name is refused with those there are."""
    both = combine(["regime-change", "police-withdrawal", "harsh"], TURNS)
    assert both.later.hazard == 1.25
    assert both.later.welfare_cut
    assert both.late > combine([], TURNS).late
    assert both.turns == TURNS
    assert not combine(["stationary", "unequal-recording"], TURNS).turns
    with pytest.raises(Invalid) as refused:
        combine(["pandemic"], TURNS)
    assert "choose from stationary" in refused.value.reason
