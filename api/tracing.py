"""Where somebody was seen, across areas: candidates from the index, everything that is told from each area itself.

Whoever asks has declared a purpose that is for tracing. :func:`open_trace` is the one way to a trace.
"""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from api.answers.parts import AreaFreshness
from api.answers.tracing import (
    AreaNamed,
    AreaTraced,
    Compared,
    PersonTraced,
    PurposeTold,
    StayTraced,
    TraceAnswer,
)
from api.answers.writing import write_address, write_id, write_moment, write_person
from api.asking import ask_any_area, ask_area, check_area, choose_moment, unknown
from api.context import Context
from scoring.linkage.records import EntityId, RecordId
from scoring.state.trace_view import Place, Seen, see_people, see_person
from scoring.state.tracing import TraceIndex
from scoring.tracing.circle import Circle, find_circle
from scoring.tracing.sameness import Ground
from scoring.tracing.trail import Stay, count_moves, lay_out


@dataclass(frozen=True, slots=True)
class _Found:
    """``others``: everybody with the number, joined or not."""

    own: Seen
    others: list[Seen]
    circle: Circle
    freshness: list[AreaFreshness]

    @property
    def joined(self) -> list[tuple[Seen, Ground]]:
        seen = {(one.who.area, one.who.entity): one for one in self.others}
        return [(seen[who.area, who.entity], ground) for who, ground in self.circle.joined]


async def open_trace(context: Context, area: str, record: str, at: datetime | None, limit: int) -> TraceAnswer:
    """Raises :class:`Unknown`, and :class:`Invalid` for an area that is none and when ``at`` is still to come."""
    check_area(context, area)
    as_at, named, purpose = choose_moment(context, at), RecordId(record), _tell_purpose(context)
    own, fresh = await ask_area(context, area, lambda shelf: see_person(shelf, area, named, as_at.timestamp()))
    if own is None:
        raise unknown()
    reached = await TraceIndex(context.redis).reached()
    compared_to = None if reached is None else write_moment(reached)
    if own == "withheld":
        return _write_withheld(write_id(area, EntityId(named)), as_at, purpose, compared_to, fresh)
    found = await _look_elsewhere(context, own, fresh, as_at.timestamp())
    return _write_trace(context, found, as_at, purpose, compared_to, limit)


async def _look_elsewhere(context: Context, own: Seen, fresh: AreaFreshness, t: float) -> _Found:
    numbers = own.who.numbers
    stated = await TraceIndex(context.redis).find(numbers) if len(numbers) == 1 else {}
    areas = [area for area in stated if area in context.settings.partnership.areas]
    asked = await asyncio.gather(*(_see_there(context, area, stated[area], t) for area in areas))
    others = [one for seen, _ in asked for one in seen]
    circle = find_circle(own.who, [one.who for one in others])
    rests_on = {who.area for who, _ in circle.joined}
    return _Found(own, others, circle, [fresh, *(held for _, held in asked if held.area in rests_on)])


async def _see_there(
    context: Context, area: str, records: Collection[RecordId], t: float
) -> tuple[list[Seen], AreaFreshness]:
    return await ask_any_area(context, area, lambda shelf: see_people(shelf, area, records, t))


def _tell_purpose(context: Context) -> PurposeTold:
    purpose = context.asker.purpose
    assert purpose is not None
    return PurposeTold(code=purpose.code, label=purpose.label)


def _write_withheld(
    public_id: str, as_at: datetime, purpose: PurposeTold, compared_to: datetime | None, fresh: AreaFreshness
) -> TraceAnswer:
    return TraceAnswer(
        id=public_id,
        as_at=as_at,
        purpose=purpose,
        person=None,
        compared=Compared.WITHHELD,
        compared_to=compared_to,
        persons=[],
        unclear=[],
        areas=[],
        moves=0,
        stays=[],
        more=False,
        freshness=[fresh],
    )


def _write_trace(
    context: Context, found: _Found, as_at: datetime, purpose: PurposeTold, compared_to: datetime | None, limit: int
) -> TraceAnswer:
    everywhere = [found.own, *(one for one, _ in found.joined)]
    stays = lay_out(sighting for one in everywhere for sighting in one.sightings)
    places = {(one.who.area, name): place for one in everywhere for name, place in one.places.items()}
    return TraceAnswer(
        id=write_id(found.own.who.area, found.own.who.entity),
        as_at=as_at,
        purpose=purpose,
        person=write_person(found.own.particulars),
        compared=_tell_compared(len(found.own.who.numbers)),
        compared_to=compared_to,
        persons=[_write_person(context, one, ground) for one, ground in found.joined],
        unclear=[_name(context, area) for area in found.circle.unclear],
        areas=_sum_up_areas(context, stays),
        moves=count_moves(stays),
        stays=[_write_stay(context, stay, places[stay.area, stay.place]) for stay in stays[:limit]],
        more=len(stays) > limit,
        freshness=found.freshness,
    )


def _tell_compared(numbers: int) -> Compared:
    if numbers == 0:
        return Compared.NO_NUMBER
    return Compared.YES if numbers == 1 else Compared.SEVERAL_NUMBERS


def _name(context: Context, area: str) -> AreaNamed:
    return AreaNamed(area=area, label=context.settings.partnership.areas[area].label)


def _write_person(context: Context, seen: Seen, ground: Ground) -> PersonTraced:
    agrees = [words for words, held in (("birth date", ground.birth_date), ("name", ground.name)) if held]
    return PersonTraced(
        **_name(context, seen.who.area).model_dump(),
        id=write_id(seen.who.area, seen.who.entity),
        person=write_person(seen.particulars),
        agrees=agrees,
    )


def _sum_up_areas(context: Context, stays: Iterable[Stay]) -> list[AreaTraced]:
    by_area: dict[str, list[Stay]] = {}
    for stay in stays:
        by_area.setdefault(stay.area, []).append(stay)
    return [
        AreaTraced(
            **_name(context, area).model_dump(),
            first_seen=write_moment(held[-1].first),
            last_seen=write_moment(held[0].last),
            contacts=sum(stay.contacts for stay in held),
        )
        for area, held in by_area.items()
    ]


def _write_stay(context: Context, stay: Stay, place: Place) -> StayTraced:
    return StayTraced(
        **_name(context, stay.area).model_dump(),
        id=place.id and write_id(stay.area, place.id),
        address=write_address(place.address),
        agencies=list(stay.agencies),
        first_seen=write_moment(stay.first),
        last_seen=write_moment(stay.last),
        contacts=stay.contacts,
    )
