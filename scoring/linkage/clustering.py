"""Which records are one: average linkage over the evidence between them.

Two clusters become one while the mean weight of all pairs between them reaches the threshold; the two that agree
best go first. A single strong pair does not join what the rest of the evidence keeps apart: that is what holds
twins and namesakes of one household apart, where following each strong pair would chain them (measured: pair F1
0.98 against 0.89 for connected components). All sums are of whole numbers, so the order of the records is nothing.
"""

import math
from collections.abc import Callable, Collection, Mapping
from itertools import chain, repeat
from typing import Any, NamedTuple

import numpy as np

from scoring.linkage.averaging import Matrix, average, hang_together
from scoring.linkage.crowds import disband, join_up, keep_apart, sort_by_level
from scoring.linkage.records import RecordId

Pair = tuple[RecordId, RecordId]
Cluster = frozenset[RecordId]
# By record, the weights of what it was compared with. Whole numbers, whatever they are kept as.
Evidence = Mapping[RecordId, Mapping[RecordId, float]]

# Above this many records in one component its weakest pairs are let go, a bit at a time, until the pieces are
# smaller: clustering costs about the square. Families of records on UK-like data have under 60.
CROWD = 200
# Up to so many records each pair of a component is compared: the square of it at 15 µs each is a blink.
FEW = 40


class Rule(NamedTuple):
    """Hundredths of a bit. Evidence under ``floor``, and none at all, counts as ``floor``."""

    threshold: int
    floor: int


# Of two records, the lesser id first.
Weigh = Callable[[RecordId, RecordId], int]


def pair_of(one: RecordId, other: RecordId) -> Pair:
    return (one, other) if one < other else (other, one)


def cluster(
    records: Collection[RecordId],
    evidence: Evidence,
    rule: Rule,
    verdicts: Mapping[Pair, bool],
    weigh: Weigh,
    tied: bool = False,
) -> list[Cluster]:
    """Every record in exactly one cluster. ``evidence`` may be with others than ``records``; ``verdicts`` are of people
    about pairs of them: the confirmed are together and the refused apart, and where both cannot be, they are apart. To
    all others the records confirmed as one are one record, with the best evidence of any of them: so a person's word
    for two of them takes nobody else away. Pairs that no key led to are compared with ``weigh`` where they come into
    one component of at most ``FEW`` records, since then the mean asks about them; among more they count as the floor.
    ``tied``: strong evidence, or people's word, is known to lead from each of the records to all.

    Cost: for a component of n records n squared, if they plainly are one, or else up to n cubed, at most ``CROWD`` n
    squared.
    """
    if len(records) == 1:
        return [frozenset(records)]
    ground = _Ground(evidence, rule, verdicts, weigh)
    pieces = [records] if tied and records else ground.find_pieces(records)
    return [found for piece in pieces for found in ground.part(piece)]


class _Ground(NamedTuple):
    """What is known of some records."""

    evidence: Evidence
    rule: Rule
    verdicts: Mapping[Pair, bool]
    weigh: Weigh

    def find_pieces(self, records: Collection[RecordId]) -> list[Collection[RecordId]]:
        """What strong evidence or a person's word holds together."""
        free, pieces, confirmed = set(records), list[Collection[RecordId]](), self._said(records, True)
        while free:
            piece = ring = {free.pop()}
            while ring:
                near = {
                    other for one in ring for other, found in self.evidence[one].items() if found >= self.rule.threshold
                }
                near.update(*(pair for pair in confirmed if not ring.isdisjoint(pair)))
                ring = near & free
                free -= ring
                piece = piece | ring
            pieces.append(piece)
        return pieces

    def part(self, piece: Collection[RecordId]) -> list[Cluster]:
        if len(piece) <= CROWD:
            return self._average(piece)
        ties = {
            (one, other): found
            for one in piece
            for other, found in self.evidence[one].items()
            if found >= self.rule.threshold and one < other and other in piece
        }
        first, *levels = sort_by_level(ties, self.rule.threshold)
        first = [*self._said(piece, True), *sorted(first)]
        top = join_up(piece, first)
        clusters = [found for group in top if len(group) > CROWD for found in self._trust(group, first)]
        return clusters + [found for part in disband(top, levels, CROWD) for found in self._average(part)]

    def _trust(self, group: Collection[RecordId], ties: Collection[Pair]) -> list[Cluster]:
        return keep_apart(group, [tie for tie in ties if tie[0] in group], self._said(group, False))

    def _average(self, piece: Collection[RecordId]) -> list[Cluster]:
        confirmed, refused = self._said(piece, True), self._said(piece, False)
        doubted = bool(confirmed or refused)
        if len(piece) == 1 or (len(piece) == 2 and not doubted):
            return [frozenset(piece)]
        members = sorted(piece)
        if not doubted and self._plainly_one(members):
            return [frozenset(piece)]
        above, enough = np.maximum(self._weigh_all(members) - self.rule.floor, 0), self.rule.threshold - self.rule.floor
        if not doubted and hang_together(above, enough):
            return [frozenset(piece)]
        np.fill_diagonal(above, 0)
        at = {record: place for place, record in enumerate(members)}
        places = [[(at[one], at[other]) for one, other in pairs] for pairs in (confirmed, refused)]
        return [frozenset(members[place] for place in found) for found in average(above, enough, *places)]

    def _plainly_one(self, members: list[RecordId]) -> bool:
        """Whether they would :func:`hang_together` even if every pair not compared were at the floor: then nobody need
        compare it. Each one's own place, at the floor too, is the lowest of its row and left out."""
        half, unknown = (len(members) + 1) // 2, repeat(self.rule.floor)
        return all(
            sum(sorted(map(self.evidence[one].get, members, unknown))[1 : half + 1]) >= half * self.rule.threshold
            for one in members
        )

    def _weigh_all(self, members: list[RecordId]) -> Matrix:
        """Of each its weights with all, in order; what is on the diagonal says nothing."""
        if len(members) <= FEW:
            rows: list[list[Any]] = [list(map(self.evidence[one].get, members)) for one in members]
            for place, row in enumerate(rows):
                row[place] = math.inf
                if None in row:
                    self._fill(rows, place, members)
            return np.array(rows)
        weights = chain.from_iterable(
            [map(self.evidence[one].get, members, repeat(self.rule.floor)) for one in members]
        )
        return np.fromiter(weights, float, len(members) ** 2).reshape(len(members), -1)

    def _fill(self, rows: list[list[Any]], place: int, members: list[RecordId]) -> None:
        for at, found in enumerate(rows[place]):
            if found is None:
                rows[place][at] = rows[at][place] = self.weigh(members[place], members[at])

    def _said(self, piece: Collection[RecordId], confirmed: bool) -> list[Pair]:
        if not self.verdicts:
            return []
        found = self.verdicts.items()
        return sorted(pair for pair, said in found if said is confirmed and pair[0] in piece and pair[1] in piece)
