"""Why a score is what it is: against the caseload's mean, against the person's own past, and what is missing.

All of it is differences of log-odds that add up exactly: from the caseload's mean to the score, and from an earlier
score's vector to this one under the weights of now. Terms that say nearly the same are one topic, so that what is told
stays as it is while their single weights still move.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.risk.features import Codes, Numbers
from scoring.risk.telling import Telling, name_topic
from scoring.risk.terms import TERMS

# Fewer than so much log-odds, about 5 % of a risk, is not worth a sentence of its own.
_LEAST = 0.05
_MOST_REASONS = 6
REST = "rest"
_REST_WORDS = "All else together"


class Reason(NamedTuple):
    """``weight``: log-odds it adds (less than 0: takes away)."""

    topic: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """``mean``: the log-odds of somebody who is as the caseload is on average; with all ``reasons`` it adds up to
    ``level``, the score's. ``since``: what changed since the vector of ``compared``, Unix seconds, 0 where there is
    none earlier; ``missing``: what is not recorded, or can be relied on less. Reasons by weight, greatest first; the
    last one, if any, is of all else together."""

    level: float
    mean: float
    reasons: tuple[Reason, ...]
    compared: float = 0.0
    since: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shares:
    """What each of the terms at ``places`` adds, against the caseload's mean and since an earlier moment."""

    places: NDArray[np.intp]
    adds: Numbers
    changes: Numbers


def explain(codes: Codes, shares: Shares, mean: float, compared: float, thin: Sequence[str]) -> Explanation:
    """``codes``: of now, and of the earlier moment. ``thin``: what is told of feeds that send less."""
    now, then = Telling(codes[0]), Telling(codes[1])
    names, topics = _list_topics(shares.places.tobytes())
    adds, changes = (_sum_up(topics, each, len(names)) for each in (shares.adds, shares.changes))
    reasons = _rank(names, adds, now.say)
    since = _rank(names, changes, lambda topic: now.say_change(topic, then)) if compared else ()
    level = mean + sum(reason.weight for reason in reasons)
    return Explanation(level, mean, reasons, compared, since, (*now.list_missing(), *thin))


def worth_saying(reasons: Iterable[Reason]) -> list[Reason]:
    return [reason for reason in reasons if abs(reason.weight) >= _LEAST][:_MOST_REASONS]


def _sum_up(topics: NDArray[np.intp], weights: Numbers, size: int) -> Numbers:
    return np.bincount(topics, weights, size).astype(np.float64)


def _rank(names: Sequence[str], weights: Numbers, say: Callable[[str], str]) -> tuple[Reason, ...]:
    told = np.abs(weights) >= _LEAST
    shown: list[int] = np.flatnonzero(told).tolist()
    sizes: list[float] = weights[shown].tolist()
    ranked = sorted([(-abs(size), names[at], size) for at, size in zip(shown, sizes, strict=True)])
    rest = Reason(REST, _REST_WORDS, float(weights[~told].sum()))
    return (*[Reason(topic, say(topic), size) for _, topic, size in ranked], rest)


@lru_cache(maxsize=16)
def _list_topics(places: bytes) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Their names, and which one each of the terms is of."""
    topics = [name_topic(TERMS[place].columns) for place in np.frombuffer(places, dtype=np.intp)]
    names = tuple(dict.fromkeys(topics))
    return names, np.array([names.index(topic) for topic in topics], dtype=np.intp)
