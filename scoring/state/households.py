"""What is known of the people who live at an address, wherever it was."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from scoring.indicators.developments import line_up
from scoring.indicators.facts import Facts
from scoring.indicators.household import find_household, find_steady
from scoring.linkage.records import EntityId
from scoring.state.elsewhere import read_further
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.worlds import read_contacts


async def read_household(shelf: Shelf, own: Facts, t: float, until: float) -> Facts | None:
    """Of those who live there at ``t``, all up to ``until``; None where more people live than in a household. ``own``
    is what may be told of the address. Cost: two round trips, and what :func:`read_further` takes."""
    people = find_household([fact.contact for fact in own.facts], own.persons, t)
    return None if people is None else await _add_elsewhere(shelf, own, people, until)


async def read_bases(shelf: Shelf, own: Facts, t: float, until: float) -> Sequence[Facts]:
    """By any of which an alert about the household goes on, that with most in it last: see
    :mod:`scoring.alerts.crowds`."""
    if household := await read_household(shelf, own, t, until):
        return [household]
    steady = find_steady([fact.contact for fact in own.facts], own.persons, t)
    return [own, await _add_elsewhere(shelf, own, steady, until)]


async def _add_elsewhere(shelf: Shelf, own: Facts, people: Collection[EntityId], until: float) -> Facts:
    here = [fact.contact for fact in own.facts]
    living = [r for r, person in own.persons.items() if person in people]
    theirs = await read_contacts(shelf, Subject.PERSON, living)
    elsewhere = [contact for contact in theirs if contact.address not in own.addresses]
    facts = line_up([*here, *elsewhere], until)
    further = await read_further(shelf, Subject.ADDRESS, facts, until, here=own.addresses, living=living)
    return replace(own, facts=facts, further=further)
