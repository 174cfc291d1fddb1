"""Which keys linking some records will need, a ring at a time, so that a whole batch is read in few round trips.

Only a forecast: linkage itself asks for what is missing (:class:`NotLoaded`), so a forecast that falls short
costs a round trip and never an answer.
"""

from collections.abc import Iterable, Iterator

from scoring.linkage.components import SHAPES, walk
from scoring.linkage.evidence import Bench, find_alike, foresee, match_sets
from scoring.linkage.finding.upkeep import index_reads
from scoring.linkage.records import EntityId, RecordId, Statement, record_id
from scoring.state import keys
from scoring.state.documents import Entity, Record
from scoring.state.keys import Key


def survey(bench: Bench, statements: Iterable[Statement]) -> Iterator[set[Key]]:
    """Yields, ring by ring, the keys to read before it goes on; at its end the entities that all statements lead to
    are read, and the components of those that are no closed circles. Each key and record is looked at once, however
    many statements share it."""
    sets = {statement: match_sets(bench.matcher, bench.subject, statement) for statement in set(statements)}
    words = {key for statement in sets for key in index_reads(bench.subject, statement)}
    yield words | {key for named in sets.values() for key in named}
    alike = {statement: find_alike(bench.draft, named) for statement, named in sets.items()}
    own = {record_id(statement) for statement in sets}
    near = {key for record in own for key in keys.linking(bench.subject, record)}
    yield near | {keys.record(bench.subject, other) for others in alike.values() for other in others}
    strong = {other for statement, others in alike.items() for other in others if _is_strong(bench, statement, other)}
    stood = {one: held.entity for one in own | strong if (held := _record(bench, one))}
    yield {keys.entity(bench.subject, name) for name in stood.values()}
    wide = {one for one, name in stood.items() if not _is_closed(bench, name)}
    component = yield from walk(bench.draft, bench.subject, bench.matcher.threshold, wide)
    yield {keys.entity(bench.subject, held.entity) for held in component.records.values() if held.entity}


def _record(bench: Bench, record: RecordId) -> Record | None:
    return bench.draft.document(keys.record(bench.subject, record), SHAPES[bench.subject])


def _is_closed(bench: Bench, name: EntityId) -> bool:
    entity = bench.draft.document(keys.entity(bench.subject, name), Entity)
    return entity is not None and entity.closed


def _is_strong(bench: Bench, statement: Statement, other: RecordId) -> bool:
    held = _record(bench, other)
    weight = foresee(bench, record_id(statement), other, (statement, held.statement)) if held else None
    return weight is not None and weight >= bench.matcher.threshold
