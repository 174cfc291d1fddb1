"""Which rules can hold at all, settled by counting contacts before anything is measured.

Mostly all is settled by it: whoever has two contacts meets no rule that needs three.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scoring.alerts.rules import Condition, Rule, RuleSet
from scoring.indicators.catalogue import RULED
from scoring.indicators.pace import LEAST
from scoring.indicators.told import Told
from streams.codes.agencies import Agency
from streams.codes.indicators import RuleIndicator

_EVERYTHING = "all"
_AGENCIES = tuple(agency.value for agency in Agency)


@dataclass(frozen=True, slots=True)
class Need:
    """At least ``count`` contacts of any of these categories and agencies."""

    names: tuple[str, ...]
    count: float


@dataclass(frozen=True, slots=True)
class Planned:
    rule: Rule
    needs: tuple[Need, ...]
    needs_watch: bool

    def can_hold(self, told: Told) -> bool:
        """False where the rule does not hold, and no time will make it."""
        if self.needs_watch and told.facts.watched is None:
            return False
        tally = told.tally
        for need in self.needs:
            count = 0
            for name in need.names:
                count += tally.get(name, 0)
            if count < need.count:
                return False
        return True


def plan(rules: RuleSet, subject: str) -> Sequence[Planned]:
    """The rules for this subject, in their order."""
    return _plan(_ByIdentity(rules)).get(subject, ())


class _ByIdentity:
    """Rules hold what cannot be hashed, and are read anew for each batch."""

    __slots__ = ("rules",)

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return id(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.rules is self.rules


@lru_cache(maxsize=8)
def _plan(held: _ByIdentity) -> dict[str, list[Planned]]:
    planned: dict[str, list[Planned]] = {}
    for rule in held.rules.rules:
        asked = {condition.indicator for condition in rule.when if condition.at_least}
        needs = tuple(need for condition in rule.when for need in _find_need(condition))
        planned.setdefault(rule.subject, []).append(Planned(rule, needs, RuleIndicator.WATCHED.value in asked))
    return planned


def _find_need(condition: Condition) -> Iterator[Need]:
    indicator, least = RULED[condition.indicator], condition.at_least or 0
    counted = _AGENCIES if indicator.counts == _EVERYTHING else tuple(indicator.counts.split(", "))
    names = (*condition.categories, *condition.agencies) or counted
    if indicator.of_facts and least > 0:
        yield Need(names, least)
    elif indicator.name == RuleIndicator.PACE and least > 0:
        yield Need(names, LEAST)
    elif indicator.name == RuleIndicator.SURPRISE and least > 1:
        yield Need(names, 1)
