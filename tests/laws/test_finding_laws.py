"""What holds of the index and of searching, whatever happened and whoever asks."""

import asyncio
from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.linkage.finding.entries import entries_of, filed, words_of
from scoring.linkage.finding.fragments import fragments_of
from scoring.linkage.finding.likeness import find_alike, liken
from scoring.linkage.finding.people import plan_for_person, typed_names
from scoring.linkage.finding.reading import read_person_query
from scoring.linkage.finding.reasons import Reason
from scoring.linkage.finding.upkeep import near_members
from scoring.linkage.records import Identity
from scoring.state import keys
from scoring.state.documents import PersonRecord, Word, read
from scoring.state.keys import Subject
from scoring.state.person_search import search_people
from scoring.state.reads import Shelf
from streams.events.observation import SentEvent
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.worlds import histories

MANY = settings(max_examples=150, deadline=None)
TODAY = date(2026, 11, 22)
words = st.text("ABCDEFGIKLMNORST", min_size=4, max_size=12)
letters = st.sampled_from("ABCDEFGIKLMNORST")


@st.composite
def slips(draw: st.DrawFn, word: str) -> str:
    at = draw(st.integers(0, len(word) - 1))
    match draw(st.integers(0, 3)):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + draw(letters) + word[at:]
        case 2:
            return word[:at] + draw(letters) + word[at + 1 :]
        case _:
            return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


@settings(max_examples=1_000, deadline=None)
@given(st.data())
def test_a_word_with_two_slips_leads_to_the_word(data: st.DataObject) -> None:
    """Wherever they are: the two share a fragment, and are likened. One slip is enough to be told from two."""
    word = data.draw(words)
    once = data.draw(slips(word))
    twice = data.draw(slips(once))
    for typed in (once, twice):
        assert fragments_of(typed) & fragments_of(word)
        assert liken(typed, word) is not None


@MANY
@given(histories())
def test_the_index_is_that_of_the_records_there_are(history: list[SentEvent]) -> None:
    """After any events and corrections: each entry, each count and each fragment, and nothing else."""
    store = MemoryStore().play(history)
    for subject in Subject:
        records = {
            key.split(":", 1)[1]: read(key, raw)
            for key, raw in store.documents.items()
            if key.startswith(f"{subject}-record:")
        }
        assert held_of(store, subject) == expected_of(subject, records)


def held_of(store: MemoryStore, subject: Subject) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    index = {key: set(members) for key, members in store.scores.items() if key.startswith(f"{subject}-index:")}
    counts = {key: read(key, raw) for key, raw in store.documents.items() if key.startswith(f"{subject}-word:")}
    near = {key: set(members) for key, members in store.scores.items() if key.startswith(f"{subject}-near:")}
    return index, counts, near


def expected_of(subject: Subject, records: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    index: dict[str, set[str]] = {}
    near: dict[str, set[str]] = {}
    counts = Counter(word for held in records.values() for word in words_of(held.statement))
    for record, held in records.items():
        for entry in entries_of(held.statement):
            index.setdefault(keys.index(subject, entry.words), set()).add(entry.member(record))
        for local_id in held.local_ids if isinstance(held, PersonRecord) else ():
            index.setdefault(keys.index(subject, filed(local_id)), set()).add(f" {record}")
    for word in counts:
        for fragment, member in near_members(word):
            near.setdefault(keys.near(subject, fragment), set()).add(member)
    return index, {keys.word(subject, word): Word(count) for word, count in counts.items()}, near


def find(store: MemoryStore, text: str) -> list[tuple[str, tuple[Reason, ...]]]:
    found = asyncio.run(search_people(Shelf(MemoryArea(store), MODELS), read_person_query(text, "", TODAY)))
    return [(one.particulars.name, one.why) for one in found.found]


@MANY
@given(histories(), st.sampled_from(["NM4 2QX", "x, 14 Curlew Street", "x, Flat 2, 14 Curlew St NM4 2QY"]))
def test_nobody_restricted_is_found_by_where_they_are(history: list[SentEvent], place: str) -> None:
    """Who is shown for an address is in the answer to their name with it as well, and none of those is restricted."""
    store = MemoryStore().play(history)
    entities = {key: read(key, raw) for key, raw in store.documents.items() if key.startswith("person:")}
    restricted = {r for held in entities.values() if held and held.sensitivity for r in held.records}  # type: ignore[union-attr]
    found = asyncio.run(search_people(Shelf(MemoryArea(store), MODELS), read_person_query(place, "", TODAY)))
    # A restricted person's record may stand with others once the very restricted are taken away.
    if not any(held.sensitivity > 1 for held in entities.values() if held):  # type: ignore[union-attr]
        assert not restricted & {one.id for one in found.found}


@MANY
@given(histories(), st.sampled_from(["Ashby", "Okafor", "Maureen Ashby"]))
def test_where_somebody_restricted_is_changes_nothing(history: list[SentEvent], name: str) -> None:
    """Neither that they are found, nor how far up, nor why: it cannot be found out by asking for an address."""
    store = MemoryStore().play(history)
    plain = {found: why for found, why in find(store, name)}
    for found, why in find(store, f"{name}, 14 Curlew Street NM4 2QX"):
        fields = {reason.field for reason in why}
        if fields & {"postcode", "house number", "street or house"}:
            assert any(not read_sensitivity(store, word) for word in found.split()), (found, plain)


def read_sensitivity(store: MemoryStore, word: str) -> int:
    """Of the least restricted person who has a record with this word."""
    return min(
        held.sensitivity  # type: ignore[union-attr]
        for key, raw in store.documents.items()
        if key.startswith("person:") and (held := read(key, raw))
        and any(word.casefold() in str(read_record(store, record)).casefold() for record in held.records)  # type: ignore[union-attr]
    )


def read_record(store: MemoryStore, record: str) -> Identity:
    key = keys.record(Subject.PERSON, record)
    held = read(key, store.documents[key])
    assert isinstance(held, PersonRecord)
    return held.statement


@MANY
@given(st.text(max_size=60), st.lists(words, max_size=5))
def test_any_text_can_be_typed(text: str, others: list[str]) -> None:
    """It is refused with a reason, or planned for: never a failure."""
    try:
        asked = read_person_query(" ".join([text, *others]), "", TODAY)
    except ValueError as refused:
        assert str(refused)
        return
    alike = {typed: find_alike(typed, [typed, *others]) for typed in typed_names(asked)}
    assert plan_for_person(asked, alike, {})
