"""What is known of the people who live at an address, wherever it was."""

from dataclasses import replace

from scoring.indicators.developments import line_up
from scoring.indicators.facts import Facts
from scoring.indicators.household import find_household
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import read_contacts


async def read_household(shelf: Shelf, own: Facts, t: float, until: float) -> Facts | None:
    """Of those who live there at ``t``, all up to ``until``; None where more people live than in a household. ``own``
    is what may be told of the address. Cost: two round trips."""
    here = [fact.contact for fact in own.facts]
    people = find_household(here, own.persons, t)
    if people is None:
        return None
    theirs = await read_contacts(shelf, Subject.PERSON, [r for r, person in own.persons.items() if person in people])
    elsewhere = [contact for contact in theirs if contact.address not in own.addresses]
    return replace(own, facts=line_up([*here, *elsewhere], until))
