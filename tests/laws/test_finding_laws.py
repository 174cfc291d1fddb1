"""What holds of the index and of searching, whatever happened and whoever asks."""

import asyncio
import re
from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.linkage.components import Component, walk
from scoring.linkage.finding.box import read_box
from scoring.linkage.finding.entries import entries_of, filed, words_of
from scoring.linkage.finding.fragments import fragments_of
from scoring.linkage.finding.likeness import find_alike, liken
from scoring.linkage.finding.people import plan_for_person, typed_names
from scoring.linkage.finding.phrasing import answer_asked, count_unlike, exchange_names, phrase
from scoring.linkage.finding.reading import read_person_query
from scoring.linkage.finding.upkeep import near_members
from scoring.linkage.records import EntityId, Identity, Place, RecordId
from scoring.state import keys
from scoring.state.area import AreaState
from scoring.state.components import read_component
from scoring.state.documents import VERY_RESTRICTED, AddressRecord, Entity, PersonRecord, Word, read, write
from scoring.state.found import PersonFound
from scoring.state.keys import Subject
from scoring.state.person_search import search_people
from scoring.state.reads import Shelf
from streams.errors import Invalid
from streams.events.observation import SentEvent
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.worlds import histories

MANY = settings(max_examples=150, deadline=None)
TODAY = date(2026, 11, 22)
Index = tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any]]
words = st.text("ABCDEFGIKLMNORST", min_size=5, max_size=12)
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
    """Wherever they are in five letters and more: the two share a fragment, and are likened."""
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
            RecordId(key.split(":", 1)[1]): read(key, raw)
            for key, raw in store.documents.items()
            if key.startswith(f"{subject}-record:")
        }
        assert held_of(store, subject) == expected_of(subject, records)


def held_of(store: MemoryStore, subject: Subject) -> Index:
    index: dict[Any, Any] = {
        key: set(members) for key, members in store.scores.items() if key.startswith(f"{subject}-index:")
    }
    counts: dict[Any, Any] = {
        key: read(key, raw) for key, raw in store.documents.items() if key.startswith(f"{subject}-word:")
    }
    near: dict[Any, Any] = {
        key: set(members) for key, members in store.scores.items() if key.startswith(f"{subject}-near:")
    }
    return index, counts, near


def expected_of(subject: Subject, records: dict[RecordId, Any]) -> Index:
    index: dict[Any, set[str]] = {}
    near: dict[Any, set[str]] = {}
    counts = Counter(word for held in records.values() for word in words_of(held.statement))
    for record, held in records.items():
        for entry in entries_of(held.statement):
            index.setdefault(keys.index(subject, entry.words), set()).add(entry.member(record))
        for local_id in held.bare_ids if isinstance(held, PersonRecord) else ():
            index.setdefault(keys.index(subject, filed(local_id)), set()).add(f" {record}")
    for word in counts:
        for fragment, member in near_members(word):
            near.setdefault(keys.near(subject, fragment), set()).add(member)
    return index, {keys.word(subject, word): Word(count) for word, count in counts.items()}, near


def find(store: MemoryStore, text: str) -> dict[str, PersonFound]:
    asked = read_person_query(text, "", TODAY)
    return {one.id: one for one in asyncio.run(search_people(Shelf(MemoryArea(store), MODELS), asked)).found}


@MANY
@given(histories(), st.sampled_from(["14 Curlew Street", "Flat 2, 14 Curlew St NM4 2QY"]))
def test_where_somebody_restricted_is_cannot_be_found_out(history: list[SentEvent], place: str) -> None:
    """By an address alone they are not found; and beside a name it changes neither how well they fit nor why."""
    store = MemoryStore().play(history)
    entities = [held for raw in store.documents.items() if isinstance(held := read(*raw), Entity)]
    if any(held.sensitivity >= VERY_RESTRICTED for held in entities):
        return  # without them others may stand together otherwise: test_disclosure_laws has those worlds
    restricted = {record for held in entities if held.sensitivity for record in held.records}
    assert not restricted & find(store, f", {place}").keys()
    for name in ("Ashby", "Maureen Okafor"):
        plain, placed = find(store, name), find(store, f"{name}, {place}")
        for person in restricted & placed.keys() & plain.keys():
            assert (placed[person].weight, placed[person].why) == (plain[person].weight, plain[person].why)


names = st.sampled_from(["Maureen", "Mo", "Asbhy", "Ashby-Jones", "Rita", "J", "", "Lee"])
said = st.builds(
    Identity,
    st.sampled_from(["police", "council"]),
    names,
    names,
    st.sampled_from(["1961-03-14", "1961", "1988-07-02", ""]),
    st.sampled_from(["1", "2", ""]),
    st.sampled_from(["9990000018", "9990000026", ""]),
    st.sampled_from(["14 Curlew Street", "Flat 2, 14 Curlew St", "9 Mill Lane", "No fixed abode", ""]),
    st.sampled_from(["NM4 2QX", "NM4 2QY", ""]),
    st.sampled_from(["100012345678", ""]),
)
asked_parts = st.lists(
    st.sampled_from(
        ["Maureen", "Ashby", "Asbhy", "Lee", "14/3/1961", "999 000 0018", "aged 65", "14 Curlew Street", "NM4"]
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=500, deadline=None)
@given(asked_parts, said)
def test_what_was_not_asked_for_tells_nobody_apart(parts: list[str], held: Identity) -> None:
    """A record weighs as much as its answer alone to what was asked for: so one weighing does for all who answer so."""
    asked = read_person_query(" ".join(["Ashby", *parts]), "", TODAY)
    answer = answer_asked(asked, held)
    weighed = []
    for one in (held, answer):
        asked_as, fit = phrase(asked, one)
        exchanged = MODELS.persons.weigh(exchange_names(asked_as), exchange_names(one))
        weighed.append((MODELS.persons.weigh(asked_as, one), exchanged, fit, count_unlike(asked, one)))
    assert weighed[0] == weighed[1]


@MANY
@given(histories())
def test_reading_ahead_reads_whom_walking_reaches(history: list[SentEvent]) -> None:
    """Records that are written as one entity are read together, and stand together or not by their evidence alone."""
    store = MemoryStore().play(history)
    for subject in Subject:
        threshold = MODELS.of(subject).threshold
        for key in [key for key in store.documents if key.startswith(f"{subject}-record:")]:
            seed = RecordId(key.split(":", 1)[1])
            shelf = Shelf(MemoryArea(store), MODELS)
            component = asyncio.run(read_component(shelf, subject, [seed]))
            assert component == _walk(store, subject, threshold, seed)


def _walk(store: MemoryStore, subject: Subject, threshold: int, seed: RecordId) -> Component:
    steps = walk(Everything(store), subject, threshold, [seed])
    while True:
        try:
            next(steps)
        except StopIteration as end:  # not an error: this is how a generator returns
            component: Component = end.value
            return component


class Everything:
    """An area of which all is at hand."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def document(self, key: keys.Key, shape: type[Any]) -> Any:  # noqa: ARG002 - what is held is of its key's kind
        return read(key, self._store.documents.get(key))

    def scores(self, key: keys.Key) -> dict[str, float]:
        return self._store.scores.get(key, {})


def test_a_long_chain_of_records_is_read_in_few_trips() -> None:
    """However many ways of writing a hostel's address each lead to the next alone."""
    store, trips = MemoryStore(), 0
    records = [RecordId(f"record-{number:03}") for number in range(60)]
    store.documents[keys.entity(Subject.ADDRESS, records[0])] = write(Entity(tuple(records), 0))
    for number, record in enumerate(records):
        place = Place(f"Haven Hostel, {number} Quay", "", "")
        store.documents[keys.record(Subject.ADDRESS, record)] = write(AddressRecord(place, 0, 0, EntityId(records[0])))
        beside = records[max(0, number - 1) : number + 2]
        store.scores[keys.evidence(Subject.ADDRESS, record)] = {other: 4_000.0 for other in beside if other != record}

    class Counting(MemoryArea):
        async def load(self, state: AreaState, wanted: Collection[keys.Key]) -> None:
            nonlocal trips
            trips += 1
            await super().load(state, wanted)

    component = asyncio.run(read_component(Shelf(Counting(store), MODELS), Subject.ADDRESS, [records[30]]))
    assert component.records.keys() == set(records)
    assert trips <= 4


typed_parts = st.one_of(
    st.text(max_size=12),
    words,
    st.sampled_from(
        [
            "14 Curlew Street",
            "NM4 2QX",
            "NM4",
            "flat 2",
            "Rose Cottage",
            "aged 45",
            "14/3/1961",
            "999 000 0018",
            "45",
            "P1",
        ]
    ),
)


@MANY
@given(st.lists(typed_parts, min_size=1, max_size=5).map(" ".join))
def test_one_box_asks_for_people_with_all_that_was_typed(text: str) -> None:
    """As the search for people by itself reads it, so that an address in it counts there; and it is never a failure."""
    assume(not re.search(r"\d \d{1,2} \d", text))  # a date with spaces is one in the box alone
    try:
        alone = read_person_query(text, "", TODAY)
    except Invalid:
        alone = None
    try:
        asked = read_box(text, TODAY)
    except Invalid:  # the reason says what to enter instead
        return
    assert asked.person == alone
    assert asked.person or asked.place
    assert asked.place is None or asked.place.words or asked.place.postcode or asked.place.outward or asked.place.uprn


@MANY
@given(st.text(max_size=60), st.lists(words, max_size=5))
def test_any_text_can_be_typed(text: str, others: list[str]) -> None:
    """It is refused with a reason, or planned for: never a failure."""
    try:
        asked = read_person_query(" ".join([text, *others]), "", TODAY)
    except Invalid:  # the reason says what to enter instead
        return
    alike = {typed: find_alike(typed, [typed, *others]) for typed in typed_names(asked)}
    assert len(plan_for_person(asked, alike, {})) == 2
