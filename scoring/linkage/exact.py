"""Provisional: the first cut's rule as a model."""

from dataclasses import dataclass

from scoring.linkage.matching import Finding, Waterfall
from scoring.linkage.partition import contradict
from scoring.linkage.records import Statement, match_keys


@dataclass(frozen=True, slots=True)
class ExactMatcher:
    version: str = "exact-1"
    threshold: int = 1000
    doubt: int = 500
    floor: int = -400

    def keys(self, statement: Statement, /) -> tuple[str, ...]:
        return tuple(key for key in match_keys(statement) if key)

    def weigh(self, one: Statement, other: Statement, /) -> int:
        a, b = match_keys(one), match_keys(other)
        if a.strong and b.strong:
            return 3000 if a.strong == b.strong and not contradict(one, other) else -1000
        return 2000 if a.weak and a.weak == b.weak else -1000

    def explain(self, one: Statement, other: Statement, /) -> Waterfall:
        weight = self.weigh(one, other)
        return Waterfall((Finding("all", "exact", "", "", weight),), weight, 1.0 if weight > 0 else 0.0)
