"""Risk groups: cut-offs within each team, by how many people it can look at or by shares of its caseload.

Source: Garriga et al., "Machine learning model to predict mental health crises from electronic health records", Nature
Medicine 28 (2022): the 25 at highest risk were shown to each community team.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import ceil

from scoring.linkage.records import EntityId
from scoring.risk.caseload.cases import Case, find_score
from streams.caseload import Cuts
from streams.codes.caseload import RiskGroup

Ranked = tuple[float, EntityId]
_ORDER = {group: place for place, group in enumerate(reversed(RiskGroup))}


def group_now(cases: Iterable[Case], cuts: Cuts) -> dict[EntityId, RiskGroup]:
    held = list(cases)
    scored = _by_team((case.team, (case.probability, case.person)) for case in held if case.probability is not None)
    grouped = cut_all(scored, cuts)
    unscored = (case for case in held if case.probability is None)
    return grouped | {one.person: RiskGroup.UNDER_AGE if one.under_age else RiskGroup.IN_CRISIS for one in unscored}


def group_then(cases: Iterable[Case], cuts: Cuts, t: float) -> dict[EntityId, RiskGroup]:
    """Of those who are on the caseload now and had a score at ``t``, in the team they are with now."""
    return cut_all(_by_team((case.team, (find_score(case, t), case.person)) for case in cases), cuts)


def _by_team(scored: Iterable[tuple[str, tuple[float | None, EntityId]]]) -> dict[str, list[Ranked]]:
    by_team: dict[str, list[Ranked]] = defaultdict(list)
    for team, (score, person) in scored:
        if score is not None:
            by_team[team].append((-score, person))
    return by_team


def cut_all(by_team: Mapping[str, list[Ranked]], cuts: Cuts) -> dict[EntityId, RiskGroup]:
    """Each person with less the score: highest first, of two alike the one with the lesser id."""
    found: dict[EntityId, RiskGroup] = {}
    for ranked in by_team.values():
        highest, raised = count_places(len(ranked), cuts)
        for place, (score, person) in enumerate(sorted(ranked)):
            found[person] = _name_group(place, -score, highest, highest + raised, cuts)
    return found


def count_places(size: int, cuts: Cuts) -> tuple[int, int]:
    """In the highest and in the raised group of a team of this size.

    >>> count_places(400, Cuts()), count_places(40, Cuts()), count_places(400, Cuts("share"))
    ((25, 50), (10, 10), (20, 60))
    """
    if cuts.by == "share":
        return ceil(size * cuts.highest_share), ceil(size * cuts.raised_share)
    most = ceil(size * cuts.ceiling)
    return min(cuts.highest, most), min(cuts.raised, most)


def _name_group(place: int, score: float, highest: int, raised: int, cuts: Cuts) -> RiskGroup:
    if score < cuts.low:
        return RiskGroup.LOW
    if place < highest:
        return RiskGroup.HIGHEST
    return RiskGroup.RAISED if place < raised else RiskGroup.USUAL


def is_higher(group: RiskGroup, other: RiskGroup) -> bool:
    return _ORDER[group] > _ORDER[other]
