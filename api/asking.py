"""How an area is asked: every answer comes with how fresh the area's data is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from api.answers.parts import AreaFreshness
from api.answers.writing import write_freshness
from api.context import Context
from scoring.linkage.records import RecordId
from scoring.state.reads import Shelf, answer_at_rest, read_freshness
from streams.errors import Invalid

T = TypeVar("T")


class Unknown(Invalid):
    """There is no such thing, or there is and nothing may be told of it: to the asker the two are one."""


async def ask_area(context: Context, area: str, ask: Callable[[Shelf], Awaitable[T]]) -> tuple[T, AreaFreshness]:
    answer, freshness = await answer_at_rest(context.redis, area, context.models, ask)
    return answer, write_freshness(area, context.settings.partnership.areas[area], freshness)


async def ask_areas(
    context: Context, area: str, ask: Callable[[Shelf], Awaitable[T]]
) -> dict[str, tuple[T, AreaFreshness]]:
    """One area, or every area of the partnership when none is named; none is left out of an answer."""
    known = context.settings.partnership.areas
    if area and area not in known:
        raise Invalid("area-unknown", f"area must be one of {', '.join(known)}, or left out", "area")
    wanted = [area] if area else list(known)
    answers = await asyncio.gather(*(ask_area(context, name, ask) for name in wanted))
    return dict(zip(wanted, answers, strict=True))


async def list_freshness(context: Context) -> list[AreaFreshness]:
    areas = context.settings.partnership.areas
    held = await read_freshness(context.redis, list(areas))
    return [write_freshness(name, areas[name], fresh) for name, fresh in zip(areas, held, strict=True)]


def split_id(context: Context, public_id: str) -> tuple[str, RecordId]:
    """Raises :class:`Unknown` for what cannot be the id of anything."""
    area, _, record = public_id.partition(".")
    if area not in context.settings.partnership.areas or not record:
        raise unknown()
    return area, RecordId(record)


def unknown() -> Unknown:
    return Unknown("id-unknown", "Nothing is known under this id. Search again: what it stood for may be gone.")


def wrong_cursor() -> Invalid:
    return Invalid("cursor", "after must be what next was in the answer before, or left out", "after")


def choose_moment(context: Context, at: datetime | None) -> datetime:
    now = context.now()
    if at is not None and at > now:
        raise Invalid("moment-to-come", "at must not be in the future", "at")
    return at or now
