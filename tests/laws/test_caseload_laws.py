"""What holds of every caseload, whoever is on it."""

from collections import Counter
from itertools import pairwise
from math import isclose
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.indicators.catalogue import DAY
from scoring.linkage.records import EntityId, Identity, RecordId
from scoring.risk.caseload.attention import Place, choose, put_in_order
from scoring.risk.caseload.cases import Case, find_moment
from scoring.risk.caseload.comparing import compare_all
from scoring.risk.caseload.contact import find_usual
from scoring.risk.caseload.episodes import find_episodes
from scoring.risk.caseload.groups import count_places, group_now, is_higher
from scoring.risk.caseload.guarantee import Assurance, find_guarantee
from scoring.risk.caseload.members import Member, find_members
from scoring.risk.caseload.stepping import would_have_named
from scoring.risk.caseload.workload import sum_up, sum_up_teams, sum_up_workers
from scoring.risk.held import PersonRisk
from scoring.risk.told import Cared, keep_cared
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import CareAnswer, PersonRecord
from scoring.state.keys import Subject
from streams.caseload import FACTORS, CaseloadPlan, Cuts, Factor
from streams.codes.caseload import CaseloadList, RiskGroup
from streams.contract import EventKey
from tests.cases import T, make_case, make_course, make_risk, see_every

PLAN = CaseloadPlan()
CHANCES = st.floats(0, 1).map(lambda p: round(p, 6))
TEAMS = st.sampled_from(("CMHT", "EIP", ""))
WORKERS = st.sampled_from(("Asha", "Tom", "June"))


@st.composite
def caseloads(draw: st.DrawFn) -> list[Case]:
    cases = []
    for number in range(draw(st.integers(0, 40))):
        days = {
            name: draw(st.floats(0, 500)) for name in ("attended", "missed", "police", "crisis") if draw(st.booleans())
        }
        course = make_course(draw(TEAMS), draw(WORKERS), **days)
        scores = draw(st.lists(CHANCES, max_size=6))
        cases.append(make_case(f"person{number:010d}", draw(st.none() | CHANCES), course, scores))
    return cases


@given(caseloads(), st.sampled_from((Cuts(), Cuts("share"), Cuts(highest=1, raised=2, ceiling=1.0))))
def test_nobody_with_a_lower_score_is_in_a_higher_group(cases: list[Case], cuts: Cuts) -> None:
    """Within a team; no group holds more than its places, nobody of low risk is in another, whatever their order."""
    groups = group_now(cases, cuts)
    assert groups == group_now(cases[::-1], cuts)
    for team in {case.team for case in cases}:
        here = [(case.probability, groups[case.person]) for case in cases if case.team == team]
        scored = [(score, group) for score, group in here if score is not None]
        assert all((score is None) == (group is RiskGroup.IN_CRISIS) for score, group in here)
        assert not any(score < other and is_higher(group, above) for score, group in scored for other, above in scored)
        sizes, (highest, raised) = Counter(group for _, group in scored), count_places(len(scored), cuts)
        assert sizes[RiskGroup.HIGHEST] <= highest
        assert sizes[RiskGroup.HIGHEST] + sizes[RiskGroup.RAISED] <= highest + raised
        assert all((score < cuts.low) == (group is RiskGroup.LOW) for score, group in scored)


@given(caseloads())
def test_workers_carry_what_their_team_carries(cases: list[Case]) -> None:
    """And teams what the area does: no case is lost or counted twice on the way."""
    members = find_members(cases, PLAN, T, {})
    whole, teams = sum_up(members, PLAN.following, T), sum_up_teams(members, PLAN.following, T)
    assert sum(load.cases for load in teams.values()) == whole.cases == len(cases)
    for team, load in teams.items():
        workers = sum_up_workers([one for one in members if one.case.team == team], PLAN.following, T)
        assert isclose(sum(one.load.weighted for one in workers), load.weighted, abs_tol=1e-9)
        assert sum(one.load.seen for one in workers) == load.seen
        assert [one.load.weighted for one in workers] == sorted((one.load.weighted for one in workers), reverse=True)


@given(caseloads(), st.sampled_from([*CaseloadList]), st.integers(1, 7))
def test_pages_of_a_list_hold_everybody_once(cases: list[Case], wanted: CaseloadList, size: int) -> None:
    """Going on behind the last place of each page."""
    members = find_members(cases, PLAN, T, {})
    listed = put_in_order(choose(members, wanted, Assurance.WITHIN), wanted, {EntityId("person0000000003")})
    seen: list[tuple[Place, Member]] = []
    after: Place | None = None
    while page := [one for one in listed if after is None or one[0] > after][:size]:
        seen, after = [*seen, *page], page[-1][0]
    assert [member.case.person for _, member in seen] == [member.case.person for _, member in listed]
    assert len({member.case.person for _, member in seen}) == len(seen)


@given(st.floats(3, 60), st.integers(25, 60), st.floats(0, 30))
def test_what_is_usual_is_found_from_the_levels_alone(days: float, times: int, ago: float) -> None:
    """Of contacts that are always as far apart, over ten months or more: within 15 %, and rather too long."""
    course = see_every(make_course(attended=ago), days, times)
    usual = find_usual(course, find_moment(course, "attended"))
    assert usual is not None
    if days * times > 300:
        assert 0.98 * days <= usual / DAY <= 1.15 * days


@given(st.lists(st.sampled_from(FACTORS), unique=True), st.floats(0, 400))
def test_more_factors_never_make_a_case_simpler(factors: list[Factor], days: float) -> None:
    """A complexity score is the sum of what is declared and there, so another factor adds or does nothing."""
    course = make_course(police=days, crisis=days, missed=days, accommodation="HM01", diagnosis="psychosis")
    scores = [
        find_members([make_case("a", 0.5, course)], CaseloadPlan(factors=tuple(factors[:n])), T, {})[0].complexity
        for n in range(len(factors) + 1)
    ]
    assert scores == sorted(scores)


LABELLED = st.lists(st.tuples(st.sampled_from((0.002, 0.008, 0.04)), st.integers(0, 1)), min_size=4, max_size=13)


@given(st.lists(LABELLED, max_size=30))
def test_the_step_down_list_counts_no_crisis_twice(people: list[list[tuple[float, int]]]) -> None:
    """Moments are 28 days apart or more; and nobody is told to be safe where more came into crisis than is allowed."""
    risks = [make_risk([score for score, _ in one], [label for _, label in one]) for one in people]
    named = [would_have_named(risk, PLAN) for risk in risks]
    assert all(b - a >= 28 * DAY for one in named for (a, _), (b, _) in pairwise(one))
    found = find_guarantee(named, PLAN)
    allowed = PLAN.changes.most_per_1000 / 1_000
    assert found.assurance is not Assurance.WITHIN or found.rate.high <= allowed
    assert (found.assurance is Assurance.EXCEEDED) == (found.moments > 0 and found.crises / found.moments > allowed)


def answer(person: str, weeks: float, done: str) -> CareAnswer:
    return CareAnswer(T - weeks * 7 * DAY, EventKey(person), "", "", done, 0.0, 0.0, "", "", "")


@settings(deadline=None)
@given(st.lists(LABELLED.filter(lambda one: len(one) == 13), min_size=1, max_size=12))
def test_those_who_are_alike_differ_by_nothing(people: list[list[tuple[float, int]]]) -> None:
    """Each person with whom something was done has a twin with whom nothing was: whatever became of one there is no
    difference, and of several the order of the people is nothing."""
    risks: dict[EntityId, PersonRisk] = {}
    for number, one in enumerate(people):
        # Scores of one's own, so that nobody but the twin is within the caliper.
        scores = [min(0.9, score * (1 + number)) for score, _ in one]
        for twin in "ab":
            risks[EntityId(f"{twin}{number}")] = make_risk(scores, [label for _, label in one])
    answers = {EntityId(f"a{number}"): [answer(f"a{number}", 5.9, "visit")] for number in range(len(people))}
    found = compare_all(find_episodes(risks, answers))
    turned = dict(sorted(risks.items(), reverse=True))
    assert repr(found) == repr(compare_all(find_episodes(turned, answers)))
    for compared in found:
        assert compared.matched <= compared.people <= len(people)
        if compared.matched and len(people) == 1:
            assert compared.difference.value == pytest.approx(0)


ANSWERS = st.builds(
    CareAnswer,
    recorded=st.floats(0, 9).map(round),
    event=st.sampled_from("abcde").map(EventKey),
    opinion=st.sampled_from(("", "higher")),
    reason=st.just(""),
    intervention=st.sampled_from(("", "visit")),
    made=st.just(0.0),
    probability=st.just(0.1),
    name=st.just("Jocasta"),
    role=st.just(""),
    team=st.just(""),
)


@given(st.lists(ANSWERS, max_size=8), st.randoms(use_true_random=False))
def test_answers_may_come_in_any_order_and_again(answers: list[CareAnswer], rng: Random) -> None:
    """One that is sent again under its id counts from the first time."""

    def keep(sent: list[CareAnswer]) -> object:
        state = AreaState(whole=True)
        known = PersonRecord(Identity("ehr", "Mo", "Ashby", "", "", ""), 0.0, 0, EntityId("r"))
        state.load_document(keys.record(Subject.PERSON, "r"), known)
        for one in sent:
            draft = Draft(state)
            keep_cared(draft, Cared(RecordId("r"), one))
            state.fold(draft.changes)
        return state.documents, state.scores

    shuffled = [*answers, *answers]
    rng.shuffle(shuffled)
    assert keep(answers) == keep(shuffled)
