"""The rules an area has adopted, as the core reads them: the form, checked at intake, is that of
:class:`streams.events.rules.RulesAdoption`."""

from functools import lru_cache

import msgspec

from scoring.indicators.asked import Asked

DEFAULT = "default"


class Condition(msgspec.Struct, frozen=True):
    """See :class:`streams.events.rules.RuleCondition`."""

    indicator: str
    categories: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    days: int | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def asked(self) -> Asked:
        return _ask(self.indicator, self.categories, self.agencies, self.days)

    def holds(self, value: float) -> bool:
        enough = self.at_least is None or value >= self.at_least
        return enough and (self.at_most is None or value <= self.at_most)


@lru_cache(maxsize=4_096)
def _ask(indicator: str, categories: tuple[str, ...], agencies: tuple[str, ...], days: int | None) -> Asked:
    return Asked(indicator, categories, agencies, days)


class Rule(msgspec.Struct, frozen=True):
    """See :class:`streams.events.rules.AlertRule`."""

    id: str
    title: str
    subject: str
    severity: str
    receivers: tuple[str, ...]
    when: tuple[Condition, ...]
    advice: str
    source: str
    until: tuple[Condition, ...] = ()
    respond_hours: dict[str, float] = {}
    quiet_days: int = 0

    def respond_seconds(self, area: str) -> float | None:
        hours = self.respond_hours.get(area, self.respond_hours.get(DEFAULT))
        return None if hours is None else hours * 3600


class RuleSet(msgspec.Struct, frozen=True):
    """``recorded`` and ``event`` say which of several adopted stands."""

    version: str
    recorded: float
    event: str
    rules: tuple[Rule, ...]
