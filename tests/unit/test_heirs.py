"""What people said stays with whom or what they said it of, when the record that it hangs on goes."""

import pytest

from scoring.observed import observe
from scoring.revisions import read_revision
from scoring.state import keys
from scoring.state.documents import Care, Contact, Watch, read
from scoring.state.keys import kind_of
from streams.events.observation import ObservationEvent
from tests.alerted import decided
from tests.events import read_event
from tests.laws.memory import MemoryStore
from tests.laws.test_retention_laws import draining, tick
from tests.laws.worlds import WORKER, _envelope
from tests.unit.test_alert_lives import ASHBY, EARLIER, TOMASZ, contact, day, erasure

MIL, MILL = ({"text": f"14 {street} Road", "postcode": "NM9 1AA"} for street in ("Mil", "Mill"))
WRITTEN = {"text": "14 MILL ROAD, NORTHMOOR", "postcode": "NM9 1AA"}
ELSEWHERE = {"text": "99 Elm Street", "postcode": "NM4 2QX"}


def read_contact(event: ObservationEvent) -> Contact:
    said = read_revision(observe(event)).cell.contact
    assert said
    return said


def watching(place: dict[str, str], until: float | None, at: float = 3) -> ObservationEvent:
    record = read_contact(contact(0, 0, address=place)).address
    said = {"recorded_at": day(at).isoformat(), "target": record, "watched_by": WORKER}
    said |= {"until": day(until).isoformat()} if until else {}
    return read_event(decided("address-watched-1", f"W{at}", said))


def watched(store: MemoryStore) -> dict[str, float]:
    """By wording, in days."""
    places = (MIL, MILL, WRITTEN, ELSEWHERE)
    named: dict[str, str] = {read_contact(contact(0, 0, address=each)).address: each["text"] for each in places}
    held = [(record, each.until) for record, each in list_held(store, "address-watch") if isinstance(each, Watch)]
    assert store.scores.get(keys.WATCHED, {}) == {record: until for record, until in held if until}
    assert {f"address-watch:{record}" for record, _ in held} <= store.scores[keys.AGES].keys()
    return {named[record]: count_days(until) for record, until in held}


def list_held(store: MemoryStore, kind: str) -> list[tuple[str, object]]:
    """By record."""
    return [(key.split(":", 1)[1], read(key, raw)) for key, raw in store.documents.items() if kind_of(key) == kind]


def count_days(moment: float) -> int:
    return round((moment - day(0).timestamp()) / 86_400)


def rectified(number: int, at: float, replacement: ObservationEvent) -> ObservationEvent:
    data = {"recorded_at": day(at).isoformat(), "replacement": replacement.model_dump(mode="json", exclude_none=True)}
    return read_event(_envelope("record-rectified-1", f"X{number}", data))


def begin(*events: ObservationEvent) -> MemoryStore:
    return MemoryStore().play([tick(0), *events])


def test_a_watch_goes_where_a_wording_is_corrected_to() -> None:
    """The file says "14 Mill Road" now, where it said "14 Mil Road"."""
    store = begin(contact(1, 1, address=MIL), watching(MIL, 100), rectified(1, 5, contact(1, 1, address=MILL)))
    assert watched(store) == {MILL["text"]: 100}


@pytest.mark.parametrize("goes", [erasure(1, 5), rectified(1, 5, contact(1, 1))])
def test_a_watch_goes_to_another_wording_where_its_own_is_no_more(goes: ObservationEvent) -> None:
    """By whatever correction: officers are still on their way to that address."""
    store = begin(contact(1, 1, address=MILL), contact(2, 2, address=WRITTEN), watching(MILL, 100), goes)
    assert watched(store) == {WRITTEN["text"]: 100}


def test_a_watch_is_of_both_where_a_wording_turns_out_to_be_elsewhere() -> None:
    """Which of the two was meant nobody can tell."""
    moved = rectified(1, 5, contact(1, 1, address=ELSEWHERE))
    store = begin(contact(1, 1, address=MILL), contact(2, 2, address=WRITTEN), watching(MILL, 100), moved)
    assert watched(store) == {WRITTEN["text"]: 100, ELSEWHERE["text"]: 100}


def test_a_watch_goes_on_when_its_wording_is_past_its_age() -> None:
    """The address is known by another."""
    store = begin(contact(1, 1, address=MILL), contact(2, 300, address=WRITTEN), watching(MILL, 460, at=300))
    assert watched(store.play(draining(400))) == {WRITTEN["text"]: 460}


@pytest.mark.parametrize(("one", "other", "stays"), [(100, 50, 100), (50, 100, 100), (100, None, 100)])
def test_of_two_watches_that_of_the_address_stays(one: float, other: float | None, stays: float) -> None:
    """Which is the one that lasts longest, whichever was said later: no address is watched for less long by a
    correction."""
    said = [watching(MILL, one), watching(WRITTEN, other, at=4)]
    store = begin(contact(1, 1, address=MILL), contact(2, 2, address=WRITTEN), *said, erasure(1, 5))
    assert watched(store) == {WRITTEN["text"]: stays}


def test_a_watch_waits_where_nothing_else_is_known_of_the_address() -> None:
    """It may be sent again tomorrow."""
    store = begin(contact(1, 1, address=MILL), watching(MILL, 100), erasure(1, 5))
    assert watched(store) == {MILL["text"]: 100}


def opinion(who: dict[str, str], at: float) -> ObservationEvent:
    said = {"recorded_at": day(at).isoformat(), "entity": read_contact(contact(0, 0, who)).person}
    data = said | {"made_at": day(at).isoformat(), "probability": 0.1, "opinion": "agree", "reason": "other"}
    return read_event(decided("score-answered-1", f"O{at}", data | {"answered_by": WORKER}))


def cared(store: MemoryStore) -> dict[str, list[int]]:
    """By record, when it was said, in days."""
    people = (ASHBY, EARLIER, TOMASZ)
    named: dict[str, str] = {read_contact(contact(0, 0, who)).person: who["family_name"] for who in people}
    held = [(record, each.answers) for record, each in list_held(store, "person-care") if isinstance(each, Care)]
    assert store.scores.get(keys.CARED, {}).keys() == {record for record, _ in held}
    return {named[record]: [count_days(answer.recorded) for answer in answers] for record, answers in held}


def test_what_clinicians_said_stays_when_a_record_is_past_its_age() -> None:
    """The person is known by another, and so is what was said of them."""
    store = begin(contact(1, 1), contact(2, 300, EARLIER), opinion(ASHBY, 301), opinion(EARLIER, 302), *draining(400))
    assert cared(store) == {EARLIER["family_name"]: [301, 302]}


def test_what_clinicians_said_stays_when_a_contact_turns_out_to_be_nobodys() -> None:
    """The agency takes the person off the only contact that it knew them by; another knows them still."""
    nobodys = contact(1, 1, address=MILL)
    nobodys = nobodys.model_copy(update={"data": nobodys.data.model_copy(update={"person": None})})
    store = begin(contact(1, 1), contact(2, 2, EARLIER), opinion(ASHBY, 3), rectified(1, 5, nobodys))
    assert cared(store) == {EARLIER["family_name"]: [3]}


def test_what_clinicians_said_goes_with_what_is_erased() -> None:
    """Though the person is known by another record."""
    store = begin(contact(1, 1), contact(2, 2, EARLIER), opinion(ASHBY, 3), erasure(1, 5))
    assert cared(store) == {}


def test_what_clinicians_said_goes_with_the_last_of_the_person() -> None:
    """At its age, and of others nobody takes it over."""
    assert cared(begin(contact(1, 1), contact(2, 300, TOMASZ), opinion(ASHBY, 300), *draining(400))) == {}
