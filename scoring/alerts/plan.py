"""Which rules can hold at all, settled by counting contacts before anything is measured.

Mostly all is settled by it: whoever has two contacts meets no rule that needs three.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from scoring.alerts.rules import Condition, Rule, RuleSet
from scoring.indicators.catalogue import RULED, asked_seconds
from scoring.indicators.pace import LEAST
from scoring.indicators.told import OPEN
from streams.codes.agencies import Agency
from streams.codes.indicators import RuleIndicator

_EVERYTHING = "all"
# Of an open case the contact that opened or changed it is among the facts, and one that closed it is not enough.
_OF_OPEN_CASES = frozenset({RuleIndicator.OPEN_CASES.value, RuleIndicator.CHILDREN_KNOWN.value})
_AGENCIES = tuple(agency.value for agency in Agency)


class Counted(Protocol):
    """Contacts, counted as :class:`scoring.indicators.told.Told` does, or no fewer of each."""

    @property
    def size(self) -> int: ...

    @property
    def watched(self) -> float | None: ...

    @property
    def tally(self) -> Mapping[str, int]: ...

    def count_within(self, length: float, t: float) -> int: ...

    def tally_within(self, length: float, t: float) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class Need:
    """At least ``count`` contacts of any of these categories and agencies, in the last ``seconds`` where that is said:
    only of what time alone lowers."""

    names: frozenset[str]
    count: float
    seconds: float | None = None

    def is_met(self, tally: Mapping[str, int]) -> bool:
        # Mostly there is none at all, and to see that takes one step.
        return not self.names.isdisjoint(tally) and sum([tally.get(name, 0) for name in self.names]) >= self.count


@dataclass(frozen=True, slots=True)
class Planned:
    """``windowed``: those of its needs that have a window, by its seconds. ``least``: so many contacts of any kind it
    needs at all."""

    rule: Rule
    needs: tuple[Need, ...]
    needs_watch: bool
    windowed: tuple[tuple[float, Need], ...]
    least: float

    def can_hold(self, counted: Counted, t: float) -> bool:
        """False where the rule does not hold at ``t``, and no time will make it."""
        # Mostly there are too few of any kind, and to see that takes no look at one of them.
        if counted.size < self.least or (self.needs_watch and counted.watched is None):
            return False
        tally = counted.tally
        for need in self.needs:
            if not need.is_met(tally):
                return False
        for seconds, need in self.windowed:
            if counted.count_within(seconds, t) < need.count:
                return False
        return all(need.is_met(counted.tally_within(seconds, t)) for seconds, need in self.windowed)


def plan(rules: RuleSet, *subjects: str) -> Sequence[Planned]:
    """The rules for any of these subjects, in their order."""
    return _plan(ByIdentity(rules), subjects)


class ByIdentity:
    """Rules hold what cannot be hashed, and are read anew for each batch."""

    __slots__ = ("rules",)

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def __hash__(self) -> int:
        return id(self.rules)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and other.rules is self.rules


@lru_cache(maxsize=32)
def _plan(held: ByIdentity, subjects: tuple[str, ...]) -> Sequence[Planned]:
    return [_plan_one(rule) for rule in held.rules.rules if rule.subject in subjects]


def _plan_one(rule: Rule) -> Planned:
    asked = {condition.indicator for condition in rule.when if condition.at_least}
    needs = tuple(need for condition in rule.when for need in _find_need(condition))
    windowed = tuple((need.seconds, need) for need in needs if need.seconds is not None)
    least = max([need.count for need in needs], default=0)
    return Planned(rule, needs, RuleIndicator.WATCHED.value in asked, windowed, least)


def _find_need(condition: Condition) -> Iterator[Need]:
    indicator, least = RULED[condition.indicator], condition.at_least or 0
    counted = _AGENCIES if indicator.counts == _EVERYTHING else tuple(indicator.counts.split(", "))
    categories = condition.categories if indicator.by_category else ()
    names = frozenset((*categories, *(condition.agencies if indicator.by_agency else ())) or counted)
    if condition.indicator in _OF_OPEN_CASES:
        names = frozenset(OPEN + name for name in names)
    if indicator.of_facts and least > 0:
        seconds = asked_seconds(condition.asked) if indicator.takes_window and indicator.falls else None
        yield Need(names, least, seconds)
    elif indicator.name == RuleIndicator.PACE and least > 0:
        yield Need(names, LEAST)
    elif indicator.name == RuleIndicator.SURPRISE and least > 1:
        yield Need(names, 1)
