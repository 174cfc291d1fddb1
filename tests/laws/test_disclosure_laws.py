from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.indicators.catalogue import WINDOWS
from scoring.indicators.categories import category_of
from scoring.indicators.counts import count_contacts
from scoring.state.documents import RESTRICTED, VERY_RESTRICTED, Cell, Contact, Entity, read
from scoring.state.keys import Key
from streams.codec import OBSERVATION
from streams.contract import event_key
from streams.events.corrections import RecordErased, RecordRectified, RecordRestricted, find_target
from streams.events.decisions import LinkDecisionWithdrawn
from streams.events.observation import ObservationEvent
from tests.laws.answers import address_answers, person_answers, record_ids
from tests.laws.memory import MemoryStore
from tests.laws.worlds import NHS_NUMBERS, START, histories

# People whom only an NHS number tells apart, so that who is withheld decides where a record without one belongs.
namesakes = st.fixed_dictionaries(
    {"local_record_id": st.just("L1"), "given_name": st.just("Mo"), "family_name": st.just("Ashby")}
    | {"birth_date": st.just("1961-03-14")},
    optional={"nhs_number": st.sampled_from(NHS_NUMBERS[:2])},
)


@st.composite
def contested(draw: st.DrawFn) -> list[ObservationEvent]:
    """Any history, with its persons replaced by namesakes."""
    events = [event.model_dump(mode="json", exclude_none=True) for event in draw(histories(corrected=False))]
    for event in events:
        if "person" in event["data"]:
            event["data"]["person"] = draw(namesakes)
    return [OBSERVATION.validate_python(event) for event in events]


worlds = st.one_of(histories(), contested())
MANY = settings(max_examples=150, deadline=None)
NOW = START.timestamp() + 500 * 86_400
moments = st.integers(-10, 420).map(lambda days: START.timestamp() + days * 86_400)


def documents(store: MemoryStore, kind: str) -> dict[str, Any]:
    return {key.split(":", 1)[1]: read(key, raw) for key, raw in store.documents.items() if key.startswith(f"{kind}:")}


def events_of_people(store: MemoryStore, level: int) -> set[str]:
    """Events of persons whose strictest contact is at or above the level, as linkage itself holds them together."""
    entities: Iterable[Entity] = documents(store, "person").values()
    records = [record for entity in entities if entity.sensitivity >= level for record in entity.records]
    return {event for record in records for event in store.scores[Key(f"person-contacts:{record}")]}


def events_of_nobody(store: MemoryStore, level: int) -> set[str]:
    cells: dict[str, Cell] = documents(store, "cell")
    standing = {event: cell.standing for event, cell in cells.items()}
    return {event for event, held in standing.items() if held and not held.person and held.sensitivity >= level}


def target(event: ObservationEvent) -> str:
    if isinstance(event, RecordRectified):
        return find_target(event.source, event.data.replacement.id)[0]
    if isinstance(event, RecordErased | RecordRestricted | LinkDecisionWithdrawn):
        return find_target(event.source, event.data.target)[0]
    return event_key(event.source, event.id)


def without(history: list[ObservationEvent], gone: set[str]) -> MemoryStore:
    """The world in which nothing was ever said of these events, neither they nor their corrections."""
    return MemoryStore().play([event for event in history if target(event) not in gone])


def without_very_restricted(history: list[ObservationEvent], whole: MemoryStore) -> MemoryStore:
    """``whole``: the history played. As if no very restricted person had ever been spoken of."""
    return without(history, events_of_people(whole, VERY_RESTRICTED))


def without_restricted(history: list[ObservationEvent], whole: MemoryStore) -> MemoryStore:
    """Nor a restricted one, as linkage holds people together without the very restricted, nor a restricted event of
    nobody."""
    very = events_of_people(whole, VERY_RESTRICTED)
    left = without(history, very)
    return without(history, very | events_of_people(left, RESTRICTED) | events_of_nobody(left, RESTRICTED))


@MANY
@given(worlds, moments)
def test_nobody_very_restricted_changes_any_answer(history: list[ObservationEvent], t: float) -> None:
    """Searches, pages, counts and timelines, of people and of addresses, are those of a world in which no very
    restricted person was ever spoken of; and so are the answers to the ids of that person."""
    whole = MemoryStore().play(history)
    left = without_very_restricted(history, whole)
    ids = record_ids(whole)
    assert person_answers(whole, ids, t) == person_answers(left, ids, t)
    assert address_answers(whole, ids, t) == address_answers(left, ids, t)


@MANY
@given(worlds, moments)
def test_nobody_restricted_changes_an_answer_about_addresses(history: list[ObservationEvent], t: float) -> None:
    """Whoever is searched for by address, or looked at there, appears as if no restricted person, and no
    restricted contact without a person, had ever been sent."""
    whole = MemoryStore().play(history)
    unrestricted = without_restricted(history, whole)
    ids = record_ids(whole)
    assert address_answers(whole, ids, t) == address_answers(unrestricted, ids, t)


@MANY
@given(histories())
def test_no_address_on_the_page_of_somebody_restricted(history: list[ObservationEvent]) -> None:
    """Where a restricted person was seen is nowhere on their page, and their contacts still count; who is one
    person with them is judged, as everywhere, as if nobody very restricted had been spoken of."""
    whole = MemoryStore().play(history)
    left = without_very_restricted(history, whole)
    restricted = {
        record: entity
        for entity in documents(left, "person").values()
        for record in entity.records
        if entity.sensitivity == RESTRICTED
    }
    for view in person_answers(whole, restricted, NOW)[1].values():
        assert view is not None
        assert view.addresses is None
        assert view.said == {}
        assert view.activity.timeline.total > 0


@MANY
@given(histories(), st.data())
def test_counts_are_those_of_counting_by_hand(history: list[ObservationEvent], data: st.DataObject) -> None:
    """At any moment, each window holds the contacts after its start and not after the moment."""
    cells: Iterable[Cell] = documents(MemoryStore().play(history), "cell").values()
    contacts: list[Contact] = [cell.standing for cell in cells if cell.standing]
    edges = {contact.happened + window.days * 86_400 for contact in contacts for window in WINDOWS}
    t = data.draw(st.one_of(moments, st.sampled_from(sorted(edges)))) if edges else NOW
    tallies = {tally.category: tally for tally in count_contacts(contacts, t)}
    past = [contact for contact in contacts if contact.happened <= t]
    assert set(tallies) == {category_of(contact) for contact in past}
    for category, tally in tallies.items():
        happened = [contact.happened for contact in past if category_of(contact) == category]
        by_hand = [sum(t - window.days * 86_400 < moment for moment in happened) for window in WINDOWS]
        assert (list(tally.within), tally.first, tally.last) == (by_hand, min(happened), max(happened))


@MANY
@given(histories(), st.randoms(use_true_random=False), moments)
def test_no_answer_depends_on_the_order_of_arrival(history: list[ObservationEvent], random: Any, t: float) -> None:
    """The same observations in another order give the same answers to everything."""
    one, other = MemoryStore().play(history), MemoryStore().play(random.sample(history, len(history)))
    ids = record_ids(one)
    assert person_answers(one, ids, t) == person_answers(other, ids, t)
    assert address_answers(one, ids, t) == address_answers(other, ids, t)
