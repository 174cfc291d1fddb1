"""Which keys linking some records will need, a ring at a time, so that a whole batch is read in few round trips.

Only a forecast: linkage itself asks for what is missing (:class:`NotLoaded`), so a forecast that falls short
costs a round trip and never an answer.
"""

from functools import lru_cache

from scoring.linkage.records import Statement, match_keys
from scoring.state import keys
from scoring.state.area import AreaState
from scoring.state.documents import AddressRecord, PersonRecord
from scoring.state.keys import Key, Subject


@lru_cache(maxsize=131_072)
def match_sets(subject: Subject, statement: Statement) -> tuple[Key, ...]:
    return tuple(keys.match(subject, value) for value in match_keys(statement) if value)


def next_ring(state: AreaState, subject: Subject, statement: Statement) -> set[Key]:
    """The keys not read yet that border on what was read of this statement's component; empty when all is there."""
    border: set[Key] = set()
    seen = frontier = set(match_sets(subject, statement))
    while frontier:
        border |= {key for key in frontier if key not in state.members}
        met = {keys.record(subject, member) for key in frontier for member in state.members.get(key, ())}
        further: set[Key] = set()
        for key in met:
            record = state.documents.get(key)
            if isinstance(record, PersonRecord | AddressRecord):
                further.update(match_sets(subject, record.statement))
                border |= {keys.entity(subject, record.entity)} - state.documents.keys()
            elif key not in state.documents:
                border.add(key)
        frontier = further - seen
        seen = seen | further
    return border
