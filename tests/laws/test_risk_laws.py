"""What must hold of the 28-day risk whatever happens: it is learned once, in the log's order, and knows no future."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from scoring.linkage.records import RecordId
from scoring.risk.held import Model, PersonRisk
from scoring.risk.labels import HORIZON
from scoring.state import keys
from scoring.state.documents import PersonRecord, read
from scoring.state.keys import KINDS, Key, Subject, kind_of
from streams.events.decisions import REVIEW_SOURCE
from tests.laws.lives import START, read_all, record, write_lives
from tests.laws.memory import MemoryStore

LEARNED = {kind.name for kind in KINDS if kind.learned}
DAY = 86_400


def learned(store: MemoryStore) -> dict[str, object]:
    held = {**store.documents, **store.members, **store.scores}
    return {key: value for key, value in held.items() if kind_of(key) in LEARNED}


def told(store: MemoryStore, kind: str) -> list[dict[str, Any]]:
    events = [orjson.loads(entry.event) for entry in store.outbox if entry.topic == "scores"]
    return [one["data"] for one in events if one["type"] == kind]


def predictions(store: MemoryStore) -> dict[tuple[str, str], float]:
    weekly = [one for one in told(store, "score-made-1") if one["cause"] == "weekly"]
    return {(one["person"], one["made_at"]): one["probability"] for one in weekly}


def count_learned(store: MemoryStore) -> int:
    (model,) = (read(Key(key), raw) for key, raw in store.documents.items() if key == "risk-model:kalman")
    assert isinstance(model, Model)
    return model.learned


def born(store: MemoryStore, person: str) -> str:
    """A person is named after one of their records."""
    key = keys.record(Subject.PERSON, RecordId(person))
    held = read(key, store.documents[key])
    assert isinstance(held, PersonRecord)
    return held.statement.birth_date


def is_in_stay(sent: list[dict[str, Any]], birth_date: str, at: datetime) -> bool:
    stays: dict[str, list[datetime]] = {}
    for one in sent:
        if one["type"].startswith("mh-spell-") and one["data"]["person"]["birth_date"] == birth_date:
            stays.setdefault(one["data"]["case_id"], []).append(datetime.fromisoformat(one["data"]["happened_at"]))
    return any(min(stay) <= at < max(stay) for stay in stays.values())


@pytest.mark.parametrize("seed", range(3))
def test_batches_change_nothing(seed: int) -> None:
    """Weights, courses, predictions and all that is told are the same to the byte, however the log is cut."""
    events = read_all(write_lives(seed))
    at_once, one_by_one = (MemoryStore().play(events, size) for size in (97, 1))
    assert learned(at_once) == learned(one_by_one)
    assert [entry.event for entry in at_once.outbox] == [entry.event for entry in one_by_one.outbox]


@pytest.mark.parametrize("seed", range(2))
def test_duplicates_are_not_learned_from(seed: int) -> None:
    """Every event and every tick read twice: the same weights, the same predictions."""
    sent = write_lives(seed)
    once = MemoryStore().play(read_all(sent))
    twice = MemoryStore().play(read_all([one for each in sent for one in (each, each)]))
    assert learned(once) == learned(twice)
    assert predictions(once) == predictions(twice)


@pytest.mark.parametrize("seed", range(2))
def test_each_label_is_learned_once(seed: int) -> None:
    """There is one outcome of each weekly prediction 28 days old, it says what happened, and it was learned; but for
    those that were made in a hospital stay, which became known later: of them there is none."""
    sent = write_lives(seed)
    store = MemoryStore().play(read_all(sent))
    outcomes, made = told(store, "outcome-known-1"), predictions(store)
    named = Counter((one["person"], one["made_at"]) for one in outcomes if not one["correction"])
    assert set(named.values()) == {1}
    last = max(datetime.fromisoformat(at) for _, at in made)
    ripe = {each for each in made if datetime.fromisoformat(each[1]) + timedelta(days=29) < last}
    late = {each for each in made if is_in_stay(sent, born(store, each[0]), datetime.fromisoformat(each[1]))}
    assert named.keys().isdisjoint(late)
    assert ripe - late <= named.keys() <= made.keys()
    assert any(one["label"] for one in outcomes)
    assert 0 < count_learned(store) <= sum(one["learned"] for one in outcomes)
    for one in outcomes:
        known, at = (datetime.fromisoformat(one[name]) for name in ("known_at", "made_at"))
        assert one["label"] or known >= at + timedelta(seconds=HORIZON)


def test_no_prediction_knows_what_arrived_later() -> None:
    """A crisis that happened in May and was recorded in July changes no prediction made until July, and some after."""
    sent = write_lives(5)
    happened, late = START + timedelta(days=90), 24 * 60.0
    arrives, crisis = record(99_999, 2, "mh-spell-started-1", happened, "200", late, case_id="LATE")
    place = next(n for n, one in enumerate(sent) if datetime.fromisoformat(one["time"]) > arrives)
    without = predictions(MemoryStore().play(read_all(sent)))
    with_it = predictions(MemoryStore().play(read_all([*sent[:place], crisis, *sent[place:]])))
    before = {each for each in without if datetime.fromisoformat(each[1]) <= arrives}
    assert {each: with_it[each] for each in before} == {each: without[each] for each in before}
    assert with_it != without


def test_a_late_crisis_corrects_what_was_learned() -> None:
    """Recorded a week after its predictions' 28 days it is learned as a correction; two months after, told only."""
    for days, learned_from in ((35, True), (70, False)):
        sent = write_lives(6, patients=2, crises=0.0)
        happened = START + timedelta(days=100, hours=1)
        arrives, crisis = record(99_999, 1, "mh-spell-started-1", happened, "200", 24.0 * days, case_id="LATE")
        place = next(n for n, one in enumerate(sent) if datetime.fromisoformat(one["time"]) > arrives)
        store = MemoryStore().play(read_all([*sent[:place], crisis, *sent[place:]]))
        since = arrives - timedelta(days=1)  # what becomes known between two ticks is known as of the first
        known = [one for one in told(store, "outcome-known-1") if datetime.fromisoformat(one["known_at"]) >= since]
        corrections = [one for one in known if one["correction"] and datetime.fromisoformat(one["made_at"]) <= happened]
        assert corrections
        assert all(one["label"] for one in corrections)
        assert any(one["learned"] for one in corrections) == learned_from


def test_an_erased_crisis_is_taken_back() -> None:
    """Labels that rested on it are corrected to what is then known."""
    sent = write_lives(7, patients=2)
    happened = START + timedelta(days=100)
    arrives, crisis = record(99_999, 1, "mh-spell-started-1", happened, "200", 2.0, case_id="WRONG")
    erased = crisis | {
        "id": "ERASURE",
        "type": "record-erased-1",
        "data": {"target": crisis["id"], "recorded_at": (arrives + timedelta(days=20)).isoformat()},
    }
    later = arrives + timedelta(days=20)
    timed = [(datetime.fromisoformat(one["time"]), one) for one in sent] + [(arrives, crisis), (later, erased)]
    events = [one for _, one in sorted(timed, key=lambda each: each[0])]
    store = MemoryStore().play(read_all(events))
    corrected = [one for one in told(store, "outcome-known-1") if one["correction"]]
    assert corrected
    assert not any(one["label"] for one in corrected)


def test_a_clock_set_back_changes_nothing() -> None:
    """Ticks of the past are read over."""
    sent = write_lives(8, patients=2)
    ticks = [one for one in sent if one["type"] == "tick-1"]
    back = [each for n, one in enumerate(sent) for each in ((one, ticks[n // 9]) if n % 9 == 0 else (one,))]
    assert learned(MemoryStore().play(read_all(sent))) == learned(MemoryStore().play(read_all(back)))


def test_nobody_holds_more_than_they_may() -> None:
    """What is held of one person is at most 1.5 KB, also of who has hundreds of contacts."""
    store = MemoryStore().play(read_all(write_lives(1, patients=12)))
    sizes = [len(raw) for key, raw in store.documents.items() if kind_of(key) == "person-risk"]
    assert sizes
    assert max(sizes) <= 1_536
    for key, raw in store.documents.items():
        if kind_of(key) == "person-risk":
            assert isinstance(read(key, raw), PersonRisk)


def decide(kind: str, event_id: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    worker = {"name": "Mo Grant", "role": "Clinical safety officer", "team": "Northmoor CMHT", "phone": "01632 960123"}
    by = {"model-restored-1": "restored_by", "model-promoted-1": "promoted_by"}[kind]
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": "uk.linnet.review",
        "type": kind,
        "time": at.isoformat(),
        "area": "northmoor",
        "data": {"recorded_at": at.isoformat(), by: worker} | data,
    }


def saved(store: MemoryStore) -> list[dict[str, Any]]:
    states = [orjson.loads(entry.event)["data"] for entry in store.outbox if entry.topic == "models"]
    return [state for state in states if state["name"] == "kalman"]


def model_of(store: MemoryStore) -> Model:
    held = read(Key("risk-model:kalman"), store.documents[Key("risk-model:kalman")])
    assert isinstance(held, Model)
    return held


def test_a_model_goes_back_to_what_was_saved() -> None:
    """To the last bit; what it was is saved first; and to read the decision again later changes nothing."""
    sent = write_lives(3, patients=3)
    before = MemoryStore().play(read_all(sent))
    state = saved(before)[20]
    back = decide("model-restored-1", "BACK", datetime.fromisoformat(sent[-1]["time"]), {"model": state})
    store = MemoryStore().play(read_all([*sent, back]))
    restored = model_of(store)
    assert (restored.learned, restored.numbers) == (state["learned"], state["numbers"])
    assert 0 < restored.learned < model_of(before).learned
    assert saved(store)[-1]["numbers"] == model_of(before).numbers
    later = [*sent[: len(sent) // 2], back, *sent[len(sent) // 2 :], back]
    once = [*sent[: len(sent) // 2], back, *sent[len(sent) // 2 :]]
    assert learned(MemoryStore().play(read_all(later))) == learned(MemoryStore().play(read_all(once)))


def test_models_are_saved_each_week() -> None:
    """With what they had learned by then, and where in the log."""
    found = saved(MemoryStore().play(read_all(write_lives(3, patients=2))))
    assert 30 <= len(found) <= 41
    assert [one["learned"] for one in found] == sorted(one["learned"] for one in found)
    assert len({one["log_offset"] for one in found}) == len(found)


def die(sent: list[dict[str, Any]], at: datetime, *more: dict[str, Any]) -> MemoryStore:
    """Patient 1, of whom the trust learns two days after."""
    arrives, death = record(77_777, 1, "mh-death-recorded-1", at, "1", 48.0)
    timed = [(datetime.fromisoformat(one["time"]), one) for one in (*sent, *more)] + [(arrives, death)]
    return MemoryStore().play(read_all([one for _, one in sorted(timed, key=lambda each: each[0])]))


def told_of(store: MemoryStore, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """What became of predictions of who died, made in this time."""
    (dead,) = (
        key.split(":", 1)[1]
        for key, raw in store.documents.items()
        if kind_of(key) == "person-risk" and (risk := read(key, raw)) and isinstance(risk, PersonRisk) and risk.died
    )
    outcomes = [one for one in told(store, "outcome-known-1") if one["person"] == dead]
    return [one for one in outcomes if since <= datetime.fromisoformat(one["made_at"]) < until]


def test_a_death_without_a_crisis_before_leaves_no_label() -> None:
    """Predictions of the 28 days before a death are told neither as a crisis nor as none, and nothing is learned from
    them; those of before are; and who has died is predicted no more."""
    at = START + timedelta(weeks=30)
    store = die(write_lives(7, patients=2, crises=0.0), at)
    horizon = timedelta(seconds=HORIZON)
    assert told_of(store, START, at - horizon)
    assert not told_of(store, at - horizon, at + timedelta(weeks=20))
    assert all(not one["label"] for one in told_of(store, START, at))
    (dead,) = {one["person"] for one in told_of(store, START, at)}
    last = max(datetime.fromisoformat(made) for person, made in predictions(store) if person == dead)
    assert at - timedelta(days=8) < last < at + timedelta(days=3)


def test_a_crisis_before_a_death_is_learned() -> None:
    """What led to it did lead to a crisis."""
    at = START + timedelta(weeks=30)
    _, crisis = record(99_999, 1, "mh-spell-started-1", at - timedelta(days=3), "200", 2.0, case_id="LAST")
    store = die(write_lives(7, patients=2, crises=0.0), at, crisis)
    known = told_of(store, at - timedelta(days=28), at - timedelta(days=4))
    assert len(known) >= 3
    assert all(one["label"] and one["learned"] for one in known)


def test_a_death_that_is_taken_back_leaves_what_would_be_without_it() -> None:
    """Within the quarter in which labels are asked for, those that were left open become known."""
    at = START + timedelta(weeks=32)
    sent = write_lives(7, patients=2, crises=0.0)
    _, death = record(77_777, 1, "mh-death-recorded-1", at, "1")
    recorded = (at + timedelta(days=5)).isoformat()
    data = {"target": death["id"], "recorded_at": recorded}
    erased = death | {"id": "TAKEN-BACK", "time": recorded, "type": "record-erased-1", "data": data}
    store = die(sent, at, erased)
    without = MemoryStore().play(read_all(sent))
    ends = at - timedelta(days=1)
    early = {each for each in predictions(without) if datetime.fromisoformat(each[1]) < ends}
    named = {(one["person"], one["made_at"]) for one in told(store, "outcome-known-1")}
    assert early <= named


def test_what_became_of_who_left_is_told_of_whom_they_were() -> None:
    """Somebody is discharged while labels are to come: each is told with the team and the groups they had, and it is
    the same however the log is cut. Otherwise who left would make a group in which few crises come true."""
    at = START + timedelta(weeks=30)
    sent = write_lives(7, patients=2, crises=0.0)
    arrives, closed = record(88_888, 1, "mh-referral-closed-1", at, "A06", case_id="R1")
    timed = [(datetime.fromisoformat(one["time"]), one) for one in sent] + [(arrives, closed)]
    events = read_all([one for _, one in sorted(timed, key=lambda each: each[0])])
    stores = [MemoryStore().play(events, size) for size in (97, 1)]
    assert learned(stores[0]) == learned(stores[1])
    last = {
        person: max(one[1] for one in predictions(stores[0]) if one[0] == person)
        for person, _ in predictions(stores[0])
    }
    (gone,) = (person for person, made in last.items() if datetime.fromisoformat(made) < at + timedelta(days=8))
    late = [
        one for one in told(stores[0], "outcome-known-1") if one["person"] == gone and one["known_at"] > closed["time"]
    ]
    assert len(late) >= 3
    for one in late:
        assert one["team"] == "Northmoor CMHT"
        assert (one["slices"]["sex"], one["slices"]["team_type"]) == ("female", "A06")


def test_who_is_joined_and_parted_is_learned_from_once() -> None:
    """Somebody confirms that two patients are one person, and ten weeks later refuses it: as one they have one
    prediction a week, the other's are let go unlearned, and as two they have one each again; no label is told of a
    prediction that was not made, and it is the same however the log is cut."""
    joined, parted = START + timedelta(weeks=20), START + timedelta(weeks=30)
    sent = write_lives(9, patients=2)
    alone = MemoryStore().play(read_all(sent))
    records = [key.split(":", 1)[1] for key in alone.documents if kind_of(key) == "person-risk"]
    for at, kind in ((joined, "link-confirmed-1"), (parted, "link-refused-1")):
        place = next(n for n, one in enumerate(sent) if datetime.fromisoformat(one["time"]) > at)
        sent.insert(place, decide_of(kind, at, records))
    stores = [MemoryStore().play(read_all(sent), size) for size in (97, 1)]
    assert learned(stores[0]) == learned(stores[1])
    made = [(person, datetime.fromisoformat(at)) for person, at in predictions(stores[0])]
    week = timedelta(days=8)
    assert len({person for person, at in made if at <= joined}) == 2
    assert len({person for person, at in made if joined + week < at <= parted}) == 1
    assert len({person for person, at in made if at > parted + week}) == 2
    outcomes = [one for one in told(stores[0], "outcome-known-1") if not one["correction"]]
    named = Counter((one["person"], one["made_at"]) for one in outcomes)
    assert set(named.values()) == {1}
    assert named.keys() <= predictions(stores[0]).keys()
    assert len(named) < len([each for each in predictions(alone) if each in predictions(stores[0])])


def decide_of(kind: str, at: datetime, records: list[str]) -> dict[str, Any]:
    one, other = sorted(records)
    worker = {"name": "Mo Grant", "role": "Records officer", "team": "Northmoor records", "phone": "01632 960123"}
    said = {"recorded_at": at.isoformat(), "subject": "person", "one": one, "other": other, "decided_by": worker}
    envelope = {"specversion": "1.0", "id": kind, "source": REVIEW_SOURCE, "type": kind, "area": "northmoor"}
    return envelope | {"time": at.isoformat(), "data": said | {"reason": "document-seen"}}


def test_trees_learn_beside_and_can_be_promoted() -> None:
    """Each weekly prediction says what every model in the shadow would have said; promoted, the trees' score counts and
    the weighted sum's is beside it; each learns every label, whoever is in use; and batches change nothing."""
    sent = write_lives(4, patients=2)
    at = datetime.fromisoformat(sent[len(sent) // 2]["time"])
    promoted = decide("model-promoted-1", "TREES", at, {"name": "trees"})
    sent.insert(len(sent) // 2, promoted)
    stores = [MemoryStore().play(read_all(sent), size) for size in (97, 7)]
    assert learned(stores[0]) == learned(stores[1])
    weekly = [one for one in told(stores[0], "score-made-1") if one["cause"] == "weekly"]
    for one in (each for each in weekly if datetime.fromisoformat(each["made_at"]) < at):
        assert (one["model"], one["rivals"].keys()) == ("kalman", {"alone", "slow", "trees"})
    later = [each for each in weekly if datetime.fromisoformat(each["made_at"]) > at + timedelta(days=1)]
    assert later
    for one in later:
        assert (one["model"], one["rivals"].keys()) == ("trees", {"alone", "slow", "kalman"})
    known = [one for one in told(stores[0], "outcome-known-1") if not one["correction"]]
    said = {(one["person"], one["made_at"]): (one["model"], one["rivals"]) for one in weekly}
    assert all(said[one["person"], one["made_at"]] == (one["model"], one["rivals"]) for one in known)
    models = [read(key, raw) for key, raw in stores[0].documents.items() if kind_of(key) == "risk-model"]
    assert len({model.learned for model in models if isinstance(model, Model)}) == 1
