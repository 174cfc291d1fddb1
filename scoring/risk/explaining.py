"""Why a score is what it is, in words: against the caseload's mean, against the person's own past, and what is missing.

All of it is differences of log-odds that add up exactly: to the score's own from the caseload's mean, and from an
earlier score's vector to this one under the weights of now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.risk.catalogue import COLUMNS, PLACES, Kind

# Fewer than so much log-odds, about 5 % of a risk, is not worth a sentence.
_LEAST = 0.05
_MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """``weight``: log-odds it adds (less than 0: takes away)."""

    topic: str
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """``mean``: the log-odds of somebody who is as the caseload is on average; with all ``reasons`` it adds up to the
    score's. ``since``: what changed since the vector of ``compared``, Unix seconds, 0 where there is none earlier;
    ``missing``: what is not recorded."""

    level: float
    mean: float
    reasons: tuple[Reason, ...]
    compared: float = 0.0
    since: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()


TOPICS = {
    "crisis": "Crises",
    "near-crisis": "Urgent requests for help that were no crisis",
    "attended": "Contacts attended",
    "missed": "Contacts not attended",
}


def name_topic(columns: Sequence[str]) -> str:
    """What a term is about: of several columns, of the first."""
    column = COLUMNS[PLACES[columns[0]]]
    return column.signal.name if column.signal else column.name


def tell_reasons(weights: dict[str, float]) -> tuple[Reason, ...]:
    ranked = sorted(weights, key=lambda topic: (-abs(weights[topic]), topic))
    return tuple(Reason(topic, _word(topic), weights[topic]) for topic in ranked)


def find_missing(vector: str) -> tuple[str, ...]:
    from scoring.risk.catalogue import ALPHABET

    return tuple(
        f"{column.meaning} is not known"
        for place, column in enumerate(COLUMNS)
        if column.kind is Kind.TRAIT and vector[place] == ALPHABET[0]
    )


def _word(topic: str) -> str:
    return TOPICS.get(topic, topic)


def worth_saying(reasons: Iterable[Reason]) -> list[Reason]:
    return [reason for reason in reasons if abs(reason.weight) >= _LEAST][:_MOST_REASONS]
