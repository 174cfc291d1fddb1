"""Records whose weights are arbitrary, so that the laws of linkage cannot lean on a sensible model; and the answer
that a plain reading of the rule gives for them, all at once."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from scoring.linkage.clustering import Cluster, Pair, pair_of
from scoring.linkage.matching import Waterfall
from scoring.linkage.records import Identity, RecordId, record_id

THRESHOLD, DOUBT, FLOOR = 1_000, 400, -300


@dataclass(frozen=True, slots=True)
class ArbitraryMatcher:
    """Compares records of one family name or one month of birth; weights are anything, but always the same, and all
    so much ``lower``."""

    seed: int
    version: str = "arbitrary"
    threshold: int = THRESHOLD
    doubt: int = DOUBT
    floor: int = FLOOR
    lower: int = 0

    def keys(self, statement: Identity, /) -> tuple[str, ...]:
        return tuple(key for key in (statement.family_name, statement.birth_date) if key)

    def read(self, statement: Identity, /) -> Identity:
        return statement

    def weigh_forms(self, one: Identity, other: Identity, /) -> int:
        return self.weigh(one, other)

    def weigh(self, one: Identity, other: Identity, /) -> int:
        said = "|".join(sorted((record_id(one), record_id(other)))) + str(self.seed)
        number = int.from_bytes(hashlib.blake2b(said.encode(), digest_size=4).digest())
        return number % 4_000 - 1_000 - self.lower

    def explain(self, one: Identity, other: Identity, /) -> Waterfall:
        return Waterfall((), self.weigh(one, other), 0.5)

    def notice(self, one: Identity, other: Identity, /) -> int | None:
        weight = self.weigh(one, other)
        return weight if weight >= min(self.doubt, self.threshold) else None


identities = st.builds(
    Identity,
    agency=st.sampled_from(["police", "council"]),
    given_name=st.sampled_from(["Ann", "Bea", "Cy", "Dee"]),
    family_name=st.sampled_from(["", "Ashby", "Okafor"]),
    birth_date=st.sampled_from(["", "1961-03", "1988-07"]),
    gender=st.just(""),
    nhs_number=st.sampled_from(["9990000018", "9990000026"]),
)


def partition_at_once(
    records: Iterable[Identity], matcher: ArbitraryMatcher, verdicts: dict[Pair, bool], crowd: int
) -> set[frozenset[RecordId]]:
    """Average linkage as a textbook has it, in exact fractions, over all records."""
    held = {record_id(identity): identity for identity in records}
    sizes = Counter(key for identity in held.values() for key in matcher.keys(identity))
    weights = {pair: matcher.weigh(held[pair[0]], held[pair[1]]) for pair in combinations(sorted(held), 2)}
    met = {
        (one, other)
        for one, other in weights
        if any(sizes[key] <= crowd for key in {*matcher.keys(held[one])} & {*matcher.keys(held[other])})
    }
    ties = [pair for pair in met if weights[pair] >= matcher.threshold]
    weights = _within(_connect(held, ties + [pair for pair, confirmed in verdicts.items() if confirmed]), weights)
    nodes = [frozenset((record,)) for record in held]
    for one, other in sorted(pair for pair, confirmed in verdicts.items() if confirmed):
        nodes = _join_confirmed(nodes, one, other, verdicts)
    clusters = [frozenset((node,)) for node in nodes]
    while pair := _best(clusters, weights, verdicts):
        if _mean(pair[0], pair[1], weights) < matcher.threshold:
            break
        clusters = [each for each in clusters if each not in pair] + [pair[0] | pair[1]]
    return {_records(each) for each in clusters}


def _connect(records: Iterable[RecordId], ties: list[Pair]) -> list[set[RecordId]]:
    groups = [{record} for record in records]
    for tie in ties:
        touched = [group for group in groups if group & {*tie}]
        groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return groups


def _within(groups: list[set[RecordId]], weights: dict[Pair, int]) -> dict[Pair, int]:
    """Across two components nothing was compared."""
    return {pair: weight for pair, weight in weights.items() if any({*pair} <= group for group in groups)}


def _records(nodes: Iterable[Cluster]) -> Cluster:
    return frozenset(record for node in nodes for record in node)


def _best(
    clusters: list[frozenset[Cluster]], weights: dict[Pair, int], verdicts: dict[Pair, bool]
) -> tuple[frozenset[Cluster], frozenset[Cluster]] | None:
    """The two clusters that agree best; of equals those of the smallest names."""
    ordered = sorted(clusters, key=lambda each: min(_records(each)))
    free = [pair for pair in combinations(ordered, 2) if not _barred(_records(pair[0]), _records(pair[1]), verdicts)]
    return min(free, key=lambda pair: -_mean(pair[0], pair[1], weights), default=None)


def _join_confirmed(
    clusters: list[Cluster], one: RecordId, other: RecordId, verdicts: dict[Pair, bool]
) -> list[Cluster]:
    homes = [each for each in clusters if one in each or other in each]
    together = frozenset().union(*homes)
    if not {one, other} <= together or len(homes) < 2 or _barred(homes[0], homes[1], verdicts):
        return clusters
    return [each for each in clusters if each not in homes] + [together]


def _barred(one: Collection[RecordId], other: Collection[RecordId], verdicts: dict[Pair, bool]) -> bool:
    return any(verdicts.get(pair_of(a, b)) is False for a in one for b in other)


def _mean(one: Collection[Cluster], other: Collection[Cluster], weights: dict[Pair, int]) -> Fraction:
    """Over pairs of nodes: what people confirmed as one counts once, with its best evidence."""
    best = (max(weights.get(pair_of(a, b), FLOOR) for a in node for b in near) for node in one for near in other)
    return Fraction(sum(max(weight, FLOOR) for weight in best), len(one) * len(other))
