"""Alerts of the household as they are read, of a store in memory."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from scoring.indicators.particulars import PersonParticulars as Person
from scoring.linkage.records import RecordId, record_id
from scoring.observed import observe
from scoring.revisions import read_revision
from scoring.state.alerts_disclosed import Disclosed
from scoring.state.alerts_figures import count_alerts
from scoring.state.alerts_held import find_held, read_ended, read_open
from scoring.state.alerts_view import AlertView, Wanted, list_alerts, list_here, view_alert, view_named
from scoring.state.keys import Subject
from scoring.state.reads import Shelf
from scoring.state.watching_view import list_watched, view_watch
from streams.codec import OBSERVATION
from streams.codes.agencies import Agency
from streams.events.observation import ObservationEvent
from tests import alerted, household
from tests.household import NOW, days_ago, tick
from tests.laws.alert_worlds import tick as passing
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore
from tests.unit import test_alert_heirs as heirs
from tests.unit import test_alert_lives as lives

T = NOW.timestamp()
BY = alerted.CLERK
VISIT = household.household()[6]


async def play(*after: dict[str, Any]) -> MemoryStore:
    """In a thread: it has an event loop of its own."""
    events = [OBSERVATION.validate_python(one) for one in (*alerted.story(), *after)]
    return await asyncio.to_thread(MemoryStore().play, events)


def shelf(store: MemoryStore) -> Shelf:
    return Shelf(MemoryArea(store), MODELS)


async def view(store: MemoryStore, rule: str) -> AlertView:
    held = [*await read_open(shelf(store)), *await read_ended(shelf(store))]
    views = [await view_named(shelf(store), one.alert.id) for one in held if one.alert.rule == rule]
    return next(one for one in views if one)


async def answered(store: MemoryStore, rule: str, kind: str, minutes: int, **said: str) -> dict[str, Any]:
    """To the alert of this rule, so many minutes after it was raised."""
    held = (await view(store, rule)).told.held
    at = days_ago(0.25 - minutes / 1440)
    about = {"alert": held.alert.id, "entity": held.target.entity, "subject": held.alert.subject}
    data = {"recorded_at": at.isoformat(), "answered_by": BY, **about, **said}
    return alerted.decided(f"alert-{kind}-1", f"{rule}-{kind}-{minutes}", data)


def rules(alerts: tuple[Disclosed, ...]) -> list[str]:
    return [one.held.alert.rule for one in alerts]


async def test_what_was_answered_is_not_overdue_and_what_is_done_comes_last() -> None:
    """The clock stops with the first answer; alerts that were acted on or dismissed wait behind the others."""
    store = await play()
    before = await list_alerts(shelf(store), Wanted(), None, T, 20)
    assert rules(before.alerts)[0] == "domestic"
    done = await answered(store, "domestic", "actioned", 30, action="visited")
    taken = await answered(store, "fire-visit", "acknowledged", 30)
    after = await list_alerts(shelf(await play(done, taken, tick(NOW))), Wanted(), None, T, 20)
    assert rules(after.alerts) == [*rules(before.alerts)[1:], "domestic"]


async def test_an_alert_is_found_under_any_wording_of_its_address() -> None:
    """And under nobody else's record; by its id alone it is found too."""
    store = await play()
    held = (await view(store, "domestic")).told.held
    names = [key.split(":", 1)[1] for key in store.documents if key.startswith("address-record:")]
    found = {name: await view_alert(shelf(store), Subject.ADDRESS, RecordId(name), held.alert.id) for name in names}
    assert sum(one is not None for one in found.values()) == 2
    assert await view_alert(shelf(store), Subject.PERSON, RecordId(names[0]), held.alert.id) is None
    assert await find_held(shelf(store), held.alert.id) == held
    assert await find_held(shelf(store), "A" * 16) is None


@pytest.mark.parametrize("passed", [[], [passing(5)]])
async def test_an_alert_is_found_under_the_name_of_what_is_no_more(passed: list[ObservationEvent]) -> None:
    """As it was told: it goes on under another record of the same person, and is nobody else's."""
    others = [lives.contact(n, n, lives.EARLIER) for n in (2, 3)]
    sent = [lives.contact(1, 1), *others, lives.contact(4, 2, lives.TOMASZ)]
    store = await asyncio.to_thread(lambda: lives.begin(heirs.WATCHED_OVER).play([*sent, passing(3.5)]))
    founder, alert = lives.only_alert(store)
    await asyncio.to_thread(store.play, [lives.erasure(1, 4), *passed])
    found = await view_alert(shelf(store), Subject.PERSON, RecordId(founder), alert.id)
    assert found
    assert (found.told.held.alert.state, found.told.entity == founder) == ("raised", False)
    assert await view_alert(shelf(store), Subject.ADDRESS, RecordId(founder), alert.id) is None
    records = [key.split(":", 1)[1] for key in store.documents if key.startswith("person-record:")]
    views = [await view_alert(shelf(store), Subject.PERSON, RecordId(one), alert.id) for one in records]
    assert sum(one is not None for one in views) == 1


async def test_a_household_is_told_of_with_what_happened_elsewhere() -> None:
    """Daniel lives there: his medication, which names no address, is among what it rests on."""
    found = await view(await play(), "home")
    kinds = {contact.kind for contact in found.told.grounds.contacts.values()}
    assert "mh-medication-changed" in kinds
    assert {said.words for said in found.said.values()} == {"Maureen Ashby", "Daniel Ashby"}


async def test_where_many_are_seen_an_alert_is_told_anew_as_it_goes_on() -> None:
    """Somebody of twenty was missing three times, one more is seen at the flat, and one report is erased: it is told
    with the two that are left, and when time ends it."""
    people = lives.many(21)
    before = [*[lives.at_home(who, 2 + at / 9) for at, who in enumerate(people[:20])], passing(6)]
    gone = [*lives.go_missing(people[5], 7, 8, 8.5), passing(9), lives.at_home(people[20], 9.5), passing(10)]
    store = await asyncio.to_thread(lambda: lives.begin(lives.AWAY).play([*before, *gone, lives.erasure(200, 10.5)]))
    found = await view(store, "away")
    assert (found.told.grounds.retold, len(found.told.grounds.contacts)) == (True, 23)
    assert [because.value for because in found.told.grounds.because] == [2]
    assert found.ends == (lives.day(8) + timedelta(days=28)).timestamp()


async def test_what_was_erased_is_the_agencys_whose_contact_is_missing() -> None:
    """The other findings keep their contacts; their agencies corrected nothing."""
    found = await view(await play(alerted.corrected("record-erased-1", 1, VISIT)), "fire-visit")
    grounds = found.told.grounds
    assert (grounds.gone, grounds.corrected, len(grounds.contacts)) == (1, (Agency.FIRE,), 1)


async def test_what_was_parted_nobody_corrected() -> None:
    """Maureen of the council and Maureen of the police at the flat are said to be two: one contact is not hers."""
    often = alerted.rule("often", "Many contacts", "person", [{"indicator": "contacts", "days": 365, "at_least": 6}])
    log = [alerted.adoption([often]), *household.household()[:7], tick(days_ago(0.25)), tick(NOW)]
    council, police = (record_of(log[number]) for number in (1, 4))
    data = {"subject": "person", "one": council, "other": police, "decided_by": BY, "reason": "person-asked"}
    refused = alerted.decided("link-refused-1", "REFUSED", {"recorded_at": NOW.isoformat(), **data})
    events = [OBSERVATION.validate_python(one) for one in (*log, refused)]
    grounds = (await view(await asyncio.to_thread(MemoryStore().play, events), "often")).told.grounds
    assert (grounds.gone, grounds.parted, grounds.corrected) == (1, 1, ())


def record_of(event: dict[str, Any]) -> RecordId:
    identity = read_revision(observe(OBSERVATION.validate_python(event))).identity
    assert identity
    return record_id(identity)


async def test_time_alone_ends_an_alert_when_it_says() -> None:
    """When the contact has left the window, and not before."""
    store, ends = await play(), days_ago(3) + timedelta(days=28)
    assert (await view(store, "domestic")).ends == ends.timestamp()
    assert (await view(store, "fire-visit")).ends == (days_ago(40) + timedelta(days=91)).timestamp()
    for seconds, state in ((-1, "raised"), (1, "cleared")):
        later = await view(await play(tick(ends + timedelta(seconds=seconds))), "domestic")
        assert later.told.held.alert.state == state
    assert later.ends is None


async def test_without_a_rule_nothing_can_be_told_anew() -> None:
    """Whose rule is taken back is withdrawn; it is told as it was raised."""
    later = alerted.adoption(alerted.RULES[:1], "tested-2")
    later["data"]["recorded_at"] = later["time"] = NOW.isoformat()
    found = await view(await play(later, tick(NOW)), "home")
    assert (found.told.held.alert.state, found.rule, found.version) == ("withdrawn", None, "tested-2")


async def test_open_alerts_of_a_person_and_of_nobody() -> None:
    """Of a person those about them, not those about where they live; none of somebody very restricted."""
    store = await play()
    persons = [RecordId(key.split(":", 1)[1]) for key in store.documents if key.startswith("person-record:")]
    here = [await list_here(shelf(store), Subject.PERSON, [one], T) for one in persons]
    told = {(one.held.alert.rule, one.about.name) for found in here for one in found if isinstance(one.about, Person)}
    assert told == {("often", name) for name in ("Maureen Ashby", "Daniel Ashby", "Rita Okafor")}
    assert any(not found for found in here)


async def test_figures_are_those_of_counting_by_hand() -> None:
    """Three were answered, after 10, 20 and 60 minutes; the second answer to one does not count."""
    store = await play()
    given = [
        await answered(store, "domestic", "acknowledged", 10),
        await answered(store, "domestic", "actioned", 100, action="called"),
        await answered(store, "home", "dismissed", 20, reason="no-concern"),
        await answered(store, "fire-visit", "acknowledged", 60),
    ]
    found = await count_alerts(shelf(await play(*given)), T)
    assert (found.answered, found.median_seconds) == (3, 20 * 60)
    assert found.most_seconds == pytest.approx(52 * 60)
    assert found.by_rule["often"] == 3
    assert found.overdue == sum(one.alert.rule == "domestic" for one in await read_open(shelf(store))) - 1


async def test_an_answer_sent_twice_counts_from_the_first_time() -> None:
    """Recorded again a while later under the same id, it is one."""
    store = await play()
    first = await answered(store, "domestic", "acknowledged", 10)
    again = await answered(store, "domestic", "acknowledged", 90)
    again["id"] = first["id"]
    for order in ([first, again], [again, first]):
        found = await view(await play(*order, tick(NOW)), "domestic")
        assert [answer.recorded for answer in found.answers] == [days_ago(0.25).timestamp() + 600]


def watching(number: int, record: str, days: float | None) -> dict[str, Any]:
    until = {} if days is None else {"until": days_ago(-days).isoformat()}
    data = {"recorded_at": days_ago(0.1 - number / 1000).isoformat(), "target": record, "watched_by": BY, **until}
    return alerted.decided("address-watched-1", f"W{number}", data)


async def test_the_longest_watch_of_an_address_is_the_addresss() -> None:
    """Whatever wording it was said of; the list has the address once, and not what has ended."""
    names = await wordings(await play())
    store = await play(watching(1, names[0], 3), watching(2, names[1], 9), tick(NOW))
    found = await view_watch(shelf(store), names[0], T)
    assert found is not None
    assert found.watch is not None
    assert (found.records, found.watch.until) == (tuple(sorted(names)), days_ago(-9).timestamp())
    assert [one.address for one in await list_watched(shelf(store), T)] == [found.address]
    assert await list_watched(shelf(store), days_ago(-10).timestamp()) == []
    ended = await play(watching(1, names[0], 3), watching(2, names[1], 9), watching(3, names[1], None), tick(NOW))
    [left] = await list_watched(shelf(ended), T)
    assert left.watch is not None
    assert left.watch.until == days_ago(-3).timestamp()


async def wordings(store: MemoryStore) -> list[RecordId]:
    """Both records of the flat."""
    held = (await view(store, "domestic")).told.held
    found = await view_watch(shelf(store), RecordId(held.target.entity), T)
    assert found is not None
    names = [RecordId(key.split(":", 1)[1]) for key in store.documents if key.startswith("address-record:")]
    views = {name: await view_watch(shelf(store), name, T) for name in names}
    return [name for name, one in views.items() if one and one.address == found.address]


async def test_nobody_is_shown_by_watching() -> None:
    """Vera's cottage may be on the list for whoever put it there; nothing may be told of it."""
    store = await play()
    names = [RecordId(key.split(":", 1)[1]) for key in store.documents if key.startswith("address-record:")]
    hidden = [name for name in names if await view_watch(shelf(store), name, T) is None]
    assert hidden
    watched = await play(*(watching(n, name, 5) for n, name in enumerate(hidden)), tick(NOW))
    assert await list_watched(shelf(watched), T) == []
