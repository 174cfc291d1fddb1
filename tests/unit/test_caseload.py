"""Who is on which list, and why, of cases made by hand."""

import re
import tomllib
from dataclasses import asdict
from typing import get_args

import pytest
from msgspec.structs import replace
from pydantic import TypeAdapter, ValidationError

from api.answers.counting import write_comparison
from api.answers.workload import ComparisonTold
from infra.reference.tables import ROOT
from scoring.indicators.catalogue import DAY
from scoring.linkage.records import RecordId
from scoring.risk.caseload.attention import choose, find_tier, put_in_order
from scoring.risk.caseload.cases import Case
from scoring.risk.caseload.comparing import compare_all
from scoring.risk.caseload.contact import Discharge, find_discharge
from scoring.risk.caseload.episodes import find_episodes
from scoring.risk.caseload.guarantee import Assurance, find_guarantee
from scoring.risk.caseload.members import Member, find_members
from scoring.risk.caseload.outcomes import count_groups
from scoring.risk.caseload.stepping import would_have_named
from scoring.risk.caseload.wording import tell_why
from scoring.risk.course import MOMENT_PLACES, TRAITS
from scoring.state.documents import CareAnswer, Contact, Worker
from streams.caseload import CaseloadPlan, Cuts, Factor, Moment, Shielding, Trait
from streams.codes.caseload import CaseloadList, CaseloadOrder, Cohort, RiskGroup
from streams.codes.risk import Intervention
from streams.contract import EventKey
from tests.cases import T, make_case, make_course, make_risk, see_every

PLAN = CaseloadPlan(Cuts(highest=2, raised=2, ceiling=1.0))
_PLANS = TypeAdapter(CaseloadPlan)


def find(*cases: Case, plan: CaseloadPlan = PLAN, **discharges: Discharge) -> dict[str, Member]:
    found = find_members(cases, plan, T, discharges)  # type: ignore[arg-type]  # names stand for ids
    return {member.case.person: member for member in found}


def others(*scores: float) -> list[Case]:
    return [make_case(f"other{n}", score, scores=[score] * 6) for n, score in enumerate(scores)]


def test_somebody_who_rose_is_told_of_with_both_scores() -> None:
    """Into a higher group, and by a quarter or more; a place gained by a hair is no rise."""
    rose = make_case("rose", 0.09, scores=[0.02, 0.02, 0.02, 0.03, 0.03, 0.03])
    hair = make_case("hair", 0.0501, scores=[0.0499] * 6)
    found = find(rose, hair, *others(0.08, 0.05, 0.04, 0.03))
    assert found["rose"].cohorts == {Cohort.STEP_UP}
    assert tell_why(found["rose"], PLAN, T) == {
        Cohort.STEP_UP: "rose from usual to highest risk in 7 days (3.0% to 9.0%)"
    }
    assert found["hair"].cohorts == frozenset()


def test_who_may_step_down_is_low_calm_settled_free_and_seen() -> None:
    """Each of these by itself keeps somebody off the list."""
    low = [0.004] * 6
    steady = see_every(make_course(), 28, 12)
    found = find(
        make_case("ready", 0.004, steady, low),
        make_case("lately-higher", 0.004, steady, [0.004, 0.004, 0.02, 0.004]),
        make_case("too-new", 0.004, see_every(make_course(caseload=60), 28, 2), low),
        make_case("crisis", 0.004, see_every(make_course(crisis=120, crisis_end=100), 28, 12), low),
        make_case("detained", 0.004, see_every(make_course(legal_status="03"), 28, 12), low),
        make_case("unseen", 0.004, see_every(make_course(attended=95), 28, 12), low),
        make_case("a-week-missing", 0.004, steady, low[:3]),
    )
    assert [name for name, member in found.items() if Cohort.STEP_DOWN in member.cohorts] == ["ready"]


def test_lost_is_longer_than_usual_and_in_no_case_longer_than_three_months() -> None:
    """Whoever is seen each week is missed after four, whoever is seen each month after two, anybody after 91 days."""
    found = find(
        make_case("weekly", 0.02, see_every(make_course(attended=30), 7, 40)),
        make_case("monthly", 0.02, see_every(make_course(attended=40), 28, 12)),
        make_case("late-monthly", 0.02, see_every(make_course(attended=62), 28, 12)),
        make_case("rarely", 0.02, see_every(make_course(attended=85), 80, 6)),
        make_case("once", 0.02, see_every(make_course(attended=92), 7, 1)),
    )
    assert [name for name, one in found.items() if Cohort.LOST in one.cohorts] == ["weekly", "late-monthly", "once"]
    never = make_case("never", 0.02, make_course(attended=T / DAY, caseload=120))
    assert tell_why(find(never)["never"], PLAN, T)[Cohort.LOST] == "not seen since the referral 120 days ago"


def stay(kind: str, days: float, case_id: str = "S1") -> Contact:
    return contact(f"mh-spell-{kind}", days, "200", case_id)


def contact(kind: str, days: float, category: str, case_id: str = "") -> Contact:
    at = T - days * DAY
    return Contact("ehr", kind, category, at, at, RecordId("r"), RecordId(""), Worker("", "", ""), case_id=case_id)


def test_a_discharge_is_followed_up_by_a_contact_that_took_place() -> None:
    """Not by one that was missed, nor by one before; and who is in hospital again has left none."""
    left = [stay("started", 20), stay("ended", 5)]
    missed, seen = contact("mh-contact-recorded", 3, "3"), contact("mh-contact-recorded", 2, "5")
    assert find_discharge([*left, missed, contact("mh-contact-recorded", 6, "5")], T) == Discharge(T - 5 * DAY, None)
    found = find_discharge([*left, missed, seen], T)
    assert found == Discharge(T - 5 * DAY, T - 2 * DAY)
    assert found.was_in_time(PLAN.following)
    assert find_discharge([*left, stay("started", 1, "S2")], T) is None
    assert find_discharge([stay("started", 20)], T) is None
    assert find_discharge([stay("ended", 30), stay("started", 20)], T) is None
    # A stay nobody ever closed is forgotten once a later one was.
    assert find_discharge([stay("started", 300, "S0"), *left], T) == Discharge(T - 5 * DAY, None)


def test_who_left_hospital_the_day_they_came_has_left_it() -> None:
    """Where the trust knows the hour of the one and only the day of the other; who is there again under the number of a
    stay that was over has not."""
    day = [stay("started", 4.6), stay("ended", 5)]
    assert find_discharge(day, T) == Discharge(T - 4.6 * DAY, None)
    # Of a long stay the beginning is not read.
    assert find_discharge([stay("ended", 5)], T) == Discharge(T - 5 * DAY, None)
    assert find_discharge([stay("started", 20), stay("ended", 5), stay("started", 3)], T) is None


def test_the_order_is_the_one_that_is_said() -> None:
    """Who left hospital unseen, then highest and risen or lost, then highest, then risen, then raised and lost."""
    rising = [0.02] * 5 + [0.03]
    cases = {
        "unseen": make_case("unseen", 0.05, make_course("A"), [0.05] * 6),
        "top-risen": make_case("top-risen", 0.2, make_course("B"), rising),
        "top": make_case("top", 0.4, make_course("B"), [0.4] * 6),
        "risen": make_case("risen", 0.1, make_course("B"), rising),
        "lost": make_case("lost", 0.09, see_every(make_course("B", attended=80), 7, 40), [0.09] * 6),
        "usual": make_case("usual", 0.05, make_course("B"), [0.05] * 6),
    }
    more = make_case("more", 0.055, make_course("B"), [0.055] * 6)
    found = find(more, *cases.values(), unseen=Discharge(T - 2 * DAY, None))
    listed = put_in_order(found.values(), CaseloadList.ATTENTION, ())
    assert [member.case.person for _, member in listed] == [*[*cases][:5], "more", "usual"]
    assert [find_tier(found[name]) for name in cases] == [1, 2, 3, 4, 5, 6]
    assert "usual" not in [one.case.person for one in choose(found.values(), CaseloadList.ATTENTION, Assurance.WITHIN)]


def test_whoever_was_looked_at_comes_after_the_others_of_their_kind() -> None:
    """And before nobody of a lower kind is moved."""
    found = find(make_case("first", 0.9), make_case("second", 0.8))
    listed = put_in_order(found.values(), CaseloadList.ATTENTION, {find(make_case("first", 0.9))["first"].case.person})
    assert [member.case.person for _, member in listed] == ["second", "first"]


def test_the_most_complex_can_come_first() -> None:
    """Whatever their risk."""
    plain, complex_ = make_case("plain", 0.5), make_case("complex", 0.02, make_course(accommodation="HM01"))
    found = find(plain, complex_).values()
    listed = put_in_order(found, CaseloadList.ALL, (), CaseloadOrder.COMPLEXITY)
    assert [(member.case.person, member.complexity) for _, member in listed] == [("complex", 3), ("plain", 1)]


def test_nobody_is_named_where_too_many_of_such_came_into_crisis() -> None:
    """The list is given with what became of those it would have named; with too few it says so."""
    low = [0.004] * 13
    safe = [make_risk(low, [0] * 9) for _ in range(400)]
    unsafe = [make_risk(low, [0] * 3 + [1] + [0] * 5) for _ in range(20)]
    judged = [find_guarantee([would_have_named(one, PLAN) for one in of], PLAN) for of in (safe, safe[:3], unsafe)]
    assert [one.assurance for one in judged] == [Assurance.WITHIN, Assurance.TOO_FEW, Assurance.EXCEEDED]
    assert (judged[0].people, judged[0].moments, judged[0].crises) == (400, 800, 0)
    ready = find(make_case("ready", 0.004, see_every(make_course(), 28, 12), low)).values()
    assert [len(choose(ready, CaseloadList.STEP_DOWN, one.assurance)) for one in judged] == [1, 1, 0]


def test_outcomes_are_counted_in_the_group_that_somebody_was_in_then() -> None:
    """One score a person every four weeks, among all who were scored in that week."""
    risks = {f"p{n}": make_risk([0.1 if n < 2 else 0.03] * 13, [int(n == 0)] * 9) for n in range(10)}
    found = count_groups(find_episodes(risks, {}), PLAN.cuts, T)  # type: ignore[arg-type]  # names stand for ids
    whole = {one.name: (one.people, one.scores, one.crises) for one in found if one.acted is None}
    assert whole["highest"] == (2, 6, 3)
    assert whole["raised"] == (2, 6, 0)
    assert whole["usual"] == (6, 18, 0)


def test_a_comparison_is_of_changes_beside_those_who_were_alike() -> None:
    """Of forty who came into crisis every time, every other one was visited after a score and did not again."""
    risks = {}
    for n in range(40):
        labels = [1, 1, 1, 1, 1, 1, 1, 1, n % 2]
        risks[f"p{n:02d}"] = make_risk([0.1 + n / 10_000] * 13, labels)
    at = T - 4 * 7 * DAY + DAY
    visit = CareAnswer(at, EventKey("e"), "", "", Intervention.VISIT.value, 0.0, 0.0, "", "", "")
    answers = {f"p{n:02d}": [visit] for n in range(0, 40, 2)}
    (found,) = compare_all(find_episodes(risks, answers))  # type: ignore[arg-type]  # names stand for ids
    assert (found.intervention, found.people, found.matched) == (Intervention.VISIT, 20, 20)
    assert (found.before, found.after, found.others_before, found.others_after) == (1, 0, 1, 1)
    assert found.difference.value == -1


def visited(often: dict[str, int]) -> ComparisonTold:
    """Of 60 people, those named visited in so many weeks in a row, all of whom were in crisis afterwards."""
    risks = {f"p{n:02d}": make_risk([0.1] * 13, [int(f"p{n:02d}" in often)] * 9) for n in range(60)}
    visit = CareAnswer(0.0, EventKey("e"), "", "", Intervention.VISIT.value, 0.0, 0.0, "", "", "")
    said = {
        person: [replace(visit, recorded=T - (4 + week) * 7 * DAY + DAY) for week in range(weeks)]
        for person, weeks in often.items()
    }
    (found,) = compare_all(find_episodes(risks, said))  # type: ignore[arg-type]  # names stand for ids
    return write_comparison(found)


def test_one_person_helped_for_weeks_is_no_comparison() -> None:
    """Whether one person came into crisis is for nobody to read off a share, however often something was done."""
    one = visited({"p00": 5})
    assert (one.people, one.matched, one.before, one.after, one.difference.per_1000) == (None,) * 5
    six = visited({f"p{n:02d}": 5 for n in range(6)})
    assert (six.people, six.matched, six.after, six.difference.low) == (6, 6, 1000, None)


def test_a_comparison_tells_no_count_of_one_to_four() -> None:
    """A share of so many people is one."""
    risks = {f"p{n:02d}": make_risk([0.1] * 13, [int(n == 0)] * 9) for n in range(60)}
    visit = CareAnswer(T - 27 * DAY, EventKey("e"), "", "", Intervention.VISIT.value, 0.0, 0.0, "", "", "")
    answers = {f"p{n:02d}": [visit] for n in range(8)}
    (found,) = compare_all(find_episodes(risks, answers))  # type: ignore[arg-type]  # names stand for ids
    assert (found.matched, found.in_crisis) == (8, (1, 1))
    told = write_comparison(found)
    assert (told.people, told.before, told.after, told.difference.per_1000) == (8, None, None, None)


def test_what_an_area_says_of_its_caseload_is_read_strictly() -> None:
    """What it does not say is as it stands in the plan; what nobody knows is refused."""
    said = {
        "cuts": {"by": "share", "highest_share": 0.1},
        "factors": [{"name": "p", "words": "Police", "moment": "police", "within_days": 7}],
    }
    plan = _PLANS.validate_python(said)
    assert (plan.cuts.highest_share, plan.cuts.low, len(plan.factors)) == (0.1, Cuts().low, 1)
    wrong: list[dict[str, object]] = [
        {"cut": {}},
        {"cuts": {"highest": -1}},
        {"factors": [{"name": "x", "words": "x"}]},
        {"factors": [{"name": "x", "words": "x", "trait": "diagnosis"}]},
        {"factors": [{"name": "x", "words": "x", "moment": "weather", "within_days": 7}]},
    ]
    for each in wrong:
        with pytest.raises(ValidationError):
            _PLANS.validate_python(each)


def test_a_plan_asks_for_what_a_course_holds() -> None:
    """Names of traits and moments are the risk's own."""
    assert {*get_args(Trait)} <= {*TRAITS, "age-band"}
    assert {*get_args(Moment)} <= {*MOMENT_PLACES}


def test_a_cohort_for_a_public_health_event_is_whom_the_area_says() -> None:
    """Nobody, where it says nothing."""
    aged = Factor("aged", "65 or older", trait="age-band", codes=("65+",))
    cases = make_case("aged", 0.02, make_course(age_band="65+")), make_case("young", 0.02)
    plan = CaseloadPlan(shielding=Shielding("Advised to shield", (aged,)))
    assert [Cohort.SHIELDING in one.cohorts for one in find(*cases, plan=plan).values()] == [True, False]
    assert not any(Cohort.SHIELDING in one.cohorts for one in find(*cases).values())
    assert find(*cases)["aged"].group is RiskGroup.HIGHEST


def test_the_page_about_the_caseload_has_every_default() -> None:
    """As the plan has them: what an area does not say is written down where it looks it up."""
    page = (ROOT / "docs" / "caseload.md").read_text(encoding="utf-8")
    written = dict(re.findall(r"^\| `(\w+\.\w+)` \| `([^`]+)` \|", page, re.MULTILINE))
    plan, parts = CaseloadPlan(), ("cuts", "changes", "following", "weights")
    declared = {f"{part}.{name}": value for part in parts for name, value in asdict(getattr(plan, part)).items()}
    assert written == {name: str(value) for name, value in declared.items()}


def test_the_examples_of_the_page_can_be_declared() -> None:
    """Word for word, and together."""
    page = (ROOT / "docs" / "caseload.md").read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"```toml\n(.*?)```", page, re.DOTALL))
    plan = _PLANS.validate_python(tomllib.loads(examples)["areas"]["northmoor"]["caseload"])
    assert plan.staggered is not None
    assert [factor.name for factor in plan.factors] == ["unsettled-home", "several-agencies"]
    assert plan.shielding.words == "Advised to shield"
