"""What agencies say of their own numbers: that two of them are one person's.

It is evidence, and no decision: each record under the one number and each under the other weigh :data:`WORD` more than
they do by themselves. So a merge joins whom little is known of, and does not join who plainly are two: those are for a
person to decide, whose word stands over it. What is kept follows from which merges stand and which records there are,
in whatever order they came.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any

import msgspec

from scoring.linkage.clustering import Pair, pair_of
from scoring.linkage.evidence import Bench, Shift, name_doubt
from scoring.linkage.finding.entries import filed, record_of
from scoring.linkage.matching import Matcher
from scoring.linkage.memory import remember
from scoring.linkage.numbers import bare
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import KEPT_FOR_EVER, Decisions, Merge, Merges, Merging, PersonRecord, Record, Said
from scoring.state.keys import Key, Subject

# Hundredths of a bit. Of merges made by hand perhaps one in a thousand is wrong, and of a million pairs of numbers one
# is merged: ten bits and twenty.
WORD = 3_000
# A number that more records are found by says nothing: it stands for "not known", or is given to everybody.
MOST = 100


def list_reads(numbers: Iterable[str]) -> list[Key]:
    """What :func:`follow` reads first."""
    return [keys.merges(_file(number)) for number in numbers]


def bind(bench: Bench, merge: Merge, present: bool) -> Shift:
    """A merge is said, or it is taken back. Idempotent."""
    for key in set(list_reads((merge.kept, merge.gone))):
        held = bench.draft.document(key, Merges)
        merges = {*(held.merges if held else ())} - {merge} | ({merge} if present else set())
        bench.draft.put(key, Merges(tuple(sorted(merges))) if merges else None)
    return _shift(_settle(bench, merge, (), present))


def follow(bench: Bench, record: RecordId, before: Collection[str], after: Collection[str]) -> Shift:
    """The numbers that a record is filed under became others. The record is in the draft as it is now, or not any
    more."""
    changed = {*before} ^ {*after}
    if not changed:
        return Shift(set(), set())
    held = [bench.draft.document(key, Merges) for key in dict.fromkeys(list_reads(changed))]
    merges = {merge for found in held if found for merge in found.merges}
    # Whether there still is somebody under both numbers is looked up at the next tick.
    bench.draft.score_each([(keys.AGES, merge.event) for merge in merges], KEPT_FOR_EVER)
    return _shift(pair for merge in sorted(merges) for pair in _settle(bench, merge, (record,), True))


def _shift(pairs: Iterable[Pair]) -> Shift:
    shaken = set(pairs)
    return Shift(set(chain.from_iterable(shaken)), shaken)


def _settle(bench: Bench, merge: Merge, lost: Iterable[RecordId], present: bool) -> set[Pair]:
    """Write what the merge says of the records there are; those of which it says something else than before."""
    draft, (crowded, records) = bench.draft, _find(bench.draft, merge)
    if crowded > MOST + 1:
        return set()
    sides = [{one for one, held in records.items() if number in held.local_ids} for number in (merge.kept, merge.gone)]
    together = {pair_of(one, other) for one in sides[0] for other in sides[1] if one != other}
    wanted = together if present and crowded <= MOST else set()
    named = {*records, *lost}
    draft.need([keys.decisions(Subject.PERSON, one) for one in named])
    said = {(one, each.other) for one in named for each in _held(bench, one).said if each.event == merge.event}
    before = {pair_of(*pair) for pair in said}
    for pair in before ^ wanted:
        weight = weigh_merged(bench.matcher, records, pair) if pair in wanted else None
        _keep(bench, merge, pair, weight)
    return before ^ wanted


def binds(draft: Draft, merge: Merge | Merging) -> bool:
    """Whether there is somebody under each of the numbers, or so many that it is not looked into. Raises
    :class:`NotLoaded`."""
    crowded, records = _find(draft, merge)
    numbers = {number for held in records.values() for number in held.local_ids}
    return crowded > MOST + 1 or {merge.kept, merge.gone} <= numbers


def _find(draft: Draft, merge: Merge | Merging) -> tuple[int, dict[RecordId, PersonRecord]]:
    """The records that are found by either number, and by how many the one is that has more."""
    entries = [keys.index(Subject.PERSON, filed(bare(number))) for number in (merge.kept, merge.gone)]
    draft.need(entries)
    found = [draft.latest(entry) for entry in entries]
    crowded = max(map(len, found))
    if crowded > MOST + 1:
        return crowded, {}
    near = {record_of(member) for members in found for member in members}
    draft.need([keys.record(Subject.PERSON, one) for one in near])
    held = {one: draft.document(keys.record(Subject.PERSON, one), PersonRecord) for one in near}
    return crowded, {one: record for one, record in held.items() if record}


def weigh_merged(matcher: Matcher[Any], records: Mapping[RecordId, Record], pair: Pair) -> int:
    """Two of these records that a merge is about: at least so much that somebody will look at them."""
    return max(remember(matcher).weigh(records, *pair) + WORD, matcher.doubt)


def _keep(bench: Bench, merge: Merge, pair: Pair, weight: int | None) -> None:
    for one, other in (pair, pair[::-1]):
        held = _held(bench, one)
        others = {each for each in held.said if (each.event, each.other) != (merge.event, other)}
        said = others if weight is None else others | {Said(other, merge.event, weight)}
        changed = msgspec.structs.replace(held, said=tuple(sorted(said)))
        key = keys.decisions(Subject.PERSON, one)
        bench.draft.put(key, changed if changed.said or changed.verdicts else None)
    if weight is None:
        # Where there is other evidence, clustering them anew brings it back.
        bench.draft.score(keys.doubts(Subject.PERSON), name_doubt(pair), None)


def _held(bench: Bench, record: RecordId) -> Decisions:
    return bench.draft.document(keys.decisions(Subject.PERSON, record), Decisions) or Decisions(())


def _file(number: str) -> str:
    (word,) = filed(bare(number))
    return word
