"""Which rules can hold at all, settled by counting contacts before anything is measured.

Mostly all is settled by it: whoever has two contacts meets no rule that needs three.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scoring.alerts.rules import Condition, Rule, RuleSet
from scoring.indicators.catalogue import RULED, asked_seconds
from scoring.indicators.pace import LEAST
from scoring.indicators.told import Told
from streams.codes.agencies import Agency
from streams.codes.indicators import RuleIndicator

_EVERYTHING = "all"
_AGENCIES = tuple(agency.value for agency in Agency)


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

    def can_hold(self, told: Told, t: float) -> bool:
        """False where the rule does not hold at ``t``, and no time will make it."""
        # Mostly there are too few of any kind, and to see that takes no look at one of them.
        if len(told.facts.facts) < self.least or (self.needs_watch and told.facts.watched is None):
            return False
        for seconds, need in self.windowed:
            if told.count_within(seconds, t) < need.count:
                return False
        tally = told.tally
        for need in self.needs:
            if not need.is_met(tally):
                return False
        return all(need.is_met(told.tally_within(seconds, t)) for seconds, need in self.windowed)


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
        windowed = tuple((need.seconds, need) for need in needs if need.seconds is not None)
        least = max([need.count for need in needs], default=0)
        planned.setdefault(rule.subject, []).append(
            Planned(rule, needs, RuleIndicator.WATCHED.value in asked, windowed, least)
        )
    return planned


def _find_need(condition: Condition) -> Iterator[Need]:
    indicator, least = RULED[condition.indicator], condition.at_least or 0
    counted = _AGENCIES if indicator.counts == _EVERYTHING else tuple(indicator.counts.split(", "))
    names = frozenset((*condition.categories, *condition.agencies) or counted)
    if indicator.of_facts and least > 0:
        seconds = asked_seconds(condition.asked) if indicator.takes_window and indicator.falls else None
        yield Need(names, least, seconds)
    elif indicator.name == RuleIndicator.PACE and least > 0:
        yield Need(names, LEAST)
    elif indicator.name == RuleIndicator.SURPRISE and least > 1:
        yield Need(names, 1)
