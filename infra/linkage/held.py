"""What commands about linkage read: from a running Linnet, or from a file."""

from collections.abc import Mapping
from pathlib import Path

from infra.commands import choose_areas
from infra.linkage.compare import Change, find_changes, link_anew
from infra.linkage.holdings import find_record, read_holdings
from infra.linkage.records_file import Row, read_rows
from scoring.linkage.models import Models
from scoring.linkage.records import Statement, read_identity
from scoring.state.keys import Subject
from scoring.state.opening import open_redis
from streams.errors import Invalid
from streams.settings import Settings

Two = tuple[str, str]


async def find_held(settings: Settings, subject: Subject, records: Two) -> tuple[str, tuple[Statement, Statement]]:
    """The area of the first, and what both say. Raises :class:`Invalid` for an id that no area knows."""
    areas, redis = choose_areas(settings, None), open_redis(settings)
    try:
        found = [await find_record(redis, areas, subject, record) for record in records]
    finally:
        await redis.aclose()
    one, other = (
        _insist(held.statement if held else None, record) for held, record in zip(found, records, strict=True)
    )
    return next(held.area for held in found if held), (one, other)


def find_in_file(path: Path, named: Mapping[str, str], subject: Subject, records: Two) -> tuple[Statement, Statement]:
    rows = {row.record_id: row for row in read_rows(path, named) if row.record_id in records}
    one, other = (_insist(_state(rows.get(r), subject), r) for r in records)
    return one, other


async def compare_held(settings: Settings, area: str, models: Models) -> list[tuple[Subject, list[Change]]]:
    choose_areas(settings, [area])
    redis = open_redis(settings, timeout=30.0)
    try:
        held = [(subject, await read_holdings(redis, area, subject)) for subject in Subject]
    finally:
        await redis.aclose()
    return [(s, find_changes(holdings.entities(), link_anew(holdings, models, s))) for s, holdings in held]


def _state(row: Row | None, subject: Subject) -> Statement | None:
    if row and subject is Subject.PERSON:
        return read_identity(row.source, row.person, row.place, row.record_id)
    return row.place if row else None


def _insist(statement: Statement | None, record: str) -> Statement:
    if statement is None:
        raise Invalid("record-unknown", f"there is no record {record}")
    return statement
