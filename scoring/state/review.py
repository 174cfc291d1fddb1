"""The review queue: pairs of records that may well be one, for a person to decide about."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from scoring.linkage.clustering import Pair
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.keys import Subject
from scoring.state.pairs import PairSeen, read_known, see
from scoring.state.reads import Shelf

# Pairs looked at in one go: two pages.
_BATCH = 40


@dataclass(frozen=True, slots=True)
class Cursor:
    """The pair to go on after: its weight in the queue, hundredths of a bit, and its name there."""

    weight: int
    name: str


@dataclass(frozen=True, slots=True)
class Queue:
    """``following`` is None at the end."""

    pairs: tuple[PairSeen, ...]
    following: Cursor | None


async def list_doubts(shelf: Shelf, subject: Subject, after: Cursor | None, limit: int) -> Queue:
    """Best matches first. By cursor, and without a total: how many pairs are passed over is not to be told either.

    Cost: about four round trips, for addresses twelve, for each 40 pairs looked at.
    """
    shown: list[tuple[Cursor, PairSeen]] = []
    async for batch in _read_queue(shelf, subject, after):
        known = await read_known(shelf, subject, {record for _, pair in batch for record in pair})
        shown += [(cursor, see(shelf, subject, known, pair, {})) for cursor, pair in batch if known.apart(pair)]
        if len(shown) > limit:
            break
    following = shown[limit - 1][0] if len(shown) > limit else None
    return Queue(tuple(pair for _, pair in shown[:limit]), following)


async def _read_queue(shelf: Shelf, subject: Subject, after: Cursor | None) -> AsyncIterator[list[tuple[Cursor, Pair]]]:
    start, highest = 0, float(after.weight) if after else float("inf")
    while ranked := await shelf.rank(keys.doubts(subject), highest, start, _BATCH):
        start += len(ranked)
        cursors = [Cursor(int(weight), name) for name, weight in ranked]
        # Of one weight the later name comes first, as Redis has it.
        due = [each for each in cursors if after is None or (each.weight, each.name) < (after.weight, after.name)]
        yield [(each, _read_pair(each.name)) for each in due]


def _read_pair(name: str) -> Pair:
    one, other = name.split(" ")
    return RecordId(one), RecordId(other)
