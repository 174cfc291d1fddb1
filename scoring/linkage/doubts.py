"""The review queue: pairs of records that may well be one, stand apart, and nobody has decided about."""

from collections.abc import Collection, Iterable, Mapping

from scoring.linkage.clustering import Cluster, Pair, pair_of
from scoring.linkage.components import Component
from scoring.linkage.evidence import Bench, name_doubt
from scoring.linkage.records import RecordId
from scoring.state import keys


def update_doubts(
    bench: Bench, component: Component, clusters: Iterable[Cluster], moved: Collection[RecordId], pairs: set[Pair]
) -> None:
    """Looks at ``pairs``, and at those of the records that ``moved``. Whoever is outside the component stands apart.
    The records of the component must be as they stood before. Writes only what may differ from what is there."""
    home = {record: together for together in clusters for record in together}
    records, doubts = component.records, keys.doubts(bench.subject)
    fresh = {record for record, held in records.items() if not held.entity}
    for one, other in pairs | _parted_or_joined(component, moved, home):
        weight = _weight(component, one, other)
        if weight is not None and weight >= bench.matcher.doubt:
            apart = home.get(one) is None or home.get(other) is not home[one]
            if apart and (one, other) not in component.verdicts:
                bench.draft.score(doubts, name_doubt((one, other)), weight)
            elif one not in fresh and other not in fresh:
                bench.draft.score(doubts, name_doubt((one, other)), None)


def queue_doubts(bench: Bench, record: RecordId) -> None:
    """All evidence of a new record that stands with whom it is tied to, and of whom nobody said anything."""
    doubts, (doubt, threshold) = keys.doubts(bench.subject), (bench.matcher.doubt, bench.matcher.threshold)
    for other, weight in bench.scores(record).items():
        if doubt <= weight < threshold:
            bench.draft.score(doubts, name_doubt(pair_of(record, other)), weight)


def _parted_or_joined(component: Component, moved: Collection[RecordId], home: Mapping[RecordId, Cluster]) -> set[Pair]:
    records = component.records
    return {
        pair_of(one, other)
        for one in moved
        for other in component.evidence[one]
        if other in home and (home[one] is home[other]) != (records[one].entity == records[other].entity)
    }


def _weight(component: Component, one: RecordId, other: RecordId) -> float | None:
    found = component.evidence.get(one, {}).get(other)
    return component.evidence.get(other, {}).get(one) if found is None else found
