"""Things counted once, however many contacts speak of them."""

from collections.abc import Iterable

from scoring.indicators.asked import Measured
from scoring.indicators.facts import Fact
from scoring.indicators.told import list_events


def count_distinct(within: Iterable[tuple[str, Fact]], length: float) -> Measured:
    """Each fact under what it speaks of, earliest first, all in one window of ``length`` seconds: whatever is spoken of
    leaves with the last fact that does so."""
    last: dict[str, float] = {}
    facts = []
    for name, fact in within:
        last[name] = fact.contact.happened
        facts.append(fact)
    changes = min(last.values()) + length if last else None
    return Measured(len(last), list_events(facts), changes)


def count_first(told: Iterable[tuple[str, Fact]], length: float, t: float) -> Measured:
    """Each fact under what it speaks of, earliest first, over all time: what was first spoken of in the window."""
    first: dict[str, Fact] = {}
    for name, fact in told:
        first.setdefault(name, fact)
    new = [fact for fact in first.values() if fact.contact.happened + length > t]
    return Measured(len(new), list_events(new), new[0].contact.happened + length if new else None)
