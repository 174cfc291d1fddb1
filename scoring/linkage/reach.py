"""Which keys linking some records will need, a ring at a time, so that a whole batch is read in few round trips.

Only a forecast: linkage itself asks for what is missing (:class:`NotLoaded`), so a forecast that falls short
costs a round trip and never an answer.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from scoring.linkage.records import Statement, match_keys
from scoring.state import keys
from scoring.state.area import AreaState
from scoring.state.documents import AddressRecord, PersonRecord
from scoring.state.keys import Key, Subject


@lru_cache(maxsize=131_072)
def match_sets(subject: Subject, statement: Statement) -> tuple[Key, ...]:
    return tuple(keys.match(subject, value) for value in match_keys(statement) if value)


def survey(state: AreaState, subject: Subject, statements: Iterable[Statement]) -> Iterator[set[Key]]:
    """Yields, ring by ring, the keys to read before it goes on; at its end the components of all statements and
    their entities are in ``state``. Each key and record is looked at once, however many statements share it."""
    sets = {key for statement in statements for key in match_sets(subject, statement)}
    seen_sets, seen_records = set(sets), set[Key]()
    while sets:
        yield {key for key in sets if key not in state.members}
        records = {keys.record(subject, member) for key in sets for member in state.members[key]} - seen_records
        seen_records |= records
        yield {key for key in records if key not in state.documents}
        found = [record for key in records if isinstance(record := state.documents[key], _RECORDS)]
        yield {key for r in found if (key := keys.entity(subject, r.entity)) not in state.documents}
        sets = {key for record in found for key in match_sets(subject, record.statement)} - seen_sets
        seen_sets |= sets


_RECORDS = (PersonRecord, AddressRecord)
