"""The caseload of two teams as it is read, of a store in memory."""

import asyncio
from functools import partial
from typing import Any

import pytest

from scoring.linkage.records import EntityId, RecordId
from scoring.risk.caseload.guarantee import Assurance
from scoring.state import keys
from scoring.state.caseload_figures import read_figures, read_outcomes
from scoring.state.caseload_view import Listed, Shown, Survey, Wanted, list_members, show, survey
from scoring.state.documents import VERY_RESTRICTED, Entity, read
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.caseload import CaseloadPlan
from streams.codec import OBSERVATION
from streams.codes.caseload import CaseloadList, Cohort, RiskGroup
from tests import caseload
from tests.caseload import ASHA, CMHT, EIP
from tests.household import NOW, days_ago
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore

T = NOW.timestamp()
PLAN = CaseloadPlan()


def play(events: list[dict[str, Any]]) -> MemoryStore:
    return MemoryStore().play([OBSERVATION.validate_python(one) for one in events], batch_size=100)


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    return caseload.story()


@pytest.fixture(scope="module")
def store(told: list[dict[str, Any]]) -> MemoryStore:
    return play(told)


async def look(store: MemoryStore, team: str = CMHT) -> Survey:
    return await survey(partial(Shelf, MemoryArea(store), MODELS), {team} - {""}, PLAN, T)


async def open_list(store: MemoryStore, wanted: Wanted) -> tuple[Listed, list[Shown]]:
    surveyed = await look(store, wanted.team)
    listed = list_members(surveyed, wanted, Assurance.WITHIN)
    members = [member for _, member in listed.found]
    return listed, await show(Shelf(MemoryArea(store), MODELS), members, surveyed.model.learner, T)


async def names(store: MemoryStore, which: CaseloadList, team: str = "") -> list[str]:
    _, shown = await open_list(store, Wanted(team, list=which))
    return [one.particulars.name for one in shown]


async def test_each_is_on_the_list_that_their_record_says(store: MemoryStore) -> None:
    """Who left hospital unseen comes first of all; who was seen at once is not due; the lost and those in crisis."""
    assert "Priya Lowe" in (await names(store, CaseloadList.ATTENTION))[:6]
    assert {"Priya Lowe", "Quentin Shaw"} <= {*await names(store, CaseloadList.DISCHARGED, team=CMHT)}
    assert await names(store, CaseloadList.LOST, team=CMHT) == ["Ruth Amos"]
    assert await names(store, CaseloadList.IN_CRISIS, team=CMHT) == ["Owen Marsh"]
    due = {one.case.person: one for one in (await look(store)).members if Cohort.FOLLOW_UP_DUE in one.cohorts}
    _, shown = await open_list(store, Wanted(team=CMHT, list=CaseloadList.DISCHARGED))
    waiting = {one.particulars.name for one in shown if one.member.case.person in due}
    assert "Priya Lowe" in waiting
    assert "Quentin Shaw" not in waiting


async def test_who_is_in_crisis_has_no_score_and_no_explanation(store: MemoryStore) -> None:
    """They are shown as in crisis."""
    _, (owen,) = await open_list(store, Wanted(team=CMHT, list=CaseloadList.IN_CRISIS))
    assert (owen.member.group, owen.member.case.probability, owen.explanation) == (RiskGroup.IN_CRISIS, None, None)


async def test_lists_are_of_a_team_a_worker_and_a_group(store: MemoryStore) -> None:
    """Groups are cut in the whole team, whoever is asked for."""
    everybody = {one.case.person: one.group for one in (await look(store)).members}
    listed, hers = await open_list(store, Wanted(team=CMHT, worker=ASHA, list=CaseloadList.ALL))
    assert {one.member.case.worker for one in hers} == {ASHA}
    assert all(everybody[one.member.case.person] is one.member.group for one in hers)
    assert listed.lists[CaseloadList.ALL] == len(hers) == sum(listed.groups.values())
    _, highest = await open_list(store, Wanted(team=CMHT, group="highest", list=CaseloadList.ALL))
    assert {one.member.group for one in highest} == {RiskGroup.HIGHEST}
    whole = await look(store, "")
    assert {one.case.team for one in whole.members} == {CMHT, EIP}
    assert len(whole.members) == len(everybody) + len((await look(store, EIP)).members)


async def test_the_caseload_is_the_same_without_who_is_very_restricted(
    store: MemoryStore, told: list[dict[str, Any]]
) -> None:
    """Every list, every count, every score and reason, and the figures of the area."""
    without = await asyncio.to_thread(play, [one for one in told if "Vera" not in str(one)])
    for which in CaseloadList:
        wanted = Wanted(list=which)
        (before, here), (after, there) = await open_list(store, wanted), await open_list(without, wanted)
        assert (before.lists, before.groups, before.workers) == (after.lists, after.groups, after.workers)
        assert [(one.particulars, one.member, one.explanation) for one in here] == [
            (one.particulars, one.member, one.explanation) for one in there
        ]
        assert "Vera Marsh" not in [one.particulars.name for one in here]
    figures = [await read_figures(partial(Shelf, MemoryArea(one), MODELS), PLAN, T) for one in (store, without)]
    assert (figures[0].teams, figures[0].guarantee) == (figures[1].teams, figures[1].guarantee)


def test_of_nobody_very_restricted_is_there_a_score(store: MemoryStore) -> None:
    """The core makes none, and so none can be told: all others of the story have one."""
    people = {key.removeprefix("person:") for key in store.documents if key.startswith("person:")}
    scored = {key.removeprefix("person-risk:") for key in store.documents if key.startswith("person-risk:")}
    (without,) = people - scored
    key = keys.entity(Subject.PERSON, EntityId(without))
    entity = read(key, store.documents[key])
    assert isinstance(entity, Entity)
    assert entity.sensitivity == VERY_RESTRICTED


async def test_who_is_restricted_is_there_and_their_address_is_not(store: MemoryStore) -> None:
    """The page says so; there is no address in what is read of anybody."""
    _, shown = await open_list(store, Wanted(team=CMHT, list=CaseloadList.ALL))
    assert [one.restricted for one in shown if one.particulars.name == "Tess Okafor"] == [True]
    assert sum(one.restricted for one in shown) == 1


async def test_an_answer_stays_with_the_record_and_counts_once(store: MemoryStore, told: list[dict[str, Any]]) -> None:
    """Sent twice it is one; the person is looked at after the others of their kind; no score changes by it."""
    _, shown = await open_list(store, Wanted(team=CMHT))
    first = shown[0]
    by = {"name": "Jocasta Bellweather", "role": "Clinician", "team": CMHT}
    said = {"recorded_at": days_ago(0.1).isoformat(), "entity": first.person, "answered_by": by}
    opinion = {
        **said,
        "made_at": days_ago(0.1).isoformat(),
        "probability": 0.1,
        "opinion": "higher",
        "reason": "new-to-us",
    }
    visit = {**said, "recorded_at": days_ago(0.05).isoformat(), "intervention": "visit"}
    envelope = {"specversion": "1.0", "source": "uk.linnet.review", "time": said["recorded_at"], "area": "northmoor"}
    events = [
        {**envelope, "id": "O1", "type": "score-answered-1", "data": opinion},
        {**envelope, "id": "I1", "type": "intervention-recorded-1", "data": visit},
    ]
    answered = await asyncio.to_thread(play, [*told[:-1], *events, *events, told[-1]])
    after, again = await open_list(answered, Wanted(team=CMHT))
    assert sorted(one.person for one in again) == sorted(one.person for one in shown)
    there = next(one for one in again if one.person == first.person)
    assert [(one.opinion, one.intervention) for one in there.answers] == [("higher", ""), ("", "visit")]
    assert there.member.case.probability == first.member.case.probability
    tiers = [(place.tier, place.answered) for place, member in after.found]
    assert tiers == sorted(tiers)
    assert sum(late for _, late in tiers) == 1
    outcomes = await read_outcomes(partial(Shelf, MemoryArea(answered), MODELS), PLAN, T)
    assert sum(one.scores for one in outcomes.groups if one.acted) == 0


async def test_an_answer_is_found_under_any_record_of_the_person(
    store: MemoryStore, told: list[dict[str, Any]]
) -> None:
    """So it is when records were joined, or parted, since it was given."""
    _, shown = await open_list(store, Wanted(CMHT, list=CaseloadList.ALL))
    nadia = next(one for one in shown if one.particulars.name == "Nadia Fell")
    entity = read(keys.entity(Subject.PERSON, nadia.person), store.documents[keys.entity(Subject.PERSON, nadia.person)])
    assert isinstance(entity, Entity)
    (other,) = {*entity.records} - {RecordId(nadia.person)}
    at = days_ago(0.1).isoformat()
    by = {"name": "Jocasta Bellweather", "role": "Clinician", "team": CMHT}
    said = {"recorded_at": at, "entity": other, "intervention": "visit", "answered_by": by}
    envelope = {"specversion": "1.0", "source": "uk.linnet.review", "time": at, "area": "northmoor", "id": "I2"}
    answered = [*told, {**envelope, "type": "intervention-recorded-1", "data": said}]
    _, again = await open_list(await asyncio.to_thread(play, answered), Wanted(CMHT, list=CaseloadList.ALL))
    assert [one.particulars.name for one in again if one.answers] == ["Nadia Fell"]
