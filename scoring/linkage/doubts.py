"""The review queue: pairs of records that may well be one, stand apart, and nobody has decided about."""

from collections.abc import Collection, Iterable

from scoring.linkage.clustering import Cluster, Pair, pair_of
from scoring.linkage.components import Component
from scoring.linkage.evidence import Bench, name_doubt
from scoring.linkage.records import RecordId
from scoring.state import keys


def update_doubts(
    bench: Bench, component: Component, clusters: Iterable[Cluster], moved: Collection[RecordId], pairs: set[Pair]
) -> None:
    """Looks at ``pairs``, and at those of the records that ``moved``. Whoever is outside the component stands apart."""
    home = {record: together for together in clusters for record in together}
    shaken = {pair_of(one, other) for one in moved for other in component.evidence.get(one, ())}
    for one, other in pairs | shaken:
        weight = _weight(component, one, other)
        if weight is not None and weight >= bench.matcher.doubt:
            apart = home.get(one) is None or home.get(other) is not home[one]
            open_question = apart and (one, other) not in component.verdicts
            bench.draft.score(keys.doubts(bench.subject), name_doubt((one, other)), weight if open_question else None)


def _weight(component: Component, one: RecordId, other: RecordId) -> int | None:
    found = component.evidence.get(one, {}).get(other)
    return component.evidence.get(other, {}).get(one) if found is None else found
