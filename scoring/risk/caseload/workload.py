"""How much a team and each of its workers carry, in weighted cases, and what waits there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from scoring.indicators.catalogue import DAY
from scoring.risk.caseload.cases import find_moment
from scoring.risk.caseload.members import Member
from streams.caseload import Following
from streams.codes.caseload import Cohort, RiskGroup

_LATELY = 28 * DAY


@dataclass(frozen=True, slots=True)
class Load:
    """``weighted``: cases by their weights. ``seen``: with a contact attended in 28 days, of those not in crisis.
    ``discharged``: so long ago that the follow-up must have been, of whom ``in_time`` were seen within it. ``joined``
    the caseload in 28 days; ``waiting``: with no contact attended yet; ``missed``: with a contact not attended in 28
    days."""

    cases: int
    weighted: float
    groups: Mapping[RiskGroup, int]
    cohorts: Mapping[Cohort, int]
    complexity: float
    seen: int
    discharged: int
    in_time: int
    joined: int
    waiting: int
    missed: int


@dataclass(frozen=True, slots=True)
class WorkerLoad:
    """``share``: of what one in the middle of the team carries, 1 being as much; None where there is nobody else."""

    worker: str
    load: Load
    share: float | None


def sum_up(members: Iterable[Member], following: Following, t: float) -> Load:
    held = list(members)
    due = [one.discharge for one in held if one.discharge and _is_past(one.discharge.ended, following, t)]
    return Load(
        cases=len(held),
        weighted=sum(one.weight for one in held),
        groups=Counter(one.group for one in held),
        cohorts=Counter(cohort for one in held for cohort in one.cohorts),
        complexity=sum(one.complexity for one in held) / len(held) if held else 0.0,
        seen=sum(_was_seen(one, t) for one in held),
        discharged=len(due),
        in_time=sum(one.was_in_time(following) for one in due),
        joined=sum(_is_lately(one, "caseload", t) for one in held),
        waiting=sum(find_moment(one.case.course, "attended") == 0 for one in held),
        missed=sum(_is_lately(one, "missed", t) for one in held),
    )


def sum_up_teams(members: Iterable[Member], following: Following, t: float) -> dict[str, Load]:
    """By name, in its order."""
    by_team = _divide((one.case.team, one) for one in members)
    return {team: sum_up(by_team[team], following, t) for team in sorted(by_team)}


def sum_up_workers(members: Iterable[Member], following: Following, t: float) -> list[WorkerLoad]:
    """Of one team, the heaviest load first."""
    by_worker = _divide((one.case.worker, one) for one in members)
    loads = {worker: sum_up(held, following, t) for worker, held in by_worker.items()}
    middle = median(load.weighted for load in loads.values()) if len(loads) > 1 else 0.0
    ranked = sorted(loads.items(), key=lambda one: (-one[1].weighted, one[0]))
    return [WorkerLoad(worker, load, load.weighted / middle if middle else None) for worker, load in ranked]


def _divide(named: Iterable[tuple[str, Member]]) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = defaultdict(list)
    for name, member in named:
        found[name].append(member)
    return found


def _is_past(ended: float, following: Following, t: float) -> bool:
    return t - ended >= following.follow_up_hours * 3_600


def _was_seen(member: Member, t: float) -> bool:
    return member.group is not RiskGroup.IN_CRISIS and _is_lately(member, "attended", t)


def _is_lately(member: Member, moment: str, t: float) -> bool:
    last = find_moment(member.case.course, moment)
    return last > 0 and t - last <= _LATELY
