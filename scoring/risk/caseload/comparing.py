"""Before and after an intervention, beside others who were much alike and for whom none was recorded.

For each score after which something was done, up to three scores of other people are taken: of the same type of team,
of the same week, with nothing recorded from 28 days before to 28 days after, and with log-odds within a fifth of their
spread (Austin, "Optimal caliper widths for propensity-score matching", Pharmaceutical Statistics 10, 2011). Who is
helped is chosen by people who know more than the record says, so a difference is not what the help did.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, nan
from statistics import fmean, pstdev

import numpy as np

from scoring.indicators.catalogue import DAY
from scoring.risk.caseload.episodes import Episode
from scoring.risk.judging.estimates import Estimate, plain, spread
from scoring.risk.judging.outcomes import Column
from streams.codes.risk import Intervention

CAUTION = (
    "This is not a trial. Those for whom something was done were chosen by people who know more than the record says, "
    "most often because they were worried; more crises among them do not mean that it did harm.",
    "People are compared with others whose score, team type and week were alike. Whatever else set them apart is not "
    "balanced.",
    "Whoever came to a turning point is likely to be nearer their usual a month later, whatever was done. The "
    "comparison shows the same for others; it cannot remove it.",
    "Interventions count only as far as somebody recorded them here.",
)
_MATCHES = 3
_CALIPER = 0.2
_WEEK = 7 * DAY
# Of fewer people an interval would say more than it knows.
_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """Shares with a crisis in the 28 days ``before`` and ``after`` the score, of those for whom it was done and of
    others like them. ``difference``: of the changes, with its 95 % interval; ``matched`` of ``people`` had somebody
    like them and are in these figures, ``in_crisis`` of whom before, and after. ``apart``: mean distance of the matched
    in log-odds."""

    intervention: Intervention
    people: int
    matched: int
    before: float
    after: float
    others_before: float
    others_after: float
    difference: Estimate
    apart: float
    in_crisis: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Pair:
    one: Episode
    others: Sequence[Episode]


def compare_all(episodes: Iterable[Episode]) -> list[Comparison]:
    """Of every intervention that was recorded in time for its outcome to be known."""
    # In an order of their own, so that sums are the same to the last bit.
    known = sorted((one for one in episodes if one.before is not None), key=lambda one: (one.person, one.made))
    pool = _Pool([one for one in known if not one.touched])
    found = [(done, [one for one in known if done in one.done]) for done in Intervention]
    return [_compare(done, treated, pool) for done, treated in found if treated]


class _Pool:
    """Those with whom nothing was done, by team type and week, in the order of their log-odds."""

    def __init__(self, episodes: Sequence[Episode]) -> None:
        self._held: dict[tuple[str, int], list[tuple[float, str, Episode]]] = {}
        odds = [find_odds(one.probability) for one in episodes]
        self.caliper = _CALIPER * pstdev(odds) if len(odds) > 1 else 0.0
        for level, one in zip(odds, episodes, strict=True):
            self._held.setdefault(_find_stratum(one), []).append((level, one.person, one))
        for held in self._held.values():
            held.sort(key=lambda each: each[:2])

    def find_alike(self, episode: Episode) -> list[Episode]:
        held, level = self._held.get(_find_stratum(episode), []), find_odds(episode.probability)
        start = bisect_left(held, level - self.caliper, key=lambda each: each[0])
        near = []
        for other, person, one in held[start:]:
            if other > level + self.caliper:
                break
            near.append((abs(other - level), person, one))
        return [one for _, _, one in sorted(near, key=lambda each: each[:2])[:_MATCHES]]


def find_odds(probability: float) -> float:
    """On the scale of log-odds, where nought and one have none."""
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    return log(kept / (1 - kept))


def _find_stratum(episode: Episode) -> tuple[str, int]:
    return episode.team_type, int(episode.made // _WEEK)


def _compare(done: Intervention, treated: Sequence[Episode], pool: _Pool) -> Comparison:
    pairs = [_Pair(one, others) for one in treated if (others := pool.find_alike(one))]
    if not pairs:
        return Comparison(done, _count(treated), 0, nan, nan, nan, nan, Estimate(nan), nan)
    ones = [pair.one for pair in pairs]
    return Comparison(
        done,
        _count(treated),
        _count(ones),
        fmean(bool(pair.one.before) for pair in pairs),
        fmean(pair.one.after for pair in pairs),
        fmean(fmean(bool(one.before) for one in pair.others) for pair in pairs),
        fmean(fmean(one.after for one in pair.others) for pair in pairs),
        _estimate(pairs),
        fmean(
            abs(find_odds(pair.one.probability) - find_odds(one.probability)) for pair in pairs for one in pair.others
        ),
        (_count(one for one in ones if one.before), _count(one for one in ones if one.after)),
    )


def _count(episodes: Iterable[Episode]) -> int:
    """Persons, for many of whom something is done week by week."""
    return len({one.person for one in episodes})


def _change(episodes: Sequence[Episode]) -> float:
    return fmean(one.after - bool(one.before) for one in episodes)


def _estimate(pairs: Sequence[_Pair]) -> Estimate:
    """A person's weeks as one draw: one crisis is in up to four of them."""
    changes = np.array([_change([pair.one]) - _change(pair.others) for pair in pairs])
    value = float(changes.mean())
    if _count(pair.one for pair in pairs) < _ENOUGH:
        return Estimate(value)
    person = Column.write(pair.one.person for pair in pairs).codes
    return plain(value, spread((changes - value) / len(pairs), person))
