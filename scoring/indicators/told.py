"""Facts laid out so that much can be asked of them: once by category, then each question reads what it needs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from scoring.indicators.asked import Asked
from scoring.indicators.case_events import opens
from scoring.indicators.categories import name_category
from scoring.indicators.edges import count_gone
from scoring.indicators.facts import Fact, Facts
from streams.contract import EventKey

_ALL = Asked("")
# Before the category or the agency of a contact that leaves a case open.
OPEN = "open "


@dataclass(frozen=True, slots=True)
class Selection:
    """Earliest first; ``moments`` are when they happened."""

    facts: Sequence[Fact]
    moments: Sequence[float]

    def within(self, length: float, t: float) -> Sequence[Fact]:
        """Those of ``(t - length, infinity)``: an agency's clock may run ahead of ``t``."""
        return self.facts[count_gone(self.moments, length, t) :]


class Told:
    """Made once for all that is asked of one entity. Cost: 0.3 µs a fact, and 0.1 µs for each fact of a selection."""

    __slots__ = ("_chosen", "_counted", "_named", "_tallied", "_tally", "facts")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._chosen: dict[tuple[tuple[str, ...], tuple[str, ...]], Selection] = {}
        self._named: list[str] | None = None
        self._tally: Counter[str] | None = None
        self._counted: dict[tuple[float, float], int] = {}
        self._tallied: dict[tuple[float, float], Counter[str]] = {}

    @property
    def first(self) -> float | None:
        """When the entity was first seen, by anybody."""
        return self.facts.facts[0].contact.happened if self.facts.facts else None

    def bound(self, asked: Asked) -> int:
        """No more facts than these can count, whatever the window."""
        if not (asked.categories or asked.agencies):
            return len(self.facts.facts)
        tally = self.tally
        return sum([tally[name] for name in (*asked.categories, *asked.agencies)])

    @property
    def size(self) -> int:
        return len(self.facts.facts)

    @property
    def watched(self) -> float | None:
        return self.facts.watched

    @property
    def tally(self) -> Counter[str]:
        """How many facts there are of each category, and of each agency; under :data:`OPEN` and its name how many of
        each that leave a case open."""
        if self._tally is None:
            names, facts = self._names, self.facts.facts
            opening = [
                (OPEN + name, OPEN + fact.contact.agency)
                for name, fact in zip(names, facts, strict=True)
                if opens(fact.contact)
            ]
            self._tally = Counter([*names, *[fact.contact.agency for fact in facts], *chain.from_iterable(opening)])
        return self._tally

    def count_within(self, length: float, t: float) -> int:
        """How many facts there are of ``(t - length, infinity)``."""
        found = self._counted.get((length, t))
        if found is None:
            moments = self.select(_ALL).moments
            found = self._counted[length, t] = len(moments) - count_gone(moments, length, t)
        return found

    def tally_within(self, length: float, t: float) -> Counter[str]:
        """As ``tally``, of the facts of ``(t - length, infinity)``."""
        found = self._tallied.get((length, t))
        if found is None:
            gone = count_gone(self.select(_ALL).moments, length, t)
            agencies = [fact.contact.agency for fact in self.facts.facts[gone:]]
            found = self._tallied[length, t] = Counter([*self._names[gone:], *agencies])
        return found

    @property
    def _names(self) -> list[str]:
        if self._named is None:
            self._named = [name_category(fact.contact) for fact in self.facts.facts]
        return self._named

    def select(self, asked: Asked) -> Selection:
        key = asked.categories, asked.agencies
        held = self._chosen.get(key)
        if held is None:
            held = self._chosen[key] = self._choose(*key)
        return held

    def _choose(self, categories: Sequence[str], agencies: Sequence[str]) -> Selection:
        facts: Sequence[Fact] = self.facts.facts
        if categories or agencies:
            named = zip(facts, self._names, strict=True)
            facts = [one for one, name in named if name in categories or one.contact.agency in agencies]
        return Selection(facts, [fact.contact.happened for fact in facts])


def list_events(facts: Sequence[Fact]) -> tuple[EventKey, ...]:
    """Latest first."""
    return tuple([fact.event for fact in reversed(facts)])
