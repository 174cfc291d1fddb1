"""Nobody under 18 has a score, and nobody is off a list for it."""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import orjson
import pytest

from scoring.linkage.records import RecordId
from scoring.risk.caseload.cases import find_trait
from scoring.risk.caseload.guarantee import Assurance
from scoring.risk.held import PersonRisk
from scoring.state.caseload_view import Shown, Told, Wanted, find_told, list_members, show, survey
from scoring.state.documents import read
from scoring.state.keys import Key, kind_of
from scoring.state.reads import Shelf
from streams.caseload import CaseloadPlan
from streams.codec import OBSERVATION
from streams.codes.caseload import CaseloadList, RiskGroup
from streams.topics import SCORES
from tests.caseload import ASHA, CMHT, Record
from tests.household import NOW, days_ago, tick
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore

DAYS = 200
PLAN = CaseloadPlan()


def born(years: int, days: float) -> str:
    """So many years old so many days ago."""
    at = days_ago(days)
    return f"{at:%Y}-{at:%m-%d}".replace(f"{at:%Y}", f"{at.year - years}", 1)


def make_record(birth_date: str) -> Record:
    return Record(1, "Wren Tilley", ASHA, birth_date=birth_date).refer(DAYS - 10).see(110, 124, 138, 152)


def play(record: Record, *later: tuple[datetime, dict[str, Any]]) -> MemoryStore:
    """With a tick a day."""
    days = (NOW - timedelta(days=number) for number in range(DAYS))
    sent = sorted([*record.events, *later, *((at, tick(at)) for at in days)], key=lambda one: (one[0], one[1]["id"]))
    return MemoryStore().play([OBSERVATION.validate_python(one) for _, one in sent])


def list_scores(store: MemoryStore) -> list[datetime]:
    """When each was made that others are told."""
    told = [orjson.loads(entry.event) for entry in store.outbox if entry.topic == SCORES.name]
    made = [datetime.fromisoformat(one["data"]["made_at"]) for one in told if one["type"] == "score-made-1"]
    return sorted(made)


def open_list(store: MemoryStore, which: CaseloadList) -> list[Shown]:
    async def look() -> list[Shown]:
        found = await survey(partial(Shelf, MemoryArea(store), MODELS), {CMHT}, PLAN, NOW.timestamp())
        listed = list_members(found, Wanted(team=CMHT, list=which), Assurance.WITHIN)
        members = [member for _, member in listed.found]
        return await show(Shelf(MemoryArea(store), MODELS), members, found.model.learner, NOW.timestamp())

    return asyncio.run(look())


@pytest.mark.parametrize("birth_date", [born(12, 9), born(18, -1), str(NOW.year - 18), f"{NOW.year - 18}-{NOW:%m}"])
def test_a_child_has_no_score(birth_date: str) -> None:
    """None is told and none is shown, by event or by week, up to the day before they are 18 for certain; their lists
    have them, and say why."""
    store = play(make_record(birth_date))
    (wren,) = open_list(store, CaseloadList.LOST)
    (same,) = open_list(store, CaseloadList.ALL)
    assert wren.person == same.person
    assert (wren.member.group, wren.member.case.probability, wren.explanation) == (RiskGroup.UNDER_AGE, None, None)
    assert (list_scores(store), wren.member.case.weekly) == ([], ())


def test_who_comes_of_age_is_scored_from_then_on() -> None:
    """By the next week's turn at the latest, though nothing happened."""
    store = play(make_record(born(18, 30)))
    first, *_ = made = list_scores(store)
    assert days_ago(30).date() <= first.date() <= days_ago(22).date()
    assert len(made) >= 4
    (wren,) = open_list(store, CaseloadList.ALL)
    assert wren.member.case.probability is not None


def test_no_outcome_is_told_as_of_a_child() -> None:
    """Not of who is 18 by now either, though nothing was heard of them since: else the groups of the monitoring would
    say that children had been scored."""
    store = play(make_record(born(18, 60)))
    told = [orjson.loads(entry.event) for entry in store.outbox if entry.topic == SCORES.name]
    bands = [one["data"]["slices"]["age_band"] for one in told if one["type"] == "outcome-known-1"]
    assert {*bands} == {"18-25"}
    (wren,) = open_list(store, CaseloadList.ALL)
    assert find_trait(wren.member.case.course, "age-band") == "18-25"


@pytest.mark.parametrize("birth_date", ["1980-05-01", "1980", ""])
def test_an_adult_is_scored_all_along(birth_date: str) -> None:
    """So is of whom no birth date is known."""
    assert len(list_scores(play(make_record(birth_date) if birth_date else unknown()))) >= DAYS // 7 - 3


def unknown() -> Record:
    record = make_record("1980")
    for _, one in record.events:
        one["data"]["person"] = {name: said for name, said in one["data"]["person"].items() if name != "birth_date"}
    return record


@pytest.mark.parametrize(("birth_date", "scored"), [(born(17, 0), False), (born(18, 30), True)])
def test_nobody_answers_a_score_that_there_is_not(birth_date: str, scored: bool) -> None:
    """Of a child nobody says that it is too high or too low; what was done is said of whom one likes."""
    store = play(make_record(birth_date))
    (wren,) = open_list(store, CaseloadList.ALL)

    def find(at: float | None) -> Told | None:
        return asyncio.run(find_told(Shelf(MemoryArea(store), MODELS), RecordId(wren.person), at))

    assert (find(NOW.timestamp()) is not None) is scored
    assert find(days_ago(40).timestamp()) is None
    found = find(None)
    assert found
    assert (found.person, found.team) == (wren.member.case.person, CMHT)


def test_a_child_in_crisis_is_shown_as_such() -> None:
    """What is known is told, whatever is predicted of nobody."""
    (wren,) = open_list(play(make_record(born(16, 0)).stay(3, None)), CaseloadList.IN_CRISIS)
    assert wren.member.group is RiskGroup.IN_CRISIS


def test_what_was_predicted_of_a_child_is_let_go() -> None:
    """Where a trust corrects a birth date: no prediction awaits its outcome any more, and none is shown."""
    record = make_record("1980-05-01")
    wrong = record.events[0][1]["data"]["person"]
    put_right = [
        (days_ago(5), rectify(number, one, wrong | {"birth_date": born(15, 3)}))
        for number, (_, one) in enumerate(record.events)
    ]
    store = play(record, *put_right)
    risks = [read(Key(key), raw) for key, raw in store.documents.items() if kind_of(Key(key)) == "person-risk"]
    assert [(risk.awaiting, bool(risk.course)) for risk in risks if isinstance(risk, PersonRisk)] == [((), True)]
    assert max(list_scores(store)) <= days_ago(5)
    (wren,) = open_list(store, CaseloadList.ALL)
    assert wren.member.group is RiskGroup.UNDER_AGE


def rectify(number: int, sent: dict[str, Any], person: dict[str, Any]) -> dict[str, Any]:
    at = days_ago(5).isoformat()
    replacement = sent | {"data": sent["data"] | {"person": person}}
    data = {"recorded_at": at, "replacement": replacement}
    return sent | {"id": f"C{number}", "type": "record-rectified-1", "time": at, "data": data}
