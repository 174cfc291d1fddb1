"""Where somebody was seen. No fixed abode is no place, and a household has one address: its own."""

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import asked_seconds
from scoring.indicators.distinct import count_distinct
from scoring.indicators.told import Told


def count_addresses(told: Told, asked: Asked, t: float) -> Measured:
    length = asked_seconds(asked)
    addresses = told.facts.addresses
    within = told.select(asked).within(length, t)
    named = [(address, fact) for fact in within if (address := addresses.get(fact.contact.address))]
    return count_distinct(named, length)
