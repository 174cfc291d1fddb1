"""Somebody on a caseload with thousands of contacts, without playing them one by one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from scoring.state import keys
from scoring.state.documents import Cell, Contact, read, write
from scoring.state.keys import kind_of
from streams.contract import EventKey
from tests.household import tick
from tests.laws.lives import START, read_all, record
from tests.laws.memory import MemoryStore

SEEN = "mh-contact-recorded-1"
NOW = START + timedelta(days=200)
Sent = dict[str, Any]


def fill(store: MemoryStore, contacts: int) -> None:
    """As if somebody's contacts had been played one by one. Hundreds share their moment: which of them are read must
    not depend on who reads."""
    first = START + timedelta(days=1)
    sent = [
        tick(START),
        record(1, 0, "mh-referral-received-1", first, "A06", case_id="R")[1],
        record(2, 0, SEEN, first, "5", team="A06")[1],
        tick(NOW),
    ]
    store.play(read_all(sent))
    event, contact = next(each for each in list_contacts(store) if each[1].kind == "mh-contact-recorded")
    timelines = [held for held in store.scores.values() if event in held]
    for nth in range(contacts):
        happened, key = contact.happened + nth * 4 // contacts * 45 * 86_400.0, EventKey(f"{event}-{nth}")
        said = msgspec.structs.replace(contact, happened=happened, category="53"[nth // 100 % 2])
        store.documents[keys.cell(key)] = write(Cell(contact=said))
        for timeline in timelines:
            timeline[key] = happened


def list_contacts(store: MemoryStore) -> Iterator[tuple[str, Contact]]:
    for key, raw in store.documents.items():
        if kind_of(key) == "cell" and isinstance(cell := read(key, raw), Cell) and cell.standing:
            yield key.split(":", 1)[1], cell.standing


def see(number: int, at: datetime) -> Sent:
    return record(100 + number, 0, SEEN, at, "5", lag=240.0, team="A06")[1]
