"""Whether what was erased is gone: what Redis still holds under the names it had."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from scoring.state import keys
from scoring.state.documents import Cell, read
from scoring.state.keys import Key, Subject, in_area, kind_of
from scoring.state.store import reach
from scoring.state.tracing import PREFIX

# What may stand after an erasure: it names an id, or says that there was something, and says nothing of anybody.
WHY_BARE = {
    "cell": "A tombstone without contents, so that a late copy does not bring the event back",
    "person-alerts": "Alerts that were withdrawn, with counts and without names; forgotten after some three months",
    "address-alerts": "Alerts about a household that counted the event; forgotten some three months after they end",
    "person-answers": "What staff answered to those alerts: a code, and who answered",
    "ages": "When what staff answered is to go: the person's old id",
    "person-decisions": "What people decided of this record and another: two ids",
}
_LISTS = (keys.CASELOAD, keys.CARED, keys.RISK_AGENDA)
_ACROSS = "number (across areas)"


@dataclass(frozen=True, slots=True)
class Left:
    """``about``: the record or event. ``bare``: see :data:`WHY_BARE`."""

    kind: str
    about: str
    bare: bool


async def find_left(redis: Redis, area: str, records: Collection[str], events: Collection[str]) -> list[Left]:
    """Of all keys that are named after these, and of the lists that people are on. Cost: one round trip. Whether any
    other key names them ``linnet rights prove`` says, which reads all of them."""
    named = [(record, key) for record in records for key in _keys_of(record)]
    pipe: Any = redis.pipeline(transaction=False)
    for _, key in named:
        pipe.exists(in_area(area, key))
    for record in records:
        for listed in _LISTS:
            pipe.zscore(in_area(area, listed), record)
        pipe.exists(f"{PREFIX}record:{area}.{record}")
    for event in events:
        pipe.get(in_area(area, keys.cell(event)))
    answers = iter(await reach(pipe.execute()))
    left = [Left(kind_of(key), record, kind_of(key) in WHY_BARE) for record, key in named if next(answers)]
    for record in records:
        left += [Left(listed, record, False) for listed in _LISTS if next(answers) is not None]
        left += [Left(_ACROSS, record, False)] if next(answers) else []
    cells = [(event, read(keys.cell(event), next(answers))) for event in events]
    return left + [Left("cell", event, _is_tombstone(cell)) for event, cell in cells if cell is not None]


def _is_tombstone(cell: object) -> bool:
    """Of what was erased or is past its age, with no contents."""
    return isinstance(cell, Cell) and cell == Cell(None, cell.version, cell.restricted, cell.erased, aged=cell.aged)


def _keys_of(record: str) -> list[Key]:
    person = Subject.PERSON
    of_record = (keys.record, keys.contacts, keys.evidence, keys.decisions)
    of_person = (keys.entity, keys.alerts, keys.answers, keys.ceiling)
    return [*(name(person, record) for name in (*of_record, *of_person)), keys.care(record), keys.risk(record)]
