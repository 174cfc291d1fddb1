"""Which links hold a person or an address together: without any one of them it would be in two parts."""

from collections.abc import Collection, Mapping

from scoring.linkage.clustering import Pair
from scoring.linkage.records import RecordId


def find_ties(records: Collection[RecordId], weights: Mapping[Pair, int], confirmed: Collection[Pair]) -> list[Pair]:
    """The strongest links that connect as many of ``records`` as any links do, weakest first; what somebody confirmed
    is stronger than all evidence. ``weights`` and ``confirmed`` are of pairs of ``records``.

    >>> a, b, c = map(RecordId, "abc")
    >>> find_ties([a, b, c], {(a, b): 900, (a, c): 300, (b, c): 1200}, [])
    [('a', 'b'), ('b', 'c')]
    """
    home = {record: record for record in records}

    def find(record: RecordId) -> RecordId:
        while home[record] != record:
            record = home[record]
        return record

    ranked = sorted({*weights, *confirmed}, key=lambda pair: (pair not in confirmed, -weights.get(pair, 0), pair))
    ties = []
    for pair in ranked:
        one, other = map(find, pair)
        if one != other:
            home[other] = one
            ties.append(pair)
    return ties[::-1]
