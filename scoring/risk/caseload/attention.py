"""Who comes first: an order that can be said aloud, not only a number.

1. Discharged from hospital and not seen since.
2. At the highest risk, and risen there or lost to follow-up.
3. At the highest risk.
4. Risen to raised risk.
5. At raised risk and lost to follow-up.

Within each, who was looked at lately comes after the others, then the higher risk comes first.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from scoring.linkage.records import EntityId
from scoring.risk.caseload.guarantee import Assurance
from scoring.risk.caseload.members import Member
from streams.codes.caseload import CaseloadList, CaseloadOrder, Cohort, RiskGroup

_NOBODY_ELSE = 6
_COHORTS = {
    CaseloadList.STEP_UP: Cohort.STEP_UP,
    CaseloadList.STEP_DOWN: Cohort.STEP_DOWN,
    CaseloadList.LOST: Cohort.LOST,
    CaseloadList.DISCHARGED: Cohort.DISCHARGED,
    CaseloadList.SHIELDING: Cohort.SHIELDING,
}


class Place(NamedTuple):
    """In a list: the least first. ``score`` is mostly the probability, less than 0."""

    tier: int
    answered: int
    score: float
    person: str


def choose(members: Iterable[Member], wanted: CaseloadList, assurance: Assurance) -> list[Member]:
    """Those on a list, in no order. Nobody is said to be ready to step down where too many of such came into crisis, or
    by a model that is unfit."""
    match wanted:
        case CaseloadList.ALL:
            return list(members)
        case CaseloadList.ATTENTION:
            return [member for member in members if find_tier(member) < _NOBODY_ELSE]
        case CaseloadList.IN_CRISIS:
            return [member for member in members if member.group is RiskGroup.IN_CRISIS]
        case CaseloadList.STEP_DOWN if not assurance.allows:
            return []
    return [member for member in members if _COHORTS[wanted] in member.cohorts]


def put_in_order(
    members: Iterable[Member],
    wanted: CaseloadList,
    answered: Collection[EntityId],
    order: CaseloadOrder = CaseloadOrder.LIST,
) -> list[tuple[Place, Member]]:
    """``answered``: whom somebody has looked at lately. To step down, the lowest risk comes first; who is lost, those
    longest away."""
    if order is CaseloadOrder.COMPLEXITY:
        placed = [(Place(0, 0, -member.complexity, member.case.person), member) for member in members]
    else:
        placed = [(_find_place(member, wanted, answered), member) for member in members]
    return sorted(placed, key=lambda one: one[0])


def find_tier(member: Member) -> int:
    cohorts, away = member.cohorts, Cohort.LOST in member.cohorts
    if Cohort.FOLLOW_UP_DUE in cohorts:
        return 1
    if member.group is RiskGroup.HIGHEST:
        return 2 if away or Cohort.STEP_UP in cohorts else 3
    if member.group is RiskGroup.RAISED and Cohort.STEP_UP in cohorts:
        return 4
    return 5 if away and member.group is RiskGroup.RAISED else _NOBODY_ELSE


def _find_score(member: Member) -> float:
    if member.case.probability is not None:
        return member.case.probability
    return 1.0 if member.group is RiskGroup.IN_CRISIS else 0.0


def _find_place(member: Member, wanted: CaseloadList, answered: Collection[EntityId]) -> Place:
    person, score = member.case.person, -_find_score(member)
    match wanted:
        case CaseloadList.ATTENTION:
            return Place(find_tier(member), int(person in answered), score, person)
        case CaseloadList.STEP_DOWN:
            return Place(0, 0, -score, person)
        case CaseloadList.LOST if member.absence:
            return Place(0, 0, member.absence.since, person)
    return Place(0, 0, score, person)
