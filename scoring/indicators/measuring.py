"""What a condition of an alert rule comes to, exact for the moment asked for."""

from collections.abc import Callable, Mapping

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.cases import count_known_children, measure_open_cases
from scoring.indicators.contacts import count_agencies, count_contacts_within, count_days_since
from scoring.indicators.facts import Facts
from scoring.indicators.missed import measure_missed_run
from scoring.indicators.newness import count_new_agencies, count_new_people
from scoring.indicators.pace import measure_pace
from scoring.indicators.places import count_addresses
from scoring.indicators.surprise import measure_surprise
from scoring.indicators.told import Told
from scoring.indicators.watch import ask_watched
from streams.codes.indicators import RuleIndicator

_MEASURES: Mapping[str, Callable[[Told, Asked, float], Measured]] = {
    RuleIndicator.CONTACTS.value: count_contacts_within,
    RuleIndicator.AGENCIES_ACTIVE.value: count_agencies,
    RuleIndicator.DAYS_SINCE_CONTACT.value: count_days_since,
    RuleIndicator.SURPRISE.value: measure_surprise,
    RuleIndicator.PACE.value: measure_pace,
    RuleIndicator.MISSED_RUN.value: measure_missed_run,
    RuleIndicator.AGENCIES_NEW.value: count_new_agencies,
    RuleIndicator.CHILDREN_KNOWN.value: count_known_children,
    RuleIndicator.PEOPLE_NEW.value: count_new_people,
    RuleIndicator.ADDRESSES_SEEN.value: count_addresses,
    RuleIndicator.OPEN_CASES.value: measure_open_cases,
    RuleIndicator.WATCHED.value: ask_watched,
}


def measure(facts: Facts, asked: Asked, t: float) -> Measured:
    """``t`` in Unix seconds. Facts after it count as just happened."""
    return measure_told(Told(facts), asked, t)


def measure_told(told: Told, asked: Asked, t: float) -> Measured:
    """As :func:`measure`, for several questions about the same facts. Cost: 1 to 8 µs for 20 contacts."""
    return _MEASURES[asked.indicator](told, asked, t)
