"""Places across areas: whatever way areas told of their records, the same people are found, and never a stranger."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.linkage.records import EntityId, Identity, RecordId
from scoring.state.documents import RESTRICTED, VERY_RESTRICTED, PersonRecord, read
from scoring.state.keys import Key
from scoring.state.reads import Shelf
from scoring.state.trace_view import Seen, see_people, see_person
from scoring.tracing.circle import Circle, Somebody, find_circle
from scoring.tracing.sameness import find_ground, read_number
from scoring.tracing.trail import Sighting, count_moves, lay_out
from streams.codec import LINK
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.test_disclosure_laws import events_of_people, without
from tests.laws.worlds import NHS_NUMBERS, START, histories

MANY = settings(max_examples=150, deadline=None)
NOW = START.timestamp() + 500 * 86_400
AREAS = ("here", "there")
identities = st.builds(
    Identity,
    st.sampled_from(["police", "fire"]),
    st.sampled_from(["Maureen", "Mo", "Amir", "Amira", "M", ""]),
    st.sampled_from(["Ashby", "Okafor", ""]),
    st.sampled_from(["1961-03-14", "1961", "1988-07-02", ""]),
    st.sampled_from(["F", "M", ""]),
    st.sampled_from([*NHS_NUMBERS[:2], ""]),
)
crowds = st.lists(
    st.tuples(st.sampled_from(["here", "there", "beyond"]), st.lists(identities, min_size=1, max_size=3)), max_size=6
).map(
    lambda said: [
        Somebody(area, EntityId(f"P{number}"), tuple(statements)) for number, (area, statements) in enumerate(said)
    ]
)


@dataclass
class Index:
    """What the consumer keeps, by hand: each record named in an event is looked at as it stands when that is read."""

    stores: dict[str, MemoryStore]
    numbers: dict[str, set[tuple[str, RecordId]]] = field(default_factory=dict)
    states: dict[tuple[str, RecordId], str] = field(default_factory=dict)

    def follow(self, area: str, records: Iterable[str]) -> None:
        for name in map(RecordId, records):
            document = read(key := Key(f"person-record:{name}"), self.stores[area].documents.get(key))
            number = read_number(document.statement) if isinstance(document, PersonRecord) else ""
            self.numbers.setdefault(self.states.pop((area, name), ""), set()).discard((area, name))
            if number:
                self.states[area, name] = number
                self.numbers.setdefault(number, set()).add((area, name))


def told_of(store: MemoryStore) -> list[set[str]]:
    """The person records that each event of ``links`` names, in its order."""
    told = [LINK.validate_json(entry.event).data for entry in store.outbox if entry.topic == "links"]
    return [
        {record for held in (said.before, said.after) for each in held.values() for record in each}
        for said in told
        if said.kind == "person"
    ]


def standing(stores: dict[str, MemoryStore]) -> dict[tuple[str, RecordId], str]:
    held = {
        (area, RecordId(key.split(":", 1)[1])): read_number(document.statement)
        for area, store in stores.items()
        for key, raw in store.documents.items()
        if isinstance(document := read(key, raw), PersonRecord)
    }
    return {record: number for record, number in held.items() if number}


@MANY
@given(histories(), histories(), st.data())
def test_the_index_is_what_the_areas_hold(here: list[Any], there: list[Any], data: st.DataObject) -> None:
    """Merged and parted, erased and corrected, read late, read twice, areas in any mixture: once all that was told is
    read to its end, the index has each record that stands under its number, and nothing else."""
    stores = {"here": MemoryStore().play(here), "there": MemoryStore().play(there)}
    index, told = Index(stores), {area: told_of(store) for area, store in stores.items()}
    # A reader that stopped starts again from somewhere before, and areas have partitions of their own.
    for area in data.draw(st.permutations(AREAS)):
        index.follow(
            area, (record for each in told[area][: data.draw(st.integers(0, len(told[area])))] for record in each)
        )
    for area in data.draw(st.permutations(AREAS)):
        start = data.draw(st.integers(0, len(told[area])))
        for records in [*told[area][:start], *told[area][start:]]:
            index.follow(area, records)
    assert index.states == standing(stores)
    assert {record for found in index.numbers.values() for record in found} == index.states.keys()


@MANY
@given(histories(), st.integers(1, 12))
def test_reading_along_ends_as_reading_late(history: list[Any], step: int) -> None:
    """The index that was kept while its area was still changing is that of the end."""
    stores = {"here": MemoryStore()}
    index, seen = Index(stores), 0
    for end in range(step, len(history) + step, step):
        before = stores["here"]
        stores["here"] = MemoryStore().play(history[:end])
        told = told_of(stores["here"])
        assert told[:seen] == told_of(before)[:seen]
        for records in told[seen:]:
            index.follow("here", records)
        seen = len(told)
    assert index.states == standing(stores)


@MANY
@given(crowds)
def test_who_is_found_finds_back(crowd: list[Somebody]) -> None:
    """If one area's person leads to another's, that one leads back; and each area has one such person at most."""
    circles = {(one.area, one.entity): find_circle(one, crowd) for one in crowd}
    for one in crowd:
        joined = circles[one.area, one.entity].joined
        assert len({other.area for other, _ in joined} | {one.area}) == len(joined) + 1
        for other, ground in joined:
            assert (one, ground) in circles[other.area, other.entity].joined
            assert one.numbers == other.numbers
            assert len(one.numbers) == 1


@MANY
@given(crowds, st.randoms(use_true_random=False))
def test_nobody_else_changes_who_is_found(crowd: list[Somebody], random: Any) -> None:
    """Neither the order in which others are read, nor anybody without a number in common, changes the answer."""
    for one in crowd:
        found: Circle = find_circle(one, crowd)
        sharing = [other for other in crowd if other.numbers & one.numbers]
        assert find_circle(one, random.sample(sharing, len(sharing))) == found


@MANY
@given(identities, identities)
def test_sameness_is_strict(one: Identity, other: Identity) -> None:
    """Never without the same valid number, never on the number alone, never against a birth date; and it is mutual."""
    ground = find_ground(one, other)
    assert ground == find_ground(other, one)
    if ground:
        assert read_number(one) == read_number(other) != ""
        assert ground.birth_date or ground.name
        assert one.birth_date.startswith(other.birth_date) or other.birth_date.startswith(one.birth_date)
    if "" not in (one.birth_date, other.birth_date) and one.birth_date[:4] != other.birth_date[:4]:
        assert ground is None
    if {one.given_name, other.given_name} == {"Amir", "Amira"} and {one.gender, other.gender} == {"M", "F"}:
        assert ground is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jaspreet Kaur", "Manpreet Kaur"), ("Mohammed Hassan", "Mohammed Bilal"), ("Mary Jane", "Mary Ann"),
     ("Harpreet", "Manpreet")],
)  # fmt: skip
def test_twins_of_one_number_are_two(one: str, other: str) -> None:
    """Though a word of their names is one, or all but two letters: the number of the one on the other's record leads
    nobody to a stranger's home."""
    assert find_ground(child(one), child(other)) is find_ground(child(other), child(one)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jaspreet Kaur", "Jaspreet"), ("Jaspreet Kaur", "Jas Kaur"), ("Jaspret Kaur", "Jaspreet Kaur"),
     ("Anna M", "Anna Maria"), ("Mohammed Karim", "Md Karim"), ("Krzysztof", "Kryzsztof")],
)  # fmt: skip
def test_a_name_written_otherwise_is_one(one: str, other: str) -> None:
    """A word left out, shortened or with a letter wrong makes nobody else."""
    assert find_ground(child(one), child(other))
    assert find_ground(child(other), child(one))


def child(given: str) -> Identity:
    return Identity("police", given, "Gill", "2015-03-09", "", "9990000018")


async def _see(store: MemoryStore, record: RecordId) -> tuple[Seen | str | None, list[Seen]]:
    one = await see_person(Shelf(MemoryArea(store), MODELS), "here", record, NOW)
    return one, await see_people(Shelf(MemoryArea(store), MODELS), "here", [record], NOW)


def see(store: MemoryStore, record: str) -> tuple[Seen | str | None, list[Seen]]:
    return asyncio.run(_see(store, RecordId(record)))


@MANY
@given(histories(corrected=False))
def test_nobody_restricted_is_in_a_trace(history: list[Any]) -> None:
    """All that an area tells is as if nobody restricted had ever been sent; asked about, they are withheld, and the
    very restricted are unknown."""
    whole = MemoryStore().play(history)
    left = without(history, events_of_people(whole, VERY_RESTRICTED))
    restricted = events_of_people(left, RESTRICTED)
    open_to_all = without(history, restricted | events_of_people(whole, VERY_RESTRICTED))
    records = [key.split(":", 1)[1] for key in whole.documents if key.startswith("person-record:")]
    for record in records:
        told, among_others = see(whole, record)
        assert among_others == see(open_to_all, record)[1]
        if Key(f"person-record:{record}") not in left.documents:
            assert told is None
        elif among_others:
            assert told == among_others[0]
        else:
            assert told == "withheld"


sightings = st.lists(
    st.builds(
        Sighting,
        st.integers(0, 9).map(float),
        st.sampled_from(AREAS),
        st.sampled_from(["home", "flat"]),
        st.sampled_from(["police", "fire"]),
    )
)


@MANY
@given(sightings, st.randoms(use_true_random=False))
def test_a_trail_holds_each_contact_once(seen: list[Sighting], random: Any) -> None:
    """In order of time, no two lines running of one place, whatever order the contacts were read in."""
    stays = lay_out(seen)
    assert stays == lay_out(random.sample(seen, len(seen)))
    assert sum(stay.contacts for stay in stays) == len(seen)
    for later, earlier in pairwise(stays):
        assert earlier.last <= later.first
        assert (earlier.area, earlier.place) != (later.area, later.place)
    assert count_moves(stays) <= max(0, len(stays) - 1)
