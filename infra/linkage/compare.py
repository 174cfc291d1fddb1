"""What a new model would change for the records an area holds: who would become one, and who would part."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.linkage.holdings import Holdings
from scoring.linkage.clustering import Pair, pair_of
from scoring.linkage.components import SHAPES
from scoring.linkage.evidence import Bench, Shift
from scoring.linkage.links import Attested, attest, relink
from scoring.linkage.merging import weigh_merged
from scoring.linkage.models import Models
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import Decisions, Said
from scoring.state.keys import Subject

Names = Mapping[RecordId, EntityId]


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` and ``after`` are ids of persons, or of addresses; more before than after is a merge."""

    before: tuple[EntityId, ...]
    after: tuple[EntityId, ...]

    @property
    def kind(self) -> str:
        if len(self.before) > 1 and len(self.after) > 1:
            return "mixed"
        return "merge" if len(self.before) > 1 else "split"


def link_anew(holdings: Holdings, models: Models, subject: Subject) -> Names:
    """Whom each record would belong to, by the code the projector runs."""
    state = AreaState(whole=True)
    for record, decisions in holdings.decisions.items():
        state.load_document(keys.decisions(subject, record), Decisions(decisions.verdicts))
    for record, held in holdings.records.items():
        draft = Draft(state)
        attest(models.bench(draft, subject), held.statement, Attested(record, held.first, held.sensitivity))
        state.fold(draft.changes)
    merge_anew(holdings, models.bench(draft := Draft(state), subject))
    state.fold(draft.changes)
    linked = ((record, state.documents[keys.record(subject, record)]) for record in holdings.records)
    return {record: held.entity for record, held in linked if isinstance(held, SHAPES[subject])}


def merge_anew(holdings: Holdings, bench: Bench) -> None:
    """What agencies' merges say is weighed with what the records say, and so by the model; all of these are there."""
    pairs = set[Pair]()
    for record, decisions in holdings.decisions.items():
        said = [each for each in decisions.said if {record, each.other} <= holdings.records.keys()]
        weighed = [weigh_merged(bench.matcher, holdings.records, pair_of(record, each.other)) for each in said]
        anew = tuple(Said(each.other, each.event, weight) for each, weight in zip(said, weighed, strict=True))
        bench.draft.put(keys.decisions(bench.subject, record), Decisions(decisions.verdicts, anew))
        pairs |= {pair_of(record, each.other) for each in said}
    if pairs:
        relink(bench, Shift({record for pair in pairs for record in pair}, pairs))


def find_changes(before: Names, after: Names) -> list[Change]:
    """The smallest sets of persons whose records are the same before and after, but divided otherwise."""
    group: dict[tuple[str, EntityId], set[RecordId]] = defaultdict(set)
    for record in before:
        group["before", before[record]].add(record)
        group["after", after[record]].add(record)
    changes, seen = [], set[RecordId]()
    for record in sorted(before):
        if record not in seen:
            touched = _reach(record, before, after, group)
            seen |= touched
            olds = tuple(sorted({before[each] for each in touched}))
            news = tuple(sorted({after[each] for each in touched}))
            changes += [Change(olds, news)] if len(olds) > 1 or len(news) > 1 else []
    return changes


def _reach(
    record: RecordId, before: Names, after: Names, group: Mapping[tuple[str, EntityId], set[RecordId]]
) -> set[RecordId]:
    touched, further = set[RecordId](), {record}
    while further:
        touched |= further
        near = [group["before", before[each]] | group["after", after[each]] for each in further]
        further = set().union(*near) - touched
    return touched


def write_changes(path: Path, changes: list[Change]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("change", "before", "after"))
        writer.writerows((change.kind, " ".join(change.before), " ".join(change.after)) for change in changes)
