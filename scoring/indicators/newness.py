"""Agencies and people that were not there before."""

from scoring.indicators.asked import Asked, Measured
from scoring.indicators.catalogue import asked_seconds
from scoring.indicators.distinct import count_first
from scoring.indicators.told import Told


def count_new_agencies(told: Told, asked: Asked, t: float) -> Measured:
    named = [(fact.contact.agency, fact) for fact in told.select(asked).facts]
    return count_first(named, asked_seconds(asked), t)


def count_new_people(told: Told, asked: Asked, t: float) -> Measured:
    """Of a household, too, those new at its address: somebody may be known elsewhere for years."""
    persons, here = told.facts.persons, told.facts.addresses
    named = [
        (person, fact)
        for fact in told.select(asked).facts
        if fact.contact.address in here and (person := persons.get(fact.contact.person))
    ]
    return count_first(named, asked_seconds(asked), t)
