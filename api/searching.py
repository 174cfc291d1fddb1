from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from api.answers.addresses import AddressFound, AddressSearch
from api.answers.parts import AreaFreshness
from api.answers.persons import PersonFound, PersonSearch
from api.answers.writing import tell_sureness, write_address, write_id, write_moment, write_person, write_reasons
from api.asking import ask_areas
from api.context import Context
from api.narrowing import may_go_by_address
from scoring.linkage.finding.asked import PersonAsked, Whereabouts
from scoring.state import found
from scoring.state.address_search import search_addresses
from scoring.state.found import FOUND_LIMIT, Found
from scoring.state.person_search import search_people
from streams.errors import Invalid

F = TypeVar("F", found.PersonFound, found.AddressFound)


async def find_people(context: Context, asked: PersonAsked, area: str) -> PersonSearch:
    """The likeliest first. Raises :class:`Invalid` where nothing is left to search for."""
    if not may_go_by_address(context.asker.viewer):
        asked = _leave_out_address(asked)
    now = context.now()
    answers = await ask_areas(context, area, lambda shelf: search_people(shelf, asked))
    ranked = _merge(answers)
    results = [_write_person(name, one) for name, one in ranked[:FOUND_LIMIT]]
    return PersonSearch(results=results, **_frame(answers, len(ranked), now))


async def find_addresses(context: Context, asked: Whereabouts, area: str) -> AddressSearch:
    """The likeliest first."""
    now = context.now()
    answers = await ask_areas(context, area, lambda shelf: search_addresses(shelf, asked, now.timestamp()))
    ranked = _merge(answers)
    results = [_write_address(name, one) for name, one in ranked[:FOUND_LIMIT]]
    return AddressSearch(results=results, **_frame(answers, len(ranked), now))


def _leave_out_address(asked: PersonAsked) -> PersonAsked:
    left = replace(asked, whereabouts=None, place_first=False)
    if left == PersonAsked():
        raise Invalid(
            "query-empty",
            "enter a name, a date of birth or an NHS number: your role finds nobody by an address",
            "q",
        )
    return left


def _merge(answers: dict[str, tuple[Found[F], AreaFreshness]]) -> list[tuple[str, F]]:
    """Of several areas, by weight; those of equal weight as each area has them, area by area."""
    held = [(name, one) for name, (answer, _) in answers.items() for one in answer.found]
    return sorted(held, key=lambda one: one[1].weight, reverse=True)


def _write_person(area: str, one: found.PersonFound) -> PersonFound:
    return PersonFound(
        id=write_id(area, one.id),
        area=area,
        person=write_person(one.particulars),
        sure=tell_sureness(one.weight.match),
        why=write_reasons(one.why),
    )


def _write_address(area: str, one: found.AddressFound) -> AddressFound:
    return AddressFound(
        id=write_id(area, one.id),
        area=area,
        address=write_address(one.particulars),
        agencies=list(one.agencies),
        people=one.people,
        last_contact=None if one.last is None else write_moment(one.last),
        sure=tell_sureness(one.weight.match),
        why=write_reasons(one.why),
    )


def _frame(answers: dict[str, tuple[Found[Any], AreaFreshness]], count: int, now: datetime) -> dict[str, Any]:
    return {
        "as_at": now,
        "limit": FOUND_LIMIT,
        "more": count > FOUND_LIMIT or any(answer.more for answer, _ in answers.values()),
        "freshness": [fresh for _, fresh in answers.values()],
    }
