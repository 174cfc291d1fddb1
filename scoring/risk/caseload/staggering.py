"""What became of people before and after their team's turn, where a partnership drew the turns by lot.

Of each four weeks, teams that had started are set beside those that had not, so that what changes for everybody does
not count (Hussey and Hughes, Contemporary Clinical Trials 28, 2007, for stepped wedges; within periods: Thompson et
al., Statistics in Medicine 37, 2018). A team whose turn comes in the 28 days after a score is on neither side then. The
unit is the team, not the person. How far apart they are by chance is seen by drawing the lot again: among all orders
that could have been drawn, the one that was is one of many.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import blake2b
from math import nan
from random import Random
from statistics import fmean

from scoring.indicators.catalogue import DAY
from scoring.risk.caseload.episodes import HORIZON, Episode, spread_out
from scoring.risk.judging.estimates import Estimate, plain
from streams.caseload import Staggered

CAUTION = (
    "The turns were drawn by lot, so that teams that had started and teams that had not differ by chance alone, and by "
    "what was started, as far as the turns were kept to.",
    "Only the last 13 weeks are compared, and people count for the team they are with now. With few teams chance is "
    "large: read the interval, not the difference.",
    "Fewer crises on record may be fewer recorded.",
)
# With fewer scores a team's share says nothing; with fewer teams on a side there is no lot to speak of.
_LEAST_SCORES, _LEAST_TEAMS = 10, 2
_DRAWS = 999
Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Side:
    """``teams`` at any of the times compared, ``crises`` within 28 days of ``scores`` of ``people``; ``share`` is the
    mean of the teams' shares."""

    teams: int
    people: int
    scores: int
    crises: int
    share: float


@dataclass(frozen=True, slots=True)
class Staggering:
    """``difference``: of the shares of teams that had started, less those that had not, with its 95 % interval by
    drawing again. ``chance``: how often a lot alone sets them as far apart; ``nan`` with nothing to compare."""

    starts: Sequence[tuple[str, float]]
    waiting: Side
    started: Side
    difference: Estimate
    chance: float


@dataclass(frozen=True, slots=True)
class _Period:
    """Four weeks' scores by team, of those with enough of them: made in a week from ``first`` to ``last``."""

    first: float
    last: float
    episodes: Mapping[str, Sequence[Episode]]
    shares: Shares


def draw_starts(plan: Staggered) -> list[tuple[str, float]]:
    """Each team with its start, Unix seconds, in their order. A function of the lot and the names alone, whatever order
    they are written in, so that anybody can draw it again."""
    order = sorted(plan.teams, key=lambda team: blake2b(f"{plan.lot}\x1f{team}".encode(), digest_size=16).digest())
    return _give_turns(plan, order)


def compare_starts(episodes: Iterable[Episode], plan: Staggered, t: float) -> Staggering:
    """Of scores whose outcome is known. Cost: 1 ms for each team and period."""
    starts = draw_starts(plan)
    turns = dict(starts)
    periods = [_take_period(plan, held) for held in spread_out(episodes, t).values() if held]
    found = _differ(periods, turns)
    compared = [period for period in periods if _weigh(period, turns)]
    waiting, started = _sum_up(compared, turns, False), _sum_up(compared, turns, True)
    if found is None:
        return Staggering(starts, waiting, started, Estimate(nan), nan)
    drawn = _draw_again(plan, periods)
    variance = fmean([other**2 for other in drawn]) if drawn else nan
    as_far = sum(abs(other) >= abs(found) - 1e-12 for other in drawn)
    chance = (1 + as_far) / (1 + len(drawn))
    return Staggering(starts, waiting, started, plain(found, variance), chance)


def _give_turns(plan: Staggered, order: Sequence[str]) -> list[tuple[str, float]]:
    first = datetime.combine(plan.first, time(), UTC).timestamp()
    return [(team, first + turn * plan.weeks_apart * 7 * DAY) for turn, team in enumerate(order)]


def _take_period(plan: Staggered, held: Sequence[Episode]) -> _Period:
    by_team: dict[str, list[Episode]] = {team: [] for team in plan.teams}
    for one in held:
        if one.team in by_team:
            by_team[one.team].append(one)
    enough = {team: theirs for team, theirs in by_team.items() if len(theirs) >= _LEAST_SCORES}
    made = [one.made for one in held]
    return _Period(
        min(made), max(made), enough, {team: fmean(one.after for one in theirs) for team, theirs in enough.items()}
    )


def _split(period: _Period, starts: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """Teams that were waiting, and those that had started."""
    waiting = [team for team in period.shares if starts[team] >= period.last + HORIZON]
    return waiting, [team for team in period.shares if starts[team] <= period.first]


def _weigh(period: _Period, starts: Mapping[str, float]) -> float:
    """Twice the harmonic mean of the sides' numbers; nothing where either is too small."""
    waiting, started = map(len, _split(period, starts))
    return waiting * started / (waiting + started) if min(waiting, started) >= _LEAST_TEAMS else 0.0


def _differ(periods: Iterable[_Period], starts: Mapping[str, float]) -> float | None:
    total = weights = 0.0
    for period in periods:
        if weight := _weigh(period, starts):
            waiting, started = _split(period, starts)
            apart = fmean(period.shares[team] for team in started) - fmean(period.shares[team] for team in waiting)
            total, weights = total + weight * apart, weights + weight
    return total / weights if weights else None


def _draw_again(plan: Staggered, periods: Sequence[_Period]) -> list[float]:
    # The same each time: an answer must not change by being asked for again.
    rng, teams = Random(plan.lot), sorted(plan.teams)
    lots = (rng.sample(teams, len(teams)) for _ in range(_DRAWS))
    found = [_differ(periods, dict(_give_turns(plan, order))) for order in lots]
    return [one for one in found if one is not None]


def _sum_up(periods: Sequence[_Period], starts: Mapping[str, float], started: bool) -> Side:
    there = [(period, team) for period in periods for team in _split(period, starts)[started]]
    held = [one for period, team in there for one in period.episodes[team]]
    share = fmean(period.shares[team] for period, team in there) if there else nan
    people = len({one.person for one in held})
    return Side(len({team for _, team in there}), people, len(held), sum(one.after for one in held), share)
