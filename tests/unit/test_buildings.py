"""Behind one front door: the building knows its flats, a flat its building."""

import asyncio
from typing import Any

import pytest

from scoring.linkage.finding.reading import read_address_query
from scoring.linkage.records import Place, RecordId, record_id
from scoring.state.activity import Moment
from scoring.state.address_search import search_addresses
from scoring.state.address_view import AddressView, view_address
from scoring.state.building_view import DwellingSeen
from scoring.state.reads import Shelf
from streams.codec import OBSERVATION
from streams.events.gazetteer import GAZETTEER_SOURCE
from tests.events import WHEN, envelope, incident
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore

CODE = "NM4 2QX"
NOW = WHEN.timestamp() + 86_400


def seen(text: str, postcode: str = CODE, **more: Any) -> dict[str, Any]:
    return incident(
        "northmoor", f"{text}{postcode}".replace(" ", "").replace(",", ""), **address_of(text, postcode), **more
    )


def listed(text: str, uprn: str, postcode: str = CODE) -> dict[str, Any]:
    address = address_of(text, postcode)["address"] | {"uprn": uprn}
    data = {"recorded_at": WHEN.isoformat(), "address": address}
    return envelope("northmoor", f"G{uprn}", "dwelling-listed-1", data) | {"source": GAZETTEER_SOURCE}


def address_of(text: str, postcode: str) -> dict[str, dict[str, str]]:
    return {"address": {"text": text} | ({"postcode": postcode} if postcode else {})}


def play(*events: dict[str, Any]) -> MemoryStore:
    return MemoryStore().play([OBSERVATION.validate_python(event) for event in events])


def view(store: MemoryStore, text: str, uprn: str = "", postcode: str = CODE) -> AddressView:
    record = record_id(Place(text, postcode, uprn))
    opened = asyncio.run(view_address(Shelf(MemoryArea(store), MODELS), RecordId(record), Moment(NOW)))
    assert opened is not None
    return opened


def texts(seen: tuple[DwellingSeen, ...]) -> list[str]:
    return [one.particulars.text for one in seen]


FLATS = [seen(f"Flat {n}, 14 Curlew Street") for n in (10, 2, 1)]


def test_a_building_shows_its_flats() -> None:
    """In the order of their numbers; neither the house next door nor the same door in another village is one."""
    elsewhere = [seen("Flat 3, 16 Curlew Street"), seen("Flat 4, 14 Curlew Street", "NM4 9ZZ")]
    opened = view(play(*FLATS, *elsewhere, seen("14 Curlew Street")), "14 Curlew Street").building
    assert texts(opened.others) == [f"Flat {n}, 14 Curlew Street" for n in (1, 2, 10)]
    assert opened.whole is None
    assert opened.more == 0


def test_a_flat_shows_its_building() -> None:
    """And the other flats; a flat is not its building, and what happened in one is not on the other's page."""
    opened = view(play(*FLATS, seen("14 Curlew Street")), "Flat 2, 14 Curlew Street")
    assert opened.building.whole is not None
    assert opened.building.whole.particulars.text == "14 Curlew Street"
    assert texts(opened.building.others) == ["Flat 1, 14 Curlew Street", "Flat 10, 14 Curlew Street"]
    assert opened.activity.timeline.total == 1


def test_a_house_is_beside_nobody() -> None:
    """Where nothing else is known behind the door, nothing is shown."""
    opened = view(play(seen("12 Curlew Street"), *FLATS), "12 Curlew Street").building
    assert (opened.whole, opened.others, opened.more) == (None, (), 0)


def test_a_large_building_is_cut() -> None:
    """Fifty are shown, and how many more there are."""
    opened = view(play(*(seen(f"Flat {n}, 14 Curlew Street") for n in range(1, 71))), "Flat 70, 14 Curlew Street")
    assert len(opened.building.others) == 50
    assert opened.building.more == 19


@pytest.mark.parametrize("sensitivity", ["R", "V"])
def test_a_flat_of_somebody_withheld_is_not_there(sensitivity: str) -> None:
    """Unless a list of addresses has it: then it is there, as a flat of which nothing is known."""
    hidden = seen("Flat 3, 14 Curlew Street", sensitivity=sensitivity, person=None)
    store = play(*FLATS, hidden)
    assert "Flat 3, 14 Curlew Street" not in texts(view(store, "Flat 1, 14 Curlew Street").building.others)
    store = play(*FLATS, hidden, listed("Flat 3, 14 Curlew Street", "103"))
    last = {one.particulars.text: one.last for one in view(store, "Flat 1, 14 Curlew Street").building.others}
    assert last == {
        "Flat 2, 14 Curlew Street": WHEN.timestamp(),
        "Flat 3, 14 Curlew Street": None,
        "Flat 10, 14 Curlew Street": WHEN.timestamp(),
    }


def test_a_listed_dwelling_without_contacts_has_a_page() -> None:
    """It is found, and its page has nobody, no contact and no agency."""
    store = play(listed("Rose Cottage, Mill Lane", "200"))
    found = asyncio.run(search_addresses(Shelf(MemoryArea(store), MODELS), read_address_query("Rose Cottage"), NOW))
    (hit,) = found.found
    assert (hit.agencies, hit.people, hit.last, hit.particulars.listed) == ((), 0, None, True)
    opened = view(store, "Rose Cottage, Mill Lane", "200")
    assert opened.activity.timeline.total == 0
    assert (opened.people, opened.activity.involved, opened.activity.earlier) == ((), (), ())


@pytest.mark.parametrize("q", ["Curlew Street", "Curlew St, NM4", "curlw street"])
def test_all_along_a_street_is_found(q: str) -> None:
    """Every dwelling known in the street, with and without contacts, and none of another street."""
    store = play(*FLATS, seen("16 Curlew Street"), listed("18 Curlew Street", "18"), seen("3 Heron Road"))
    assert set(find(store, q)) == {
        *(f"Flat {n}, 14 Curlew Street" for n in (1, 2, 10)),
        "16 Curlew Street",
        "18 Curlew Street",
    }


MESSY = ("Flat 2 14 Curlew St", CODE), ("Heron House Flat 2 Curlew Street", "")


def test_texts_meet_in_a_listed_dwelling() -> None:
    """Two that say nothing for each other are one address once a list has the dwelling that both resemble; it has the
    words and the UPRN of the list."""
    store = play(*(seen(*words) for words in MESSY))
    one, other = (view(store, text, postcode=code) for text, code in MESSY)
    assert one.id != other.id
    dwelling = "Flat 2, Heron House, 14 Curlew Street, Northmoor"
    store.play([OBSERVATION.validate_python(listed(dwelling, "100"))])
    one, other = (view(store, text, postcode=code) for text, code in MESSY)
    assert one == other
    assert (one.particulars.text, one.particulars.uprn) == (dwelling, "100")
    assert one.activity.timeline.total == 2


@pytest.mark.parametrize(
    "q", ["Fla 11, Kestrel House, 14 Coppice Street", "kestrel house, lat 11, 14 Coppice St NM4 2QX"]
)
def test_a_flat_is_found_though_the_word_for_it_is_mistyped(q: str) -> None:
    """It comes first, not the building's other flats alone: whoever visits one of those visits strangers."""
    flats = [seen(f"Flat {n}, Kestrel House, 14 Coppice Street") for n in (4, 11, 1)]
    first, *_ = find(play(*flats, seen("Kestrel House, 14 Coppice Street")), q)
    assert first == "Flat 11, Kestrel House, 14 Coppice Street"


def test_a_postcode_in_the_text_is_one() -> None:
    """An agency that writes all of an address into one field is found by its postcode as others are."""
    store = play(seen("3 Dale Square, Northmoor, NM42QX", ""), seen("1 Dale Square, Flat 3"))
    assert find(store, "3 Dale Suare NM4 2QX")[0] == "3 Dale Square, Northmoor, NM42QX"
    assert set(find(store, "NM4 2QX")) == {"1 Dale Square, Flat 3", "3 Dale Square, Northmoor, NM42QX"}


def find(store: MemoryStore, q: str) -> list[str]:
    found = asyncio.run(search_addresses(Shelf(MemoryArea(store), MODELS), read_address_query(q), NOW)).found
    return [one.particulars.text for one in found]
