from datetime import datetime
from typing import Any

from api.answers.addresses import AddressAnswer, BuildingSeen, DwellingSeen, PersonSeen
from api.answers.developing import write_address_developments, write_person_developments
from api.answers.persons import AddressSeen, PersonAnswer
from api.answers.writing import (
    write_address,
    write_counts,
    write_course,
    write_id,
    write_involved,
    write_moment,
    write_person,
    write_presence,
    write_tallies,
    write_timeline,
)
from api.asking import ask_area, ask_past, choose_moment, split_id, unknown
from api.context import Context
from api.narrowing import narrow_person
from scoring.linkage.records import RecordId
from scoring.state import address_view, building_view, person_view
from scoring.state.activity import Moment
from scoring.state.address_view import AddressView, view_address
from scoring.state.keys import Subject
from scoring.state.person_view import PersonView, view_person


async def open_person(
    context: Context, public_id: str, at: datetime | None, offset: int, limit: int, past: bool = False
) -> PersonAnswer:
    """``past``: as if nothing restricted this person; whoever asks so has seen to it that it may be. Raises
    :class:`Unknown`, and :class:`Invalid` when ``at`` is still to come."""
    area, record = split_id(context, public_id)
    as_at = choose_moment(context, at)
    moment = Moment(as_at.timestamp(), offset, limit)
    looked_past = frozenset((record,)) if past else frozenset[RecordId]()
    view, fresh = await ask_past(context, area, looked_past, lambda shelf: view_person(shelf, record, moment))
    if view is None:
        raise unknown()
    answer = PersonAnswer(
        as_at=as_at,
        person=write_person(view.particulars),
        developments=write_person_developments(
            view.activity.developments, view.particulars.birth_date, view.addresses is None
        ),
        address_withheld=view.addresses is None,
        addresses=[_write_address_seen(area, seen) for seen in view.addresses or ()],
        freshness=fresh,
        **_write_activity(area, view, limit, Subject.ADDRESS),
    )
    return narrow_person(answer, context.asker.viewer)


async def open_address(context: Context, public_id: str, at: datetime | None, offset: int, limit: int) -> AddressAnswer:
    """Raises :class:`Unknown`, and :class:`Invalid` when ``at`` is still to come."""
    area, record = split_id(context, public_id)
    as_at = choose_moment(context, at)
    moment = Moment(as_at.timestamp(), offset, limit)
    view, fresh = await ask_area(context, area, lambda shelf: view_address(shelf, record, moment))
    if view is None:
        raise unknown()
    return AddressAnswer(
        as_at=as_at,
        address=write_address(view.particulars),
        developments=write_address_developments(view.activity.developments),
        people=[_write_person_seen(area, seen) for seen in view.people],
        building=_write_building(area, view.building),
        freshness=fresh,
        **_write_activity(area, view, limit, Subject.PERSON),
    )


def _write_activity(area: str, view: PersonView | AddressView, limit: int, other: Subject) -> dict[str, Any]:
    activity = view.activity
    return {
        "id": write_id(area, view.id),
        "totals": write_counts(activity.within),
        "counts": write_tallies(activity.tallies),
        "involved": write_involved(activity.involved),
        "earlier": write_involved(activity.earlier),
        "course": write_course(activity.course),
        "timeline": write_timeline(area, activity, limit, other, view.said),
    }


def _write_address_seen(area: str, seen: person_view.AddressSeen) -> AddressSeen:
    return AddressSeen(
        id=seen.id and write_id(area, seen.id), address=write_address(seen.address), **write_presence(seen.presence)
    )


def _write_person_seen(area: str, seen: address_view.PersonSeen) -> PersonSeen:
    return PersonSeen(
        id=write_id(area, seen.presence.entity), person=write_person(seen.person), **write_presence(seen.presence)
    )


def _write_building(area: str, building: building_view.Building) -> BuildingSeen:
    whole = building.whole and _write_dwelling(area, building.whole)
    others = [_write_dwelling(area, seen) for seen in building.others]
    return BuildingSeen(whole=whole, others=others, more=building.more)


def _write_dwelling(area: str, seen: building_view.DwellingSeen) -> DwellingSeen:
    last = None if seen.last is None else write_moment(seen.last)
    return DwellingSeen(id=write_id(area, seen.id), address=write_address(seen.particulars), last_contact=last)
