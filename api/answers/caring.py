"""From a caseload as it is read to what the API says of it."""

from collections.abc import Iterable
from datetime import datetime
from math import exp, isnan
from typing import Any

from api.answers import caseload as told
from api.answers.writing import write_id, write_moment, write_person
from scoring.indicators.catalogue import DAY
from scoring.risk.caseload.cases import find_moment, find_score
from scoring.risk.caseload.guarantee import Guarantee
from scoring.risk.caseload.wording import tell_why
from scoring.risk.explaining import Explanation, Reason
from scoring.risk.judging.estimates import Estimate
from scoring.risk.watch.alarms import describe
from scoring.risk.watch.fitness import UNFIT
from scoring.state.caseload_held import ModelHeld
from scoring.state.caseload_view import Shown
from scoring.state.documents import CareAnswer
from streams.caseload import CaseloadPlan
from streams.codes.caseload import RiskGroup
from streams.codes.risk import Intervention, Opinion, OpinionReason


def write_shown(area: str, shown: Shown, plan: CaseloadPlan, now: datetime) -> told.CaseloadPerson:
    member, t = shown.member, now.timestamp()
    case = member.case
    seen = find_moment(case.course, "attended")
    return told.CaseloadPerson(
        id=write_id(area, shown.person),
        record=shown.person,
        person=write_person(shown.particulars),
        restricted=shown.restricted,
        team=case.team,
        worker=case.worker,
        group=member.group,
        group_label=member.group.label,
        probability=case.probability,
        week_ago=find_score(case, t - 7 * DAY),
        month_ago=find_score(case, t - 28 * DAY),
        listed_for=[
            told.ListedFor(cohort=cohort, label=cohort.label, words=words)
            for cohort, words in tell_why(member, plan, t).items()
        ],
        complexity=member.complexity,
        factors=[factor.words for factor in member.factors],
        last_seen=write_moment(seen) if seen else None,
        answers=[write_care(one) for one in reversed(shown.answers)],
        **_write_why(shown.explanation, shown.lately),
    )


def _write_why(why: Explanation | None, week: Explanation | None) -> dict[str, Any]:
    return {
        "average": 1 / (1 + exp(-why.mean)) if why else None,
        "reasons": _write_reasons(why.reasons if why else ()),
        "compared_to": write_moment(why.compared) if why and why.compared else None,
        "changes": _write_reasons(why.since if why else ()),
        "week_compared_to": write_moment(week.compared) if week and week.compared else None,
        "week_changes": _write_reasons(week.since if week else ()),
        "missing": list(why.missing if why else ()),
    }


def _write_reasons(reasons: Iterable[Reason]) -> list[told.Contribution]:
    return [told.Contribution(topic=one.topic, words=one.words, times=exp(one.weight)) for one in reasons]


def write_care(answer: CareAnswer) -> told.CareAnswerGiven:
    opinion = Opinion(answer.opinion) if answer.opinion else None
    done = Intervention(answer.intervention) if answer.intervention else None
    return told.CareAnswerGiven(
        opinion=opinion,
        reason=OpinionReason(answer.reason).label if answer.reason else None,
        probability=answer.probability if opinion else None,
        made_at=write_moment(answer.made) if opinion else None,
        intervention=done,
        label=opinion.label if opinion else done.label if done else "",
        by=answer.name,
        role=answer.role,
        team=answer.team,
        at=write_moment(answer.recorded),
    )


def write_guarantee(found: Guarantee, plan: CaseloadPlan) -> told.StepDownGuarantee:
    return told.StepDownGuarantee(
        standing=found.assurance.value,
        people=found.people,
        moments=found.moments,
        crises=found.crises,
        rate=write_rate(found.rate),
        most_per_1000=plan.changes.most_per_1000,
    )


def write_model(model: ModelHeld) -> told.ModelUsed:
    vigil = model.vigil
    return told.ModelUsed(
        name=model.learner.recipe.name,
        learned=model.learner.learned,
        fit=not vigil.frozen,
        unfit_since=write_moment(vigil.frozen) if vigil.frozen else None,
        unfit_because=UNFIT.get(vigil.unfit, ""),
        alarms=[describe(alarm) for alarm in vigil.alarms if not alarm.ended],
    )


def write_rate(rate: Estimate) -> told.Rate:
    return told.Rate(per_1000=per_1000(rate.value), low=per_1000(rate.low), high=per_1000(rate.high))


def per_1000(share: float) -> float | None:
    return None if isnan(share) else round(1_000 * share, 1)


def write_groups(groups: dict[RiskGroup, int]) -> list[told.GroupSize]:
    return [told.GroupSize(group=one, label=one.label, people=groups.get(one, 0)) for one in RiskGroup]
