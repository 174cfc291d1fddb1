"""What people are asked about links, and told of them."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scoring.linkage.merging import WORD
from scoring.linkage.records import Identity, RecordId
from scoring.state import keys
from scoring.state.documents import RESTRICTED, VERY_RESTRICTED
from scoring.state.keys import Subject
from scoring.state.links_view import LinksView, view_links, view_pair
from scoring.state.pairs import PairSeen, RecordSeen
from scoring.state.reads import Shelf
from scoring.state.review import Cursor, Queue, list_doubts
from streams.events.observation import ObservationEvent
from tests.laws.answers import MemoryArea, record_ids
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.test_disclosure_laws import contested, documents
from tests.laws.worlds import histories

T = TypeVar("T")
MANY = settings(max_examples=100, deadline=None)
worlds = st.one_of(histories(), contested())
both = pytest.mark.parametrize("subject", Subject)


def ask(store: MemoryStore, question: Callable[[Shelf], Awaitable[T]]) -> T:
    async def put() -> T:
        return await question(Shelf(MemoryArea(store), MODELS))

    return asyncio.run(put())


def read_queue(store: MemoryStore, subject: Subject, limit: int) -> list[PairSeen]:
    """All pages of it."""
    pairs: list[PairSeen] = []
    after: Cursor | None = None
    while True:
        page: Queue = ask(store, lambda shelf, after=after: list_doubts(shelf, subject, after, limit))  # type: ignore[misc]
        pairs += page.pairs
        if page.following is None:
            return pairs
        after = page.following


def read_all(store: MemoryStore, subject: Subject) -> list[LinksView]:
    views = [ask(store, lambda shelf, r=r: view_links(shelf, subject, RecordId(r))) for r in sorted(record_ids(store))]  # type: ignore[misc]
    return [view for view in views if view]


def names(pairs: list[PairSeen]) -> list[tuple[str, str]]:
    return [(pair.one.id, pair.other.id) for pair in pairs]


@both
@MANY
@given(history=worlds, limit=st.integers(1, 5))
def test_pages_make_up_the_queue(subject: Subject, history: list[ObservationEvent], limit: int) -> None:
    """However many pairs a page has, each comes once, in one order; all are apart and nobody decided about them."""
    store = MemoryStore().play(history)
    whole = read_queue(store, subject, 1000)
    assert names(read_queue(store, subject, limit)) == names(whole)
    assert len({*names(whole)}) == len(whole)
    for pair in whole:
        assert pair.one.entity != pair.other.entity
        opened = ask(store, lambda shelf, p=pair: view_pair(shelf, subject, p.one.id, p.other.id))  # type: ignore[misc]
        assert opened is not None
        assert not opened.decisions


@MANY
@given(worlds)
def test_nobody_very_restricted_is_asked_about(history: list[ObservationEvent]) -> None:
    """None of their records is in the queue, in anybody's links, or on a pair's page; nor the address of one who is
    restricted, nor what it says for or against."""
    store = MemoryStore().play(history)
    persons = documents(store, "person").values()
    hidden = {r for person in persons if person.sensitivity >= VERY_RESTRICTED for r in person.records}
    withheld = {r for person in persons if person.sensitivity == RESTRICTED for r in person.records}
    views = read_all(store, Subject.PERSON)
    pairs = [*read_queue(store, Subject.PERSON, 3), *(pair for view in views for pair in (*view.ties, *view.decided))]
    seen = [record for pair in pairs for record in (pair.one, pair.other)] + [r for v in views for r in v.records]
    assert hidden.isdisjoint(record.id for record in seen)
    assert all(silent(record) == (record.id in withheld) or not places(record) for record in seen)
    for pair in pairs:
        if pair.one.withheld or pair.other.withheld:
            one, other = map(without_place, (pair.one, pair.other))
            told = MODELS.persons.explain(one, other)
            assert pair.waterfall.findings[: len(told.findings)] == told.findings
            assert pair.waterfall.weight == told.weight + (WORD if pair.merges else 0)


def places(record: RecordSeen) -> list[str]:
    return [word for word in (getattr(record.statement, f) for f in ("address", "postcode", "uprn")) if word]


def silent(record: RecordSeen) -> bool:
    return record.withheld and not places(record)


def without_place(record: RecordSeen) -> Identity:
    assert isinstance(record.statement, Identity)
    return replace(record.statement, address="", postcode="", uprn="")


@both
@MANY
@given(history=worlds)
def test_ties_hold_together(subject: Subject, history: list[ObservationEvent]) -> None:
    """Of each person and address: one link less than there are records, all records reached by them, weakest first
    but for those that somebody confirmed."""
    store = MemoryStore().play(history)
    for view in read_all(store, subject):
        inside = {record.id for record in view.records}
        assert len(view.ties) == len(inside) - 1
        reached: set[str] = {view.records[0].id}
        for _ in view.ties:
            reached |= {r for pair in names([*view.ties]) if not reached.isdisjoint(pair) for r in pair}
        assert reached == inside
        evidence = [store.scores.get(keys.evidence(subject, one), {}).get(other) for one, other in names([*view.ties])]
        weighed = [w for w, pair in zip(evidence, view.ties, strict=True) if w is not None and not pair.decisions]
        assert all(earlier <= later for earlier, later in pairwise(weighed))
