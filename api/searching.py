from datetime import datetime
from typing import Any

from api.answers.addresses import AddressFound, AddressSearch
from api.answers.parts import AreaFreshness
from api.answers.persons import PersonFound, PersonSearch
from api.answers.writing import write_address, write_id, write_moment, write_person
from api.asking import ask_areas
from api.context import Context
from scoring.state import search
from scoring.state.queries import read_address_query, read_person_query
from scoring.state.search import FOUND_LIMIT, Found


async def find_people(context: Context, q: str, area: str, born: str) -> PersonSearch:
    """By name. Raises :class:`Invalid` for a search that cannot be read."""
    wanted, now = read_person_query(q, born), context.now()
    answers = await ask_areas(context, area, lambda shelf: search.search_people(shelf, wanted))
    results = [_write_person(name, one) for name, (found, _) in answers.items() for one in found.found]
    results.sort(key=lambda one: (one.person.name, one.person.birth_date or "", one.id))
    return PersonSearch(results=results[:FOUND_LIMIT], **_frame(answers, len(results), now))


async def find_addresses(context: Context, q: str, area: str) -> AddressSearch:
    """By postcode. Raises :class:`Invalid` for a search that cannot be read."""
    wanted, now = read_address_query(q), context.now()
    answers = await ask_areas(context, area, lambda shelf: search.search_addresses(shelf, wanted, now.timestamp()))
    results = [_write_address(name, one) for name, (found, _) in answers.items() for one in found.found]
    results.sort(key=lambda one: (one.address.postcode or "", one.address.text, one.id))
    return AddressSearch(results=results[:FOUND_LIMIT], **_frame(answers, len(results), now))


def _write_person(area: str, one: search.PersonFound) -> PersonFound:
    return PersonFound(id=write_id(area, one.id), area=area, person=write_person(one.particulars))


def _write_address(area: str, one: search.AddressFound) -> AddressFound:
    return AddressFound(
        id=write_id(area, one.id),
        area=area,
        address=write_address(one.particulars),
        agencies=list(one.agencies),
        people=one.people,
        last_contact=None if one.last is None else write_moment(one.last),
    )


def _frame(answers: dict[str, tuple[Found[Any], AreaFreshness]], count: int, now: datetime) -> dict[str, Any]:
    return {
        "as_at": now,
        "limit": FOUND_LIMIT,
        "more": count > FOUND_LIMIT or any(found.more for found, _ in answers.values()),
        "freshness": [fresh for _, fresh in answers.values()],
    }
