"""What is told of an alert is no more than the pages of the person or address tell."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.indicators.particulars import PersonParticulars
from scoring.state.alerts_disclosed import Disclosed
from scoring.state.alerts_held import Held, read_ended, read_open
from scoring.state.alerts_view import AlertView, Wanted, list_alerts, view_named
from scoring.state.documents import RESTRICTED, Contact
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from streams.events.observation import ObservationEvent
from tests.events import read_event
from tests.laws.alert_worlds import Interval, adoption, log_of, tick, timed_histories
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.test_disclosure_laws import documents, without_restricted, without_very_restricted
from tests.laws.worlds import START, _envelope

MANY = settings(max_examples=100, deadline=None)
MAUREEN = {
    "local_record_id": "L1",
    "given_name": "Maureen",
    "family_name": "Ashby",
    "birth_date": "1961-03-14",
    "nhs_number": "9990000018",
}


@st.composite
def restricted_late(draw: st.DrawFn) -> list[Interval]:
    """Somebody is restricted after there may have been alerts about them; a tick follows at once, or does not."""
    intervals = draw(timed_histories())
    sent = [event for interval in intervals for event in interval.events if event.type.endswith("incident-recorded-1")]
    targets = draw(st.lists(st.sampled_from(sent), min_size=1, max_size=3)) if sent else []
    days = draw(st.integers(701, 720))
    return [*intervals, Interval([restrict(draw, one, n) for n, one in enumerate(targets)], tick(days))]


def restrict(draw: st.DrawFn, event: ObservationEvent, number: int) -> ObservationEvent:
    sensitivity = draw(st.sampled_from(["R", "V"]))
    data = {"recorded_at": START.isoformat(), "target": event.id, "sensitivity": sensitivity}
    return read_event(_envelope("record-restricted-1", f"LATE{number}", data, event.source))


def logs() -> st.SearchStrategy[list[ObservationEvent]]:
    """With and without the last tick."""
    whole = st.one_of(timed_histories(), restricted_late()).map(log_of)
    return st.tuples(whole, st.booleans()).map(lambda drawn: drawn[0] if drawn[1] else drawn[0][:-1])


async def _view_all(store: MemoryStore) -> list[AlertView]:
    shelf = Shelf(MemoryArea(store), MODELS)
    held = [*await read_open(shelf), *await read_ended(shelf)]
    views = [await view_named(Shelf(MemoryArea(store), MODELS), one.alert.id) for one in held]
    return [view for view in views if view]


def view_all(store: MemoryStore) -> list[AlertView]:
    return asyncio.run(_view_all(store))


def open_alerts(store: MemoryStore) -> list[Held]:
    return asyncio.run(read_open(Shelf(MemoryArea(store), MODELS)))


def seen(number: str, address: dict[str, str], days: int, **data: Any) -> ObservationEvent:
    at = (START + timedelta(days=days)).isoformat()
    contact = {"name": "Jo Bell", "role": "PC", "team": "Northmoor NPT"}
    said = {"address": address, "happened_at": at, "recorded_at": at, "category": "asb-personal", "contact": contact}
    return read_event(_envelope("police-incident-recorded-1", number, said | data, "uk.police.northmoor"))


def standing(store: MemoryStore) -> Collection[Contact]:
    return [contact for cell in documents(store, "cell").values() if (contact := cell.standing)]


def of_person(view: AlertView) -> bool:
    return view.told.held.target.subject is Subject.PERSON


@MANY
@given(logs())
def test_alerts_about_addresses_tell_of_nobody_restricted(log: list[ObservationEvent]) -> None:
    """No contact on such an alert is one that a world without restricted people would not have, nobody is named who is
    not in it, and no number counts more contacts than are shown or were corrected."""
    whole = MemoryStore().play(log)
    left = standing(without_restricted(log, whole))
    people = {contact.person for contact in left}
    for view in (one for one in view_all(whole) if not of_person(one)):
        grounds = view.told.grounds
        assert all(contact in left for contact in grounds.contacts.values())
        assert view.said.keys() <= people
        counted = [because for because in grounds.because if because.indicator == "contacts"]
        for because in counted:
            assert because.value <= sum(event in grounds.contacts for event in because.events) + grounds.gone


@MANY
@given(logs())
def test_alerts_about_people_tell_of_nobody_very_restricted(log: list[ObservationEvent]) -> None:
    """Whoever is told of is known without the very restricted, and so is each contact; of somebody restricted no place
    is told."""
    whole = MemoryStore().play(log)
    left = standing(without_very_restricted(log, whole))
    for view in (one for one in view_all(whole) if of_person(one)):
        assert all(contact in left for contact in view.told.grounds.contacts.values())
        assert isinstance(view.told.about, PersonParticulars)
        records = {contact.person for contact in view.told.grounds.contacts.values()}
        strict = {contact.sensitivity for contact in left if contact.person in records}
        if max(strict, default=0) >= RESTRICTED:
            assert view.said == {}


@MANY
@given(logs())
def test_an_open_alert_would_be_there_without_the_restricted(log: list[ObservationEvent]) -> None:
    """That an alert about an address is shown tells nothing of whom the address's page withholds: without them, its
    rule would hold there too."""
    whole = MemoryStore().play(log)
    shown = [one for one in view_all(whole) if not of_person(one) and not one.told.held.ended]
    left = {
        (one.told.held.alert.rule, one.told.entity)
        for one in view_all(without_restricted(log, whole))
        if not one.told.held.ended
    }
    assert {(one.told.held.alert.rule, one.told.entity) for one in shown} <= left


def test_a_silence_that_only_linkage_makes_is_not_told() -> None:
    """Two names of one place that a restricted statement keeps apart are one place on the page; an alert that one of
    them is silent, where the page shows a contact with the other, would tell of that statement."""
    cottage = {"text": "Rose Cottage", "uprn": "200"}
    listed = {"recorded_at": START.isoformat(), "address": cottage | {"postcode": "NM4 2QX"}}
    log = [
        adoption(),
        tick(0),
        seen("E1", {"text": "14 Curlew Street", "postcode": "NM4 2QX", "uprn": "200"}, 79, person=MAUREEN),
        seen("E2", cottage, 133, person={"local_record_id": "L1", "family_name": "Ashby"}),
        seen("E3", {"text": "Rose Cottage", "postcode": "NM4 2QX"}, 0, sensitivity="R"),
        read_event(_envelope("dwelling-listed-1", "G0", listed, "uk.linnet.gazetteer")),
        tick(184),
    ]
    store = MemoryStore().play(log)
    assert any(held.alert.rule == "silent" for held in open_alerts(store))
    assert [one for one in view_all(store) if one.told.held.alert.rule == "silent"] == []


@MANY
@given(logs())
def test_the_list_has_each_alert_that_has_a_page(log: list[ObservationEvent]) -> None:
    """Page by page, open and ended, once each, whatever the size of a page."""
    store = MemoryStore().play(log)
    listed = [*asyncio.run(_turn(store, Wanted(), 1)), *asyncio.run(_turn(store, Wanted(ended=True), 2))]
    assert sorted(one.held.alert.id for one in listed) == sorted(one.told.held.alert.id for one in view_all(store))


async def _turn(store: MemoryStore, wanted: Wanted, limit: int) -> list[Disclosed]:
    found, after = list[Disclosed](), None
    while True:
        page = await list_alerts(Shelf(MemoryArea(store), MODELS), wanted, after, 0.0, limit)
        found += page.alerts
        assert len(page.alerts) <= limit
        if page.following is None:
            return found
        after = page.following
