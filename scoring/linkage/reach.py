"""Which keys linking some records will need, a ring at a time, so that a whole batch is read in few round trips.

Only a forecast: linkage itself asks for what is missing (:class:`NotLoaded`), so a forecast that falls short
costs a round trip and never an answer.
"""

from collections.abc import Iterable

from scoring.linkage.records import Statement, match_keys
from scoring.state import keys
from scoring.state.area import AreaState
from scoring.state.documents import AddressRecord, PersonRecord
from scoring.state.keys import Key, Subject


def match_sets(subject: Subject, statement: Statement) -> list[Key]:
    return [keys.match(subject, value) for value in match_keys(statement) if value]


def next_ring(state: AreaState, subject: Subject, statements: Iterable[Statement]) -> set[Key]:
    """The keys not read yet that lie one step further out from these statements; empty when all is there."""
    ring: set[Key] = set()
    for statement in statements:
        for key in match_sets(subject, statement):
            members = state.members.get(key)
            if members is None:
                ring.add(key)
            else:
                ring.update(_beyond(state, subject, members))
    return ring


def _beyond(state: AreaState, subject: Subject, members: set[str]) -> Iterable[Key]:
    for member in members:
        key = keys.record(subject, member)
        if key not in state.documents:
            yield key
        elif isinstance(record := state.documents[key], PersonRecord | AddressRecord):
            wanted = (*match_sets(subject, record.statement), keys.entity(subject, record.entity))
            yield from (k for k in wanted if k not in state.members and k not in state.documents)
