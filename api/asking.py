"""How an area is asked: every answer comes with how fresh the area's data is."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from api.answers.parts import AreaFreshness
from api.answers.writing import write_freshness
from api.asker import Refused
from api.context import Context
from api.policy.deciding import NOT_OF_AREA
from scoring.linkage.records import RecordId
from scoring.state.reads import Shelf, answer_at_rest, read_freshness
from streams.errors import Invalid

T = TypeVar("T")
# Nothing is known of before; and what is counted back from a moment has to have a date.
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


class Unknown(Invalid):
    """There is no such thing, or there is and nothing may be told of it: to the asker the two are one."""


async def ask_area(context: Context, area: str, ask: Callable[[Shelf], Awaitable[T]]) -> tuple[T, AreaFreshness]:
    """Raises :class:`Refused` for an area that is not the asker's."""
    check_area(context, area)
    return await ask_any_area(context, area, ask)


async def ask_past(
    context: Context, area: str, past: frozenset[RecordId], ask: Callable[[Shelf], Awaitable[T]]
) -> tuple[T, AreaFreshness]:
    """As if nothing restricted the persons of these records."""

    async def ask_so(shelf: Shelf) -> T:
        shelf.past = past
        return await ask(shelf)

    return await ask_area(context, area, ask_so)


async def ask_any_area(context: Context, area: str, ask: Callable[[Shelf], Awaitable[T]]) -> tuple[T, AreaFreshness]:
    """For a trace, which goes wherever somebody was."""
    answer, freshness = await answer_at_rest(context.redis, area, context.models[area], ask)
    return answer, write_freshness(area, context.settings.partnership.areas[area], freshness)


async def ask_areas(
    context: Context, area: str, ask: Callable[[Shelf], Awaitable[T]]
) -> dict[str, tuple[T, AreaFreshness]]:
    """One area, or every area of the asker's when none is named; none is left out of an answer."""
    if area:
        check_area(context, area)
    wanted = [area] if area else list(context.areas)
    answers = await asyncio.gather(*(ask_area(context, name, ask) for name in wanted))
    return dict(zip(wanted, answers, strict=True))


async def list_freshness(context: Context) -> list[AreaFreshness]:
    areas = context.areas
    held = await read_freshness(context.redis, list(areas))
    return [write_freshness(name, areas[name], fresh) for name, fresh in zip(areas, held, strict=True)]


def check_area(context: Context, area: str) -> None:
    """Raises :class:`Invalid` for an area that is none, :class:`Refused` for one that is not the asker's."""
    if area not in context.settings.partnership.areas:
        raise Invalid("area-unknown", f"area must be one of {', '.join(context.areas)}", "area")
    if area not in context.areas:
        raise Refused(NOT_OF_AREA)


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
    if at is not None and at < _EARLIEST:
        raise Invalid("moment-long-past", "at must not be before 1900", "at")
    return at or now
