"""Where to look for an address."""

from collections.abc import Sequence
from itertools import combinations

from scoring.linkage.finding.asked import Whereabouts
from scoring.linkage.finding.entries import Words, numbered
from scoring.linkage.finding.looks import Alike, Look, Plan, closest_first, misread, order_looks, pair_words


def plan_for_address(asked: Whereabouts, streets: Alike) -> Plan:
    """At the number asked for; only where there is no such door, along the street, or in a postcode misread."""
    likely = closest_first(_liken_streets(asked.words, streets))
    outward = asked.postcode[:-3] or asked.outward
    exactly = [Look(numbered(asked.uprn))] if asked.uprn else []
    codes = [(code,) for code in (asked.postcode, outward if not asked.words and not asked.postcode else "") if code]
    in_outward = [(*words, outward) for words in likely if outward and len(words) == 1]
    named = [*in_outward, *likely] if not asked.postcode or not asked.number else likely
    looks = [*exactly, *(Look(words, asked.number) for words in (*codes, *named))]
    anywhere = [*codes, *likely, *((like.word,) for word in asked.words for like in streets.get(word, ()))]
    slips = [Look((code,), asked.number) for code in misread(asked.postcode)]
    return order_looks(looks, map(Look, anywhere), slips)


def _liken_streets(words: Sequence[str], streets: Alike) -> dict[Words, float]:
    if len(words) == 1:
        return {(like.word,): like.likeness.distance for like in streets.get(words[0], ())}
    found: dict[Words, float] = {}
    for one, other in combinations(words, 2):
        found |= pair_words(one, other, streets)
    return found
