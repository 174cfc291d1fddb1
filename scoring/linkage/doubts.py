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
    for one, found in component.evidence.items():
        for other, weight in found.items():
            pair = pair_of(one, other)
            if weight >= bench.matcher.doubt and (pair in pairs or one in moved or other in moved):
                open_question = other not in home[one] and pair not in component.verdicts
                bench.draft.score(keys.doubts(bench.subject), name_doubt(pair), weight if open_question else None)
