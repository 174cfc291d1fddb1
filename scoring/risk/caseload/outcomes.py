"""What became of people by risk group, by type of team, and by what was done: counted, and not explained."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scoring.risk.caseload.episodes import Episode, spread_out
from scoring.risk.caseload.groups import Ranked, cut_all
from scoring.risk.caseload.guarantee import estimate_rate
from scoring.risk.judging.estimates import Estimate
from streams.caseload import Cuts
from streams.codes.caseload import RiskGroup
from streams.codes.risk import Intervention

# Counts below this are not told, and rates of so few neither.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """``name``: a risk group, a team type or an intervention; ``acted``: something was done within a week, None for
    either. ``crises`` within 28 days of ``scores`` of ``people``; ``rate`` with its 95 % interval."""

    name: str
    acted: bool | None
    people: int
    scores: int
    crises: int
    rate: Estimate


@dataclass(frozen=True, slots=True)
class _Placed:
    episode: Episode
    group: RiskGroup


def count_groups(episodes: Iterable[Episode], cuts: Cuts, t: float) -> list[Outcome]:
    """Each group whole, then without and with something done."""
    placed = list(_place(episodes, cuts, t))
    return [
        _sum_up(group.value, acted, [one.episode for one in placed if one.group is group and _is(one.episode, acted)])
        for group in RiskGroup
        if group not in (RiskGroup.IN_CRISIS, RiskGroup.UNDER_AGE)
        for acted in (None, False, True)
    ]


def count_team_types(episodes: Iterable[Episode], t: float) -> list[Outcome]:
    held = [one for each in spread_out(episodes, t).values() for one in each if one.team_type]
    types = sorted({one.team_type for one in held})
    return [_sum_up(name, None, [one for one in held if one.team_type == name]) for name in types]


def count_interventions(episodes: Iterable[Episode], t: float) -> list[Outcome]:
    held = [one for each in spread_out(episodes, t).values() for one in each]
    return [_sum_up(done.value, True, [one for one in held if done in one.done]) for done in Intervention]


def _place(episodes: Iterable[Episode], cuts: Cuts, t: float) -> Iterator[_Placed]:
    """In the group that each was in then, among all who were scored in that week and are with the same team now."""
    for held in spread_out(episodes, t).values():
        by_team: dict[str, list[Ranked]] = {}
        for one in held:
            by_team.setdefault(one.team, []).append((-one.probability, one.person))
        groups = cut_all(by_team, cuts)
        yield from (_Placed(one, groups[one.person]) for one in held if one.team)


def _is(episode: Episode, acted: bool | None) -> bool:
    return acted is None or bool(episode.done) is acted


def _sum_up(name: str, acted: bool | None, held: list[Episode]) -> Outcome:
    crises = sum(one.after for one in held)
    return Outcome(name, acted, len({one.person for one in held}), len(held), crises, estimate_rate(crises, len(held)))
