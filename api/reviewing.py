"""What is asked about links: the queue, one pair, and what holds a person or an address together."""

import re

from api.answers.linking import write_bits, write_pair, write_record
from api.answers.review import LinksAnswer, PairAnswer, ReviewAnswer
from api.answers.writing import write_id
from api.asking import ask_area, check_area, split_id, unknown, wrong_cursor
from api.context import Context
from api.looking import require_others
from scoring.linkage.records import RecordId
from scoring.state.keys import Subject
from scoring.state.links_view import view_links, view_pair
from scoring.state.review import Cursor, list_doubts

_CURSOR = re.compile(r"^(-?[0-9]{1,7})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{16})$")


async def list_review(context: Context, area: str, subject: Subject, after: str, limit: int) -> ReviewAnswer:
    """But for pairs with the asker's own record. Raises :class:`Invalid` for an area or an ``after`` that is none."""
    check_area(context, area)
    cursor = _read_cursor(after) if after else None
    queue, fresh = await ask_area(context, area, lambda shelf: list_doubts(shelf, subject, cursor, limit))
    return ReviewAnswer(
        area=area,
        subject=subject,
        joined_from=_joined_from(context, area, subject),
        pairs=[write_pair(area, pair) for pair in queue.pairs if not context.asker.viewer.is_among(pair.nhs_numbers)],
        next=_write_cursor(queue.following) if queue.following else None,
        freshness=fresh,
    )


async def open_pair(context: Context, area: str, subject: Subject, one: str, other: str) -> PairAnswer:
    """Raises :class:`Unknown` unless there are two records and both may be shown, :class:`Refused` where one is of the
    asker."""
    check_area(context, area)
    ids = RecordId(one), RecordId(other)
    pair, fresh = await ask_area(context, area, lambda shelf: view_pair(shelf, subject, *ids))
    if pair is None:
        raise unknown()
    require_others(context, area, pair.nhs_numbers)
    shown = write_pair(area, pair)
    return PairAnswer(
        area=area, subject=subject, joined_from=_joined_from(context, area, subject), pair=shown, freshness=fresh
    )


async def open_links(context: Context, subject: Subject, public_id: str) -> LinksAnswer:
    """Without what was decided about the asker's own record, which may be held against this one. Raises
    :class:`Unknown`."""
    area, record = split_id(context, public_id)
    view, fresh = await ask_area(context, area, lambda shelf: view_links(shelf, subject, record))
    if view is None:
        raise unknown()
    viewer = context.asker.viewer
    return LinksAnswer(
        id=write_id(area, view.id),
        subject=subject,
        joined_from=_joined_from(context, area, subject),
        records=[write_record(area, one) for one in view.records],
        ties=[write_pair(area, pair) for pair in view.ties],
        decided=[write_pair(area, pair) for pair in view.decided if not viewer.is_among(pair.nhs_numbers)],
        freshness=fresh,
    )


def _joined_from(context: Context, area: str, subject: Subject) -> float:
    return write_bits(context.models[area].of(subject).threshold)


def _write_cursor(cursor: Cursor) -> str:
    return f"{cursor.weight}.{cursor.name.replace(' ', '.')}"


def _read_cursor(after: str) -> Cursor:
    parts = _CURSOR.match(after)
    if parts is None:
        raise wrong_cursor()
    return Cursor(int(parts[1]), f"{parts[2]} {parts[3]}")
