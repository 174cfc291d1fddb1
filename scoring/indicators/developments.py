"""What has changed lately about a person or an address, as pages show it without anybody asking: see the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.indicators.asked import Asked
from scoring.indicators.facts import Fact, Facts
from scoring.indicators.measuring import measure_told
from scoring.indicators.surprise import find_usual
from scoring.indicators.told import Told
from scoring.state.documents import Contact
from streams.codes.agencies import Agency
from streams.codes.indicators import RuleIndicator
from streams.contract import EventKey

NEW_DAYS = 28
PLACES_DAYS = 91
_EVERYTHING = Asked("")
_NEW_AGENCIES = Asked(RuleIndicator.AGENCIES_NEW.value, days=NEW_DAYS)
# Whether somebody kept a mental health appointment is for the trust's own clinicians: see the categories.
_MISSED = Asked(RuleIndicator.MISSED_RUN.value, agencies=(Agency.HEALTH.value,))


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """``at`` in Unix seconds."""

    agency: Agency
    at: float


@dataclass(frozen=True, slots=True)
class Developments:
    """``recent``: contacts in the last 28 days; ``usual``: how many there are in 28 days otherwise, over ``periods`` of
    28 days; ``surprise`` in months between two such; ``pace`` 0 where there is none. ``missed``: when each hospital or
    community appointment was that was missed in 12 months, latest first. ``known_children`` is None where too many
    people were seen for one household."""

    recent: int
    usual: float
    periods: int
    surprise: float
    pace: float
    missed: tuple[float, ...]
    agencies_new: tuple[FirstSeen, ...]
    people_new: int
    addresses_seen: int
    open_cases: int
    known_children: int | None


def find_developments(own: Facts, household: Facts | None, t: float) -> Developments:
    """``own``: of the person or the address alone, ``household``: where children are looked for; nothing in either
    later than ``t``."""
    told = Told(own)
    usual = find_usual(told, _EVERYTHING, t)
    return Developments(
        len(usual.recent),
        usual.rate,
        usual.periods,
        _value(told, RuleIndicator.SURPRISE, t),
        _value(told, RuleIndicator.PACE, t),
        tuple(fact.contact.happened for fact in _rests_on(told, _MISSED, t)),
        tuple(
            FirstSeen(Agency(fact.contact.agency), fact.contact.happened) for fact in _rests_on(told, _NEW_AGENCIES, t)
        ),
        int(_value(told, RuleIndicator.PEOPLE_NEW, t, NEW_DAYS)),
        int(_value(told, RuleIndicator.ADDRESSES_SEEN, t, PLACES_DAYS)),
        int(_value(told, RuleIndicator.OPEN_CASES, t)),
        None if household is None else int(_value(Told(household), RuleIndicator.CHILDREN_KNOWN, t)),
    )


def line_up(contacts: Sequence[Contact], t: float) -> tuple[Fact, ...]:
    """Those up to ``t`` as facts. What is shown tells no events by key: they are numbered."""
    past = sorted((contact for contact in contacts if contact.happened <= t), key=lambda one: one.happened)
    return tuple(Fact(EventKey(str(number)), contact) for number, contact in enumerate(past))


def _value(told: Told, indicator: RuleIndicator, t: float, days: int | None = None) -> float:
    return measure_told(told, Asked(indicator.value, days=days), t).value


def _rests_on(told: Told, asked: Asked, t: float) -> Sequence[Fact]:
    facts = told.facts.facts
    return [facts[int(event)] for event in measure_told(told, asked, t).events]
