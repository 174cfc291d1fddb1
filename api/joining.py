"""One box: people and addresses of one search, each found, decided and kept as by itself."""

import asyncio

from api.answers.addresses import AddressSearch
from api.answers.found import SearchAnswer
from api.answers.persons import PersonSearch
from api.context import Context
from api.looking import look_within, may_do
from api.searching import find_addresses, find_people
from scoring.linkage.finding.asked import PersonAsked, Whereabouts
from scoring.linkage.finding.box import BoxAsked, read_box
from scoring.linkage.finding.likeness import Likeness
from scoring.state.keys import Subject
from streams.codes.access import Action
from streams.errors import Invalid

_NAMES = {"given name", "family name"}
_FAR = Likeness.SLIPS.words


async def find_both(context: Context, q: str, area: str) -> SearchAnswer:
    """Of a look for people. Where nothing but a name was typed, and somebody has all of it, no street is looked for by
    a part of it. Raises :class:`Invalid` for a search that cannot be read, or is for addresses alone where the
    role sees none."""
    asked = read_box(q, context.now().date())
    place = asked.place if may_do(context, Action.SEARCH_ADDRESSES) else None
    if asked.person is None and place is None:
        raise Invalid("query-empty", "enter a name, a date of birth or an NHS number", "q")
    persons, addresses = await _find_each(context, asked, place, area)
    # Both are on the audit, each under its own name.
    context.asker.kept = True
    likelier = Subject.ADDRESS if place and asked.place_first else Subject.PERSON
    return SearchAnswer(likelier=likelier, persons=persons, addresses=addresses)


async def _find_each(
    context: Context, asked: BoxAsked, place: Whereabouts | None, area: str
) -> tuple[PersonSearch | None, AddressSearch | None]:
    if asked.mere_names:
        persons = await _find_people(context, asked.person, area)
        return persons, None if _has_whole_name(persons) else await _find_addresses(context, place, area)
    people, addresses = await asyncio.gather(
        _find_people(context, asked.person, area), _find_addresses(context, place, area), return_exceptions=True
    )
    if isinstance(people, BaseException):
        raise people
    if isinstance(addresses, BaseException):
        raise addresses
    return people, addresses


def _has_whole_name(persons: PersonSearch | None) -> bool:
    """Whether somebody's given name and family name were typed, give or take a letter in each."""
    found = persons.results if persons else ()
    return any({why.field for why in one.why if not why.how.startswith(_FAR)} >= _NAMES for one in found)


async def _find_people(context: Context, asked: PersonAsked | None, area: str) -> PersonSearch | None:
    if asked is None:
        return None
    return await look_within(context, Action.SEARCH_PERSONS, area, lambda inner: find_people(inner, asked, area))


async def _find_addresses(context: Context, asked: Whereabouts | None, area: str) -> AddressSearch | None:
    if asked is None:
        return None
    return await look_within(context, Action.SEARCH_ADDRESSES, area, lambda inner: find_addresses(inner, asked, area))
