"""The questions, as the API and the pages both ask them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from api.answers import addresses, persons
from api.answers.parts import AreaFreshness
from api.answers.writing import (
    write_address,
    write_counts,
    write_freshness,
    write_id,
    write_involved,
    write_moment,
    write_person,
    write_presence,
    write_tallies,
    write_timeline,
)
from api.context import Context
from scoring.linkage.records import RecordId
from scoring.state.keys import Subject
from scoring.state.queries import read_address_query, read_person_query
from scoring.state.reads import Shelf, answer_at_rest, read_freshness
from scoring.state.search import FOUND_LIMIT, Found, search_addresses, search_people
from scoring.state.views import Moment, view_address, view_person
from streams.errors import Invalid

T = TypeVar("T")


class Unknown(Invalid):
    """There is no such thing, or there is and nothing may be told of it: to the asker the two are one."""


async def find_people(context: Context, q: str, area: str, born: str) -> persons.PersonSearch:
    wanted, now = read_person_query(q, born), context.now()
    answers = await _ask_areas(context, area, lambda shelf: search_people(shelf, wanted))
    results = [
        persons.PersonFound(id=write_id(name, one.id), area=name, person=write_person(one.particulars))
        for name, (found, _) in answers.items()
        for one in found.found
    ]
    results.sort(key=lambda one: (one.person.name, one.person.birth_date or "", one.id))
    return persons.PersonSearch(results=results[:FOUND_LIMIT], **_frame(answers, len(results), now))


async def find_addresses(context: Context, q: str, area: str) -> addresses.AddressSearch:
    wanted, now = read_address_query(q), context.now()
    answers = await _ask_areas(context, area, lambda shelf: search_addresses(shelf, wanted, now.timestamp()))
    results = [
        addresses.AddressFound(
            id=write_id(name, one.id),
            area=name,
            address=write_address(one.particulars),
            agencies=list(one.agencies),
            people=one.people,
            last_contact=None if one.last is None else write_moment(one.last),
        )
        for name, (found, _) in answers.items()
        for one in found.found
    ]
    results.sort(key=lambda one: (one.address.postcode or "", one.address.text, one.id))
    return addresses.AddressSearch(results=results[:FOUND_LIMIT], **_frame(answers, len(results), now))


async def open_person(
    context: Context, public_id: str, at: datetime | None, offset: int, limit: int
) -> persons.PersonAnswer:
    """Raises :class:`Unknown`, and :class:`Invalid` when ``at`` is still to come."""
    area, record = _split(context, public_id)
    as_at = _moment(context, at)
    moment = Moment(as_at.timestamp(), offset, limit)
    view, fresh = await _ask(context, area, lambda shelf: view_person(shelf, record, moment))
    if view is None:
        raise _unknown()
    return persons.PersonAnswer(
        id=write_id(area, view.id),
        as_at=as_at,
        person=write_person(view.particulars),
        totals=write_counts(view.activity.within),
        counts=write_tallies(view.activity.tallies),
        involved=write_involved(view.activity.involved),
        address_withheld=view.addresses is None,
        addresses=[
            persons.AddressSeen(
                id=seen.id and write_id(area, seen.id),
                address=write_address(seen.address),
                **write_presence(seen.presence),
            )
            for seen in view.addresses or ()
        ],
        timeline=write_timeline(area, view.activity, limit, Subject.ADDRESS, view.said),
        freshness=fresh,
    )


async def open_address(
    context: Context, public_id: str, at: datetime | None, offset: int, limit: int
) -> addresses.AddressAnswer:
    """Raises :class:`Unknown`, and :class:`Invalid` when ``at`` is still to come."""
    area, record = _split(context, public_id)
    as_at = _moment(context, at)
    moment = Moment(as_at.timestamp(), offset, limit)
    view, fresh = await _ask(context, area, lambda shelf: view_address(shelf, record, moment))
    if view is None:
        raise _unknown()
    return addresses.AddressAnswer(
        id=write_id(area, view.id),
        as_at=as_at,
        address=write_address(view.particulars),
        totals=write_counts(view.activity.within),
        counts=write_tallies(view.activity.tallies),
        involved=write_involved(view.activity.involved),
        people=[
            addresses.PersonSeen(
                id=write_id(area, seen.presence.entity),
                person=write_person(seen.person),
                **write_presence(seen.presence),
            )
            for seen in view.people
        ],
        timeline=write_timeline(area, view.activity, limit, Subject.PERSON, view.said),
        freshness=fresh,
    )


async def list_freshness(context: Context) -> list[AreaFreshness]:
    areas = context.settings.partnership.areas
    held = await read_freshness(context.redis, list(areas))
    return [write_freshness(name, areas[name], fresh) for name, fresh in zip(areas, held, strict=True)]


async def _ask_areas(
    context: Context, area: str, ask: Callable[[Shelf], Awaitable[Found[T]]]
) -> dict[str, tuple[Found[T], AreaFreshness]]:
    """One area, or every area of the partnership when none is named; none is left out of an answer."""
    known = context.settings.partnership.areas
    if area and area not in known:
        raise Invalid("area-unknown", f"area must be one of {', '.join(known)}, or left out", "area")
    wanted = [area] if area else list(known)
    answers = await asyncio.gather(*(_ask(context, name, ask) for name in wanted))
    return dict(zip(wanted, answers, strict=True))


async def _ask(context: Context, area: str, ask: Callable[[Shelf], Awaitable[T]]) -> tuple[T, AreaFreshness]:
    answer, freshness = await answer_at_rest(context.redis, area, ask)
    return answer, write_freshness(area, context.settings.partnership.areas[area], freshness)


def _frame(answers: dict[str, tuple[Found[Any], AreaFreshness]], count: int, now: datetime) -> dict[str, Any]:
    return {
        "as_at": now,
        "limit": FOUND_LIMIT,
        "more": count > FOUND_LIMIT or any(found.more for found, _ in answers.values()),
        "freshness": [fresh for _, fresh in answers.values()],
    }


def _split(context: Context, public_id: str) -> tuple[str, RecordId]:
    area, _, record = public_id.partition(".")
    if area not in context.settings.partnership.areas or not record:
        raise _unknown()
    return area, RecordId(record)


def _unknown() -> Unknown:
    return Unknown("id-unknown", "Nothing is known under this id. Search again: what it stood for may be gone.")


def _moment(context: Context, at: datetime | None) -> datetime:
    now = context.now()
    if at is not None and at > now:
        raise Invalid("moment-to-come", "at must not be in the future", "at")
    return at or now
