"""Closed circles: records each of which is tied to each of the others and to nobody else, and of which nobody has
said anything.

Such a circle is one person, or one address, whatever else is known: every mean of weights of at least the threshold
reaches it. And a new record that is tied to all of a circle makes a circle with them. So nobody need be looked at
but the new record and one of the circle, where clustering anew would read all that hangs together: that is four of
five new records of people and two of three of addresses on the hard UK stream.

Whether an entity is a circle follows from the evidence and from what people said, in whatever order these came: where
either changes, the records at both ends are clustered anew. But for one: of those a new record is tied to, whoever is
in a crowd without it stays as they stand (:func:`~scoring.linkage.pieces.gather`), and a crowd is no circle.
"""

from typing import NamedTuple

from scoring.linkage import clustering
from scoring.linkage.clustering import Cluster
from scoring.linkage.components import Component
from scoring.linkage.evidence import Bench
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.documents import UNRESTRICTED, Decisions, Entity


class Circle(NamedTuple):
    """Those a new record joins: ``name`` and ``records`` are empty where it stands alone."""

    name: EntityId
    records: tuple[RecordId, ...]
    sensitivity: int


_ALONE = Circle(EntityId(""), (), UNRESTRICTED)


def is_closed(component: Component, together: Cluster) -> bool:
    """``component`` has all ties of these records."""
    others = len(together) - 1
    return (
        fits_circle(len(together))
        and component.judged.isdisjoint(together)
        and all(len(component.ties[one]) == others and component.ties[one] <= together for one in together)
    )


def fits_circle(count: int) -> bool:
    """With one more it is still clustered by all of its evidence, and not as a crowd."""
    return count < clustering.CROWD


def find_circle(bench: Bench, record: RecordId) -> Circle | None:
    """Whom a new record joins at sight, its evidence being in the draft. None where it must be clustered."""
    draft, subject, matcher = bench
    if draft.document(keys.decisions(subject, record), Decisions) is not None:
        return None
    threshold = matcher.threshold
    tied = {other for other, weight in bench.scores(record).items() if weight >= threshold}
    if not tied:
        return _ALONE
    name = bench.record(next(iter(tied))).entity
    entity = draft.document(keys.entity(subject, name), Entity)
    if entity is None or not entity.closed or len(entity.records) != len(tied) or not tied.issuperset(entity.records):
        return None
    return Circle(name, entity.records, entity.sensitivity)
