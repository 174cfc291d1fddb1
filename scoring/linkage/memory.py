"""What a matcher made of records, kept by their ids.

An id is a digest of the record's statement and a matcher is frozen, so what is kept stays true. When there is too much
of it, the oldest is let go and worked out again when it is asked for.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from scoring.linkage.clustering import Pair
from scoring.linkage.matching import Matcher
from scoring.linkage.records import RecordId, Statement
from scoring.state.documents import Record

K = TypeVar("K")
# Each form takes some 2 kB, each weight 200 bytes.
_MOST = 131_072


class Memory:
    """``foreseen`` are what was noticed of pairs, the lesser id first, that are about to be asked for again."""

    __slots__ = ("_matcher", "_weights", "foreseen", "forms")

    def __init__(self, matcher: Matcher[Any]) -> None:
        self._matcher = matcher
        self.forms: dict[RecordId, Any] = {}
        self._weights: dict[Pair, int] = {}
        self.foreseen: dict[Pair, int | None] = {}

    def form(self, record: RecordId, statement: Statement) -> Any:
        """What of the record is compared."""
        form = self.forms.get(record)
        if form is None:
            form = self.forms[record] = self._matcher.read(statement)
            _bound(self.forms)
        return form

    def foresee(self, pair: Pair, weight: int | None) -> None:
        self.foreseen[pair] = weight
        _bound(self.foreseen)

    def weigh(self, records: Mapping[RecordId, Record], one: RecordId, other: RecordId) -> int:
        """Two of these records, the lesser id first."""
        weight = self._weights.get((one, other))
        if weight is None:
            first, second = (self.form(record, records[record].statement) for record in (one, other))
            weight = self._weights[one, other] = self._matcher.weigh_forms(first, second)
            _bound(self._weights)
        return weight


@lru_cache(maxsize=8)
def remember(matcher: Matcher[Any]) -> Memory:
    """The one memory of a matcher in this process."""
    return Memory(matcher)


def _bound(kept: dict[K, Any]) -> None:
    if len(kept) > _MOST:
        for key in list(islice(kept, _MOST // 16)):
            kept.pop(key, None)
