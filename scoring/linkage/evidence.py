"""The evidence graph: which records were compared, and how much each comparison says.

Two records are compared when they share a key that at most ``LIMIT`` records share. The rule looks at the set of
records alone, so the graph is the same whatever order they came in: the record that makes a key a crowd takes with
it the evidence that only this key had led to, and when a crowd thins out again the evidence comes back.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache, partial
from itertools import chain
from typing import Any, NamedTuple, cast

from scoring.linkage.clustering import Cluster, Pair, Rule, cluster, pair_of
from scoring.linkage.components import SHAPES, Component
from scoring.linkage.decisions import find_confirmed
from scoring.linkage.matching import Matcher
from scoring.linkage.memory import remember
from scoring.linkage.records import RecordId, Statement
from scoring.state import keys
from scoring.state.area import CROWD, Draft
from scoring.state.documents import Decisions, Record
from scoring.state.keys import Key, Subject

LIMIT = CROWD - 1


class Bench(NamedTuple):
    """Where linking is done: one event's draft, one subject, and its model."""

    draft: Draft
    subject: Subject
    matcher: Matcher[Any]

    def record(self, record: RecordId) -> Record:
        """One that is there."""
        draft, subject, _ = self
        held = draft.document(keys.record(subject, record), SHAPES[subject])
        assert held is not None
        return held

    def statement(self, record: RecordId) -> Statement:
        return self.record(record).statement

    def scores(self, record: RecordId) -> Mapping[RecordId, float]:
        return cast("Mapping[RecordId, float]", self.draft.scores(keys.evidence(self.subject, record)))


class Shift(NamedTuple):
    """``pairs``: whose evidence, or a person's word on them, is not what it was. ``at``: records of every component
    this could change."""

    at: set[RecordId]
    pairs: set[Pair]


# Asked again within a batch, and about crowds; kept for longer it would only take room.
@lru_cache(maxsize=16_384)
def match_sets(matcher: Matcher[Any], subject: Subject, statement: Statement) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(keys.matches(subject, matcher.keys(statement))))


def foresee(bench: Bench, one: RecordId, other: RecordId, statements: tuple[Statement, Statement]) -> int | None:
    """The weight of two records, where there is evidence worth keeping: what neither links two records nor leaves a
    doubt is not. :func:`enter` need not compare them again."""
    memory = remember(bench.matcher)
    forms = [memory.form(record, said) for record, said in zip((one, other), statements, strict=True)]
    weight = bench.matcher.notice(*(forms if one < other else forms[::-1]))
    memory.foresee(pair_of(one, other), weight)
    return weight


def divide(component: Component, matcher: Matcher[Any]) -> list[Cluster]:
    """Who stands together, of all the records of some components."""

    weigh, rule = partial(remember(matcher).weigh, component.records), Rule(matcher.threshold, matcher.floor)
    return cluster(component.records, component.evidence, rule, component.verdicts, weigh, component.tied)


def find_alike(draft: Draft, sets: Iterable[Key]) -> set[RecordId]:
    """Whom a record that comes to these sets is compared with: not those of a set that it makes a crowd."""
    return _read_alike(draft, sets)[0]


def _read_alike(draft: Draft, sets: Iterable[Key]) -> tuple[set[RecordId], list[Key]]:
    """And the sets that it makes a crowd."""
    return cast("tuple[set[RecordId], list[Key]]", draft.unite(sets, LIMIT))


def enter(bench: Bench, record: RecordId, statement: Statement) -> Shift:
    """Compare a new record, which must be in the draft, with all that share a key."""
    draft, sets = bench.draft, match_sets(bench.matcher, bench.subject, statement)
    draft.need(sets)
    alike, full = _read_alike(draft, sets)
    draft.need(keys.record(bench.subject, other) for other in alike)
    draft.enrol(sets, record)
    pairs = {pair_of(record, other) for other in _find_evidence(bench, record, alike)}
    gone = {pair for key in full for pair in _disperse(bench, draft.members(key) - {record})}
    confirmed = find_confirmed(draft.document(keys.decisions(bench.subject, record), Decisions))
    pairs.update([pair_of(record, other) for other in confirmed])
    return Shift({record, *chain(*gone)}, pairs | gone)


def leave(bench: Bench, record: RecordId, statement: Statement) -> Shift:
    """Take a record's evidence away, and give back what it had crowded out. The record must still be in the draft."""
    draft, sets = bench.draft, match_sets(bench.matcher, bench.subject, statement)
    draft.need([*sets, keys.evidence(bench.subject, record), keys.decisions(bench.subject, record)])
    found = bench.scores(record)
    for other in found:
        _remove(bench, pair_of(record, other))
    thinned = [key for key in sets if draft.size(key) == LIMIT + 1]
    for key in sets:
        draft.place(key, record, False)
    back = {pair for key in thinned for pair in _gather(bench, draft.members(key))}
    near = {other for other, weight in found.items() if weight >= bench.matcher.threshold}
    decisions = draft.document(keys.decisions(bench.subject, record), Decisions)
    near |= find_confirmed(decisions)
    return Shift({*near, *chain(*back)}, back)


def _find_evidence(bench: Bench, one: RecordId, others: Iterable[RecordId]) -> list[RecordId]:
    """Those with whom there is any."""
    draft, subject, matcher = bench
    memory, found = remember(matcher), dict[RecordId, float]()
    mine, forms, foreseen = memory.form(one, bench.statement(one)), memory.forms, memory.foreseen
    for other in others:
        # In one order, always: a model whose arithmetic is not symmetric to the last bit shall not tell who came first.
        first = one < other
        if foreseen and (pair := (one, other) if first else (other, one)) in foreseen:
            weight = foreseen[pair]
        else:
            theirs = forms.get(other) or memory.form(other, bench.statement(other))
            weight = matcher.notice(mine, theirs) if first else matcher.notice(theirs, mine)
        if weight is not None:
            found[other] = weight
            draft.score(keys.evidence(subject, other), one, weight)
    draft.score_all(keys.evidence(subject, one), found.items())
    return list(found)


def _remove(bench: Bench, pair: Pair) -> None:
    draft, subject = bench.draft, bench.subject
    one, other = pair
    draft.score(keys.evidence(subject, one), other, None)
    draft.score(keys.evidence(subject, other), one, None)
    draft.score(keys.doubts(subject), name_doubt(pair), None)


def name_doubt(pair: Pair) -> str:
    return f"{pair[0]} {pair[1]}"


def _disperse(bench: Bench, members: Collection[str]) -> set[Pair]:
    """Let go what only the key of these members had led to."""
    records = _read(bench, members)
    bench.draft.need([keys.evidence(bench.subject, record) for record in records])
    held = {(one, other) for one in records for other in bench.scores(one) if one < other and other in records}
    shared = _find_shared(bench, held)
    sizes = _measure(bench.draft, set(chain(*shared.values())))
    gone = {pair for pair, named in shared.items() if all(sizes[key] > LIMIT for key in named)}
    for pair in gone:
        _remove(bench, pair)
    return gone


def _gather(bench: Bench, members: Collection[str]) -> set[Pair]:
    records = sorted(_read(bench, members))
    bench.draft.need([keys.evidence(bench.subject, record) for record in records])
    found: set[Pair] = set()
    for place, one in enumerate(records):
        held = bench.scores(one)
        apart = [other for other in records[place + 1 :] if other not in held]
        found |= {(one, other) for other in _find_evidence(bench, one, apart)}
    return found


def _read(bench: Bench, members: Iterable[str]) -> set[RecordId]:
    records = cast("set[RecordId]", set(members))
    bench.draft.need(keys.record(bench.subject, record) for record in records)
    return records


def _find_shared(bench: Bench, pairs: Collection[Pair]) -> dict[Pair, set[Key]]:
    """The keys both of a pair have."""
    sets = {one: set(match_sets(bench.matcher, bench.subject, bench.statement(one))) for one in set(chain(*pairs))}
    return {(one, other): sets[one] & sets[other] for one, other in pairs}


def _measure(draft: Draft, sets: Collection[Key]) -> Mapping[Key, int]:
    # All at once: a crowd's records have a thousand keys, and each would be a round trip.
    draft.need(sets)
    return draft.sizes(sets)
