"""The life of one alert, step by step."""

from copy import deepcopy
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from scoring.state import keys
from scoring.state.documents import Alert, Alerts, read
from scoring.state.keys import Subject, kind_of
from streams.codec import ALERT
from streams.events.observation import ObservationEvent
from tests import alerted
from tests.alerted import decided, rule
from tests.events import read_event
from tests.laws.alert_worlds import adoption, tick
from tests.laws.memory import MemoryStore
from tests.laws.worlds import START, WORKER, _envelope

RULE = rule("often", "Often", "person", [{"indicator": "contacts", "days": 28, "at_least": 2}], quiet_days=10)
ASHBY = {"local_record_id": "L1", "family_name": "Ashby", "given_name": "Maureen", "birth_date": "1961-03-14"}


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def contact(number: int, happened: float, person: dict[str, str] = ASHBY, **more: Any) -> ObservationEvent:
    data = {
        "happened_at": day(happened).isoformat(),
        "recorded_at": day(happened + 0.1).isoformat(),
        "category": "domestic-incident",
        "contact": WORKER,
        "person": person,
        **more,
    }
    return read_event(_envelope("police-incident-recorded-1", f"E{number}", data))


def erasure(number: int, at: float) -> ObservationEvent:
    data = {"recorded_at": day(at).isoformat(), "target": f"E{number}"}
    return read_event(_envelope("record-erased-1", f"X{number}", data))


def answer(kind: str, alert: Alert, entity: str, at: float, **more: str) -> ObservationEvent:
    named = {"alert": alert.id, "entity": entity, "subject": "person", "answered_by": WORKER}
    data = {"recorded_at": day(at).isoformat(), **named, **more}
    return read_event(decided(kind, f"A{at}", data))


def begin(*rules: dict[str, Any]) -> MemoryStore:
    return MemoryStore().play([adoption(list(rules or (RULE,))), tick(0)])


def only_alert(store: MemoryStore) -> tuple[str, Alert]:
    ((key, held),) = [(k, read(k, raw)) for k, raw in store.documents.items() if kind_of(k) == "person-alerts"]
    assert isinstance(held, Alerts)
    (alert,) = held.current
    return key.split(":", 1)[1], alert


def told(store: MemoryStore) -> list[str]:
    return [ALERT.validate_json(entry.event).data.change.value for entry in store.outbox if entry.topic == "alerts"]


def test_many_contacts_are_one_alert_that_time_clears() -> None:
    """Raised once however many events feed it, and cleared by the tick that carries the window past, not before."""
    store = begin().play([contact(1, 1), contact(2, 2), contact(3, 3), tick(4), contact(4, 5), tick(20)])
    assert told(store) == ["raised"]
    store.play([tick(30.9)])
    assert told(store) == ["raised"]
    store.play([tick(31)])
    assert told(store) == ["raised", "cleared"]


def test_a_correction_withdraws_and_says_so() -> None:
    """Where a contact that an alert rests on is erased later, the alert is withdrawn, not cleared."""
    store = begin().play([contact(1, 1), contact(2, 2), tick(3), erasure(1, 4), tick(5)])
    assert told(store) == ["raised", "withdrawn"]


def test_what_one_interval_takes_back_leaves_nothing() -> None:
    """Raised and taken back between two ticks: both are told, and nothing is left in the state."""
    store = begin().play([contact(1, 1), contact(2, 2), erasure(2, 2.5), tick(3)])
    assert told(store) == ["raised", "withdrawn"]
    assert not [key for key in store.documents if kind_of(key) == "person-alerts"]


@pytest.mark.parametrize("later", [False, True])
def test_an_answer_stands(later: bool) -> None:
    """Acknowledged at once or after a tick, by whom and when is kept, and it stays so while contacts go on."""
    store = begin().play([contact(1, 1), contact(2, 2), *([tick(3)] if later else [])])
    entity, alert = only_alert(store)
    store.play([answer("alert-acknowledged-1", alert, entity, 3.5), contact(3, 3), tick(4), tick(5)])
    _, stands = only_alert(store)
    assert (stands.id, stands.state, stands.since) == (alert.id, "acknowledged", day(3.5).timestamp())
    assert told(store) == ["raised", "acknowledged"]


def test_an_answer_that_comes_again_changes_nothing_at_all() -> None:
    """Not even from what the alert is worked out next: nobody is looked at for an answer that is known, in the interval
    of the first time or in a later one."""
    store = begin().play([contact(1, 1), contact(2, 2), tick(3)])
    entity, alert = only_alert(store)
    given = answer("alert-acknowledged-1", alert, entity, 3.5)
    store.play([given, tick(4)])
    stood = deepcopy((store.documents, store.members, store.scores, store.outbox))
    store.play([given])
    assert (store.documents, store.members, store.scores, store.outbox) == stood


def test_a_dismissed_alert_is_quiet_and_then_asks_again() -> None:
    """Dismissed, it stays so for its quiet time; when it still holds after that it is raised again, the same alert."""
    store = begin().play([contact(n, n) for n in range(1, 9)] + [tick(9)])
    entity, alert = only_alert(store)
    store.play([answer("alert-dismissed-1", alert, entity, 9.5, reason="known-and-in-hand"), tick(10), tick(19)])
    assert told(store) == ["raised", "dismissed"]
    store.play([tick(19.5)])
    assert told(store) == ["raised", "dismissed", "reopened"]
    assert only_alert(store)[1].id == alert.id


def test_within_the_quiet_time_an_ended_alert_comes_back_under_its_id() -> None:
    """What ends and begins again within the quiet time is one alert; after it, another."""
    store = begin().play([contact(1, 1), contact(2, 2), tick(3), tick(30)])
    _, first = only_alert(store)
    store.play([contact(3, 31), contact(4, 31.5), tick(32), tick(60)])
    assert only_alert(store)[1].id == first.id
    store.play([tick(74), contact(5, 75), contact(6, 75.5), tick(76)])
    assert only_alert(store)[1].id != first.id
    assert told(store) == ["raised", "cleared", "reopened", "cleared", "raised"]


def test_parted_records_take_their_alert_with_them() -> None:
    """When a person decides that two records are of two people, the alert their contacts made together is withdrawn."""
    other = ASHBY | {"local_record_id": "L2", "family_name": "Ashbee"}
    store = begin().play([contact(1, 1), contact(2, 2, other), tick(3)])
    assert told(store) == ["raised"]
    records = sorted(key.split(":", 1)[1] for key in store.documents if kind_of(key) == "person-record")
    data = {
        "recorded_at": day(4).isoformat(),
        "subject": "person",
        "one": records[0],
        "other": records[1],
        "decided_by": WORKER,
        "reason": "person-asked",
    }
    store.play([read_event(decided("link-refused-1", "D1", data)), tick(5)])
    assert told(store) == ["raised", "withdrawn"]


def test_new_rules_look_at_everybody() -> None:
    """A situation that was there before its rule is found by the tick after the rule was adopted; the alerts of a rule
    that is gone are withdrawn."""
    store = begin().play([contact(1, 1), contact(2, 2), tick(3)])
    other = rule("ever", "Ever", "person", [{"indicator": "contacts", "days": 91, "at_least": 1}])
    said = {"recorded_at": day(3).isoformat(), "adopted_by": WORKER, "version": "two", "rules": [other]}
    changed = read_event(decided("rules-adopted-1", "RULES2", said))
    store.play([changed, tick(4)])
    assert told(store) == ["raised", "raised", "withdrawn"]
    assert keys.SWEEP not in store.documents
    assert Subject.PERSON.value in next(iter(store.scores[keys.agenda("two")]))


def test_of_nobody_very_restricted_there_is_an_alert() -> None:
    """Contacts of somebody whose existence is withheld raise nothing, and nothing at the address they name."""
    home = {"text": "Flat 2, 14 Curlew Street"}
    at_home = rule("home", "Home", "household", [{"indicator": "contacts", "days": 28, "at_least": 1}])
    sent = [contact(n, n, sensitivity="V", address=home) for n in (1, 2, 3)]
    assert told(begin(RULE, at_home).play([*sent, tick(4)])) == []


@pytest.mark.parametrize(
    ("born", "words"),
    [
        ("2015-03-14", "not brought to 2 appointments one after the other in the last 91 days"),
        ("1961-03-14", "2 appointments missed one after the other in the last 91 days"),
        (None, "2 appointments missed one after the other in the last 91 days"),
    ],
)
@pytest.mark.parametrize("subject", ["person", "household"])
def test_a_child_is_not_brought(subject: str, born: str | None, words: str) -> None:
    """Nobody under 18 is said to have missed what others should have brought them to, alone or in their household."""
    store = begin(rule("missed", "Missed", subject, [{"indicator": "missed-run", "days": 91, "at_least": 2}]))
    person = {key: value for key, value in (ASHBY | {"birth_date": born}).items() if value}
    store.play([missed(1, person, 1), missed(2, person, 8), tick(9)])
    (notice,) = [ALERT.validate_json(entry.event).data for entry in store.outbox if entry.topic == "alerts"]
    assert [because.words for because in notice.because] == [words]


def missed(number: int, person: dict[str, str], happened: float) -> ObservationEvent:
    data = {
        "happened_at": day(happened).isoformat(),
        "recorded_at": day(happened).isoformat(),
        "category": "outpatient",
        "contact": WORKER,
        "person": person,
        "address": {"text": "14 Curlew Street", "postcode": "NM4 2QX"},
    }
    return read_event(_envelope("ecds-dna-recorded-1", f"M{number}", data, "uk.health.northmoor-general"))


def test_an_alert_of_a_rule_that_is_no_more_is_forgotten_in_its_time() -> None:
    """Withdrawn with its rule, and gone a quarter later, whether or not anybody comes by."""
    store = begin().play([contact(1, 1), contact(2, 2), tick(3)])
    later = rule("other", "Other", "person", [{"indicator": "contacts", "days": 7, "at_least": 9}])
    adopted = alerted.adoption([later], "later")
    adopted["data"]["recorded_at"] = day(4).isoformat()
    store.play([read_event(adopted), tick(5)])
    assert only_alert(store)[1].state == "withdrawn"
    store.play([tick(97), tick(98)])
    assert not [key for key in store.documents if kind_of(key) == "person-alerts"]


HOME = {"text": "3 Mill Lane", "postcode": "NM9 1AA"}
TOMASZ = {"local_record_id": "L9", "family_name": "Zielinski", "given_name": "Tomasz", "birth_date": "1988-07-02"}
CROWDED = rule("home", "Home", "household", [{"indicator": "contacts", "days": 28, "at_least": 3}])


def test_who_moved_out_a_year_ago_leaves_by_time() -> None:
    """What somebody is met for elsewhere counts at their home until they were last seen there a year ago: the first
    tick from then on clears the alert, whether or not anybody comes by."""
    elsewhere = [contact(3, 356), contact(4, 357)]
    store = begin(CROWDED).play([contact(1, 1, address=HOME), contact(2, 355, TOMASZ, address=HOME), *elsewhere])
    assert told(store.play([tick(358), tick(365.9)])) == ["raised"]
    assert told(store.play([tick(366)])) == ["raised", "cleared"]


AWAY = rule("away", "Away", "household", [{"indicator": "contacts", "categories": ["police/missing-person"],
                                          "days": 28, "at_least": 2}])  # fmt: skip


def many(number: int) -> list[dict[str, str]]:
    names = ["Ashby", "Okafor", "Zielinski", "Prendergast", "Llewellyn", "Marsh", "Kaur"]
    return [
        {"local_record_id": f"{n}", "family_name": names[n % 7], "given_name": f"{'ABCD'[n // 7]}lex", **_born(n)}
        for n in range(number)
    ]


def at_home(who: dict[str, str], happened: float) -> ObservationEvent:
    return contact(100 + int(who["local_record_id"]), happened, who, address=HOME)


def go_missing(who: dict[str, str], *happened: float) -> list[ObservationEvent]:
    """Away from home."""
    return [missing(200 + at, moment, person=who) for at, moment in enumerate(happened)]


def test_a_hostel_that_empties_is_a_household_by_time() -> None:
    """Where the last but twenty was seen a year ago, the first tick from then on looks at what is known of those who
    are left, wherever it was; till then nobody's troubles elsewhere are the others'."""
    people = many(21)
    seen = [at_home(who, 350 if at else 1) for at, who in enumerate(people)]
    store = begin(AWAY).play([*seen, *go_missing(people[5], 360, 361), tick(362), tick(365)])
    assert told(store) == []
    assert told(store.play([tick(366)])) == ["raised"]


def test_one_more_who_is_seen_ends_no_alert() -> None:
    """A flat where a twenty-first name is seen is still where somebody was missing twice: the alert stays, for as long
    as it would have stayed."""
    people = many(21)
    store = begin(AWAY).play([*[at_home(who, 2 + at / 9) for at, who in enumerate(people[:20])], tick(6)])
    store.play([*go_missing(people[5], 7, 8), tick(9), at_home(people[20], 9.5), tick(10)])
    assert told(store) == ["raised"]
    assert told(store.play([tick(34.9)])) == ["raised"]
    assert told(store.play([tick(35)])) == ["raised", "cleared"]


def test_with_whom_is_seen_later_it_goes_on_no_longer() -> None:
    """What goes on in a crowd rests on those who were seen there first: troubles elsewhere of one who came after are
    not theirs."""
    people = many(21)
    store = begin(AWAY).play([*[at_home(who, 2 + at / 9) for at, who in enumerate(people[:20])], tick(6)])
    store.play([*go_missing(people[5], 7, 8), tick(9), at_home(people[20], 9.5)])
    store.play([missing(300 + at, 20 + at, person=people[20]) for at in range(3)])
    assert told(store.play([tick(34), tick(35)])) == ["raised", "cleared"]


def test_who_moved_out_of_a_crowd_a_year_ago_leaves_by_time() -> None:
    """As from a household, though there are more than live in one still."""
    people = many(22)
    seen = [at_home(who, 2.5 if at == 5 else 340) for at, who in enumerate(people[:20])]
    store = begin(AWAY).play([*seen, *go_missing(people[5], 350, 351), tick(352)])
    store.play([at_home(people[20], 353), at_home(people[21], 353), tick(354), tick(367.4)])
    assert told(store) == ["raised"]
    assert told(store.play([tick(367.5)])) == ["raised", "cleared"]


def test_what_happens_at_a_hostel_counts_there() -> None:
    """Household rules hold where more people are seen than live in a household, on what is known of the address."""
    store = begin(AWAY).play([at_home(who, 2 + at / 9) for at, who in enumerate(many(21))])
    store.play([tick(6), missing(301, 7, address=HOME), missing(302, 7.5, person=ZIELINSKI, address=HOME), tick(8)])
    assert told(store) == ["raised"]
    assert told(store.play([tick(35)])) == ["raised", "cleared"]


def test_what_began_at_a_hostel_is_not_ended_by_what_is_elsewhere() -> None:
    """Nobody has been met there for two months, and it stays so though one of them is met in another place; somebody
    who is met there ends it."""
    silent = rule("silent", "Silent", "household", [{"indicator": "days-since-contact", "at_least": 60}])
    people = many(21)
    store = begin(silent).play([*[at_home(who, 2 + at / 9) for at, who in enumerate(people)], tick(70)])
    store.play([*go_missing(people[3], 71), tick(72), tick(73), tick(74)])
    assert told(store) == ["raised"]
    store.play([missing(301, 75, address=HOME), missing(302, 76, person=people[4]), tick(76.5), tick(77)])
    assert told(store) == ["raised", "cleared"]
    assert told(store.play([tick(134.9)])) == ["raised", "cleared"]
    assert told(store.play([tick(135)])) == ["raised", "cleared", "raised"]


def _born(number: int) -> dict[str, str]:
    return {"birth_date": f"{1950 + number}-0{1 + number % 9}-1{number % 10}"}


def test_what_goes_at_its_age_clears() -> None:
    """Nobody was mistaken where the contacts that an alert rests on are past their age: it is cleared."""
    store = begin(rule("silent", "Silent", "person", [{"indicator": "days-since-contact", "at_least": 60}]))
    store.play([contact(1, 1), tick(70), _keeping(tick(400), 12)])
    assert told(store) == ["raised", "cleared"]


def _keeping(event: ObservationEvent, months: int) -> ObservationEvent:
    assert event.type == "tick-1"
    return event.model_copy(update={"data": event.data.model_copy(update={"keep_months": months})})


def test_an_answer_by_a_clock_that_is_behind_counts() -> None:
    """Whoever answers at once, at a machine whose clock is seconds behind the ticks', has answered; what was answered
    before the alert was raised again has not been answered."""
    store = begin().play([contact(1, 1), contact(2, 2), tick(3)])
    entity, alert = only_alert(store)
    behind = alert.opened / 86_400 - START.timestamp() / 86_400 - 5 / 86_400
    store.play([answer("alert-dismissed-1", alert, entity, behind, reason="no-concern"), tick(3.1)])
    assert told(store) == ["raised", "dismissed"]
    assert told(store.play([tick(10), tick(10.1), tick(11)]))[2:] == ["reopened"]


MISSING = {"indicator": "contacts", "categories": ["police/missing-person"], "at_least": 1}
WATCHED_OVER = rule("missing", "Missing", "person", [{**MISSING, "days": 1}], until=[{**MISSING, "days": 7}])


def handle(store: MemoryStore, at: float) -> MemoryStore:
    entity, alert = only_alert(store)
    return store.play([answer("alert-actioned-1", alert, entity, at, action="visited")])


def test_what_comes_again_after_it_was_dealt_with_is_raised_again() -> None:
    """A child is missing on one day, somebody acts, and the alert stands for a week; on the third day it is missing
    again: whoever acted did not act on that, so it is raised again, once."""
    store = handle(begin(WATCHED_OVER).play([missing(1, 1), tick(1.2)]), 1.3)
    assert told(store.play([tick(2.5)])) == ["raised", "actioned"]
    assert told(store.play([missing(2, 3), tick(3.2), tick(3.4)])) == ["raised", "actioned", "reopened"]
    assert told(handle(store, 3.5).play([tick(3.6), tick(4.5)])) == ["raised", "actioned", "reopened", "actioned"]


def test_what_goes_on_stays_dealt_with() -> None:
    """Another report while the first still holds, a contact of another kind, or the same report sent again is no new
    situation."""
    store = handle(begin(WATCHED_OVER).play([missing(1, 1), tick(1.2)]), 1.3)
    store.play([missing(2, 1.4), contact(3, 3), missing(1, 1, recorded_at=day(3).isoformat()), tick(3.2)])
    assert told(store) == ["raised", "actioned"]


def missing(number: int, happened: float, **more: Any) -> ObservationEvent:
    return contact(number, happened, category="missing-person", **more)


def test_what_became_known_late_is_raised_again_too() -> None:
    """A second night away was reported before somebody acted on the first, and came in after that, as from a nightly
    file: nobody has acted on it, whatever the report says of when it was written."""
    store = handle(begin(WATCHED_OVER).play([missing(1, 1), tick(2.0)]), 3.5).play(
        [tick(3.6), missing(2, 3), tick(3.7)]
    )
    assert told(store) == ["raised", "actioned", "reopened"]


def test_what_was_dealt_with_stays_so_when_it_is_restated() -> None:
    """Two nights away were known when somebody acted; the second is told again with a word changed: once is enough."""
    store = begin(WATCHED_OVER).play([missing(1, 1), tick(1.2), missing(2, 2.2), tick(2.3)])
    handle(store, 2.5).play([tick(2.6), missing(2, 2.2, recorded_at=day(2.9).isoformat()), tick(3)])
    assert told(store) == ["raised", "actioned"]


def test_an_older_report_that_comes_late_is_nothing_new() -> None:
    """Another agency tells a day later of the same evening: what was dealt with began earlier than was known."""
    store = handle(begin(WATCHED_OVER).play([missing(1, 1), tick(1.2)]), 1.3)
    assert told(store.play([tick(1.4), missing(2, 0.9), tick(1.5)])) == ["raised", "actioned"]


MISSED_TWICE = rule("missed", "Missed", "person", [{"indicator": "missed-run", "days": 91, "at_least": 2}])
SILENT = rule("silent", "Silent", "person", [{"indicator": "days-since-contact", "at_least": 60}])


def seen(number: int, happened: float, status: str) -> ObservationEvent:
    data = {
        "happened_at": day(happened).isoformat(),
        "recorded_at": day(happened).isoformat(),
        "category": status,
        "contact": WORKER,
        "person": ASHBY,
        "team": "A06",
    }
    return read_event(_envelope("mh-contact-recorded-1", f"S{number}", data, "uk.health.northmoor-mental-health"))


@pytest.mark.parametrize("kept", [15.1, 14.5])
def test_what_ends_because_something_happened_is_cleared(kept: float) -> None:
    """Somebody missed two appointments and comes to the third: nobody was mistaken, and nothing is taken back, also
    where it is known only at the next tick."""
    store = begin(MISSED_TWICE).play(
        [seen(1, 1, "3"), seen(2, 8, "3"), tick(9), tick(15), seen(3, kept, "5"), tick(16)]
    )
    assert told(store) == ["raised", "cleared"]


def test_what_should_not_have_been_raised_is_withdrawn() -> None:
    """That an appointment between the two was kept is told late: they were never missed one after the other."""
    store = begin(MISSED_TWICE).play([seen(1, 1, "3"), seen(2, 8, "3"), tick(9), tick(15), seen(3, 4, "5"), tick(16)])
    assert told(store) == ["raised", "withdrawn"]


def test_who_is_met_again_after_a_long_time_is_no_mistake() -> None:
    """Raised for silence, cleared by the contact that ends it; withdrawn by one that was there all the while."""
    store = begin(SILENT).play([contact(1, 1), tick(62), tick(80), contact(2, 80.5), tick(81)])
    assert told(store) == ["raised", "cleared"]
    store = begin(SILENT).play([contact(1, 1), tick(62), tick(80), contact(2, 40), tick(81)])
    assert told(store) == ["raised", "withdrawn"]


EARLIER = ASHBY | {"local_record_id": "L2", "family_name": "Ashbee"}


def acted_on() -> MemoryStore:
    """Alert of Ashby that somebody has acted on, a day ago."""
    return handle(begin().play([contact(1, 5), contact(2, 6), tick(7)]), 7.5).play([tick(8)])


@pytest.mark.parametrize("later", [False, True])
def test_who_was_met_earlier_than_was_known_keeps_their_alert(later: bool) -> None:
    """Their history is loaded, and they are named after its first record: the alert is the same and stays answered,
    nobody is told anything, and after the quiet time it is raised again."""
    store = acted_on()
    _, before = only_alert(store)
    store.play([contact(3, 0.5, EARLIER), *([tick(9)] if later else [])])
    named, stands = only_alert(store)
    assert (stands.id, stands.state, stands.since) == (before.id, "actioned", before.since)
    assert store.documents.keys() >= {f"person:{named}"}
    assert told(store) == ["raised", "actioned"]
    assert told(store.play([tick(17.5)])) == ["raised", "actioned", "reopened"]
    assert only_alert(store)[1].id == before.id


@pytest.mark.parametrize("moved", [False, True])
def test_an_answer_finds_whoever_it_was_about(moved: bool) -> None:
    """Given on a page that was opened before they were named otherwise, and come in before or after that."""
    store = begin().play([contact(1, 5), contact(2, 6), tick(7)])
    entity, alert = only_alert(store)
    given = answer("alert-actioned-1", alert, entity, 7.5, action="visited")
    history = contact(3, 0.5, EARLIER)
    store.play([history, given] if moved else [given, history])
    assert only_alert(store)[1].state == "actioned"
    assert told(store.play([tick(8), tick(9)])) == ["raised", "actioned"]


def test_an_alert_goes_back_with_who_is_parted() -> None:
    """Two people were taken for one, and a clerk parts them: the alert goes with the one it was raised about."""
    store = acted_on().play([contact(3, 0.5, EARLIER), tick(9)])
    records = sorted(key.split(":", 1)[1] for key in store.documents if kind_of(key) == "person-record")
    said = {"subject": "person", "one": records[0], "other": records[1], "decided_by": WORKER, "reason": "person-asked"}
    data = {"recorded_at": day(9.5).isoformat(), **said}
    store.play([read_event(decided("link-refused-1", "D1", data)), tick(10)])
    assert only_alert(store)[1].state == "actioned"
    assert told(store) == ["raised", "actioned"]


ZIELINSKI = {"local_record_id": "L7", "family_name": "Zielinski", "given_name": "Tomasz", "birth_date": "1988-07-02"}


def find_one(store: MemoryStore, at: float) -> ObservationEvent:
    """A clerk finds that the two who are known are one."""
    records = sorted(key.split(":", 1)[1] for key in store.documents if kind_of(key) == "person-record")
    said = {"subject": "person", "one": records[0], "other": records[1], "decided_by": WORKER, "reason": "person-asked"}
    return read_event(decided("link-confirmed-1", "D1", {"recorded_at": day(at).isoformat(), **said}))


def test_of_two_alerts_that_come_together_one_stays() -> None:
    """Two people each have an alert of a rule, and a clerk finds that they are one: that of whom was met first stays,
    and the other is withdrawn."""
    store = begin().play(
        [contact(1, 5), contact(2, 6), tick(7), contact(3, 7.2, ZIELINSKI), contact(4, 7.3, ZIELINSKI), tick(8)]
    )
    store.play([find_one(store, 8.5), tick(9)])
    assert told(store) == ["raised", "raised", "withdrawn"]
    assert sorted(alert.state for alert in list_alerts(store)) == ["raised", "withdrawn"]


def with_two(*rules: dict[str, Any]) -> tuple[MemoryStore, ObservationEvent, list[tuple[str, Alert]]]:
    """Of two people with an alert each, the elder first, and that they are one."""
    store = begin(*rules).play([missing(1, 5), missing(2, 5.2), tick(5.5)])
    store.play([missing(3, 6.5, person=ZIELINSKI), missing(4, 6.6, person=ZIELINSKI), tick(6.7)])
    held = [(k.split(":", 1)[1], read(k, raw)) for k, raw in store.documents.items() if kind_of(k) == "person-alerts"]
    alerts = [(entity, alert) for entity, each in held if isinstance(each, Alerts) for alert in each.current]
    return store, find_one(store, 7.5), sorted(alerts, key=lambda each: each[1].opened)


def states(store: MemoryStore) -> dict[str, str]:
    return {alert.id: alert.state for alert in list_alerts(store)}


@pytest.mark.parametrize("kind", ["dismissed", "actioned", "acknowledged"])
@pytest.mark.parametrize("order", [[0], [0, 1, 2], [2, 1, 0]])
def test_an_alert_that_nobody_answered_survives_one_that_somebody_did(kind: str, order: list[int]) -> None:
    """Whoever looked into the elder alert looked into nothing of the other's: that one stays, for someone to answer,
    whether the answer came before it was known that they are one or between the same two ticks, before or after it."""
    store, found, ((entity, elder), (_, other)) = with_two()
    more = {"dismissed": {"reason": "known-and-in-hand"}, "actioned": {"action": "visited"}, "acknowledged": {}}
    given = answer(f"alert-{kind}-1", elder, entity, 7, **more[kind])
    later: list[ObservationEvent] = [given, found, contact(9, 6.8)]
    store.play([given, tick(7.2), found] if order == [0] else [later[at] for at in order]).play([tick(8)])
    assert states(store) == {elder.id: "withdrawn", other.id: "raised"}
    assert told(store)[-1] == "withdrawn"
    store.play([tick(8.5)])
    assert states(store)[other.id] == "raised"


def test_one_that_was_taken_on_survives_one_that_was_dealt_with() -> None:
    """Whoever took it on has not said yet what came of it."""
    store, found, ((entity, elder), (whom, other)) = with_two()
    store.play([answer("alert-dismissed-1", elder, entity, 7, reason="known-and-in-hand")])
    store.play([answer("alert-acknowledged-1", other, whom, 7.1), tick(7.2), found, tick(8)])
    assert states(store) == {elder.id: "withdrawn", other.id: "acknowledged"}


@pytest.mark.parametrize("elder_first", [True, False])
def test_of_two_that_were_dealt_with_that_stays_which_asks_again_first(elder_first: bool) -> None:
    """Neither quiet time is made longer by the other."""
    store, found, alerts = with_two()
    for at, (entity, alert) in zip((7, 7.2), alerts if elder_first else alerts[::-1], strict=True):
        store.play([answer("alert-actioned-1", alert, entity, at, action="visited")])
    store.play([tick(7.4), found, tick(8), tick(16.9)])
    assert told(store)[-1] == "withdrawn"
    store.play([tick(17.1)])
    assert told(store)[-1] == "reopened"


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize("at", [(7, 7.1), (7.1, 7)])
def test_what_was_dealt_with_under_either_stays_so(settled: bool, at: tuple[float, float]) -> None:
    """Of a rule without a quiet time: each of two nights away was looked into, under an alert of its own."""
    store, found, alerts = with_two(WATCHED_OVER)
    for moment, (entity, alert) in zip(at, alerts, strict=True):
        store.play([answer("alert-actioned-1", alert, entity, moment, action="visited")])
    store.play([*([tick(7.4)] if settled else []), found, tick(7.6), tick(8), tick(8.2)])
    assert told(store) == ["raised", "raised", "actioned", "actioned", "withdrawn"]


def test_a_household_keeps_its_alert_too() -> None:
    """Written otherwise by an agency that knew of it earlier."""
    home = rule("home", "Home", "household", [{"indicator": "contacts", "days": 28, "at_least": 2}])
    flat = {"text": "3 Mill Lane", "postcode": "NM9 1AA"}
    store = begin(home).play([contact(1, 5, address=flat), contact(2, 6, TOMASZ, address=flat), tick(7)])
    assert told(store) == ["raised"]
    same = {"text": "3 Mill Lane, Northmoor", "postcode": "NM9 1AA"}
    assert told(store.play([contact(3, 0.5, address=same), tick(8), tick(9)])) == ["raised"]


PLACES = rule("places", "Places", "person", [{"indicator": "addresses-seen", "days": 28, "at_least": 2}])


def seen_at(number: int, happened: float, **more: Any) -> ObservationEvent:
    return contact(number, happened, address={"text": f"{number} Curlew Street", "postcode": "NM4 2QX"}, **more)


def list_findings(store: MemoryStore) -> list[tuple[str, str, float]]:
    notices = [ALERT.validate_json(entry.event).data for entry in store.outbox if entry.topic == "alerts"]
    return [(each.change.value, each.because[0].words, each.because[0].value) for each in notices]


def test_no_event_says_at_how_many_addresses_somebody_restricted_was_seen() -> None:
    """As on their page; also where they are restricted afterwards, and when it ends."""
    anybody = begin(PLACES).play([seen_at(1, 1), seen_at(2, 2), tick(3)])
    raised = ("raised", "seen at 2 addresses in the last 28 days", 2.0)
    assert list_findings(anybody) == [raised]
    strict = begin(PLACES).play([seen_at(1, 1), seen_at(2, 2, sensitivity="R"), tick(3), tick(35)])
    hidden = "seen at several addresses"
    assert list_findings(strict) == [("raised", hidden, 0.0), ("cleared", hidden, 0.0)]
    later = anybody.play([contact(3, 4, sensitivity="R"), tick(5), tick(35)])
    assert list_findings(later) == [raised, ("cleared", hidden, 0.0)]
    erased = begin(PLACES).play([seen_at(1, 1, sensitivity="R"), seen_at(2, 2), tick(3), erasure(1, 4), erasure(2, 4)])
    assert list_findings(erased) == [("raised", hidden, 0.0), ("withdrawn", hidden, 0.0)]


def test_whose_record_was_gone_for_a_moment_has_their_alert() -> None:
    """What an agency said of somebody is erased, and something else comes, amid the interval in which they are known to
    be one with somebody who was met earlier: in any order the alert is the one that there was."""
    often = rule("once", "Once", "person", [{"indicator": "contacts", "days": 28, "at_least": 1}])
    stood, stands = begin(often).play([contact(1, 5), tick(7)]), list[set[tuple[str, str]]]()
    for order in permutations([erasure(1, 7.5), contact(2, 6), contact(3, 0.5, EARLIER)]):
        store = deepcopy(stood).play([*order, tick(8)])
        stands.append({(alert.id, alert.state) for alert in list_alerts(store)})
    assert stands == [{(only_alert(stood)[1].id, "raised")}] * 6


def list_alerts(store: MemoryStore) -> list[Alert]:
    held = [read(key, raw) for key, raw in store.documents.items() if kind_of(key) == "person-alerts"]
    return [alert for each in held if isinstance(each, Alerts) for alert in each.current]


def test_whoever_was_told_that_it_began_is_told_that_it_is_over() -> None:
    """Its rule was for the hub, is for the children's team now, and the alert is raised again under that: all that it
    rested on is erased, and both hear of it."""
    store = handle(begin().play([contact(1, 1), contact(2, 2), tick(3)]), 3.5).play([tick(4)])
    others = rule("often", "Often", "person", RULE["when"], quiet_days=10, receivers=["children"])
    said = {"recorded_at": day(4).isoformat(), "adopted_by": WORKER, "version": "two", "rules": [others]}
    store.play([read_event(decided("rules-adopted-1", "RULES2", said)), tick(5), tick(14)])
    store.play([erasure(1, 15), erasure(2, 15), tick(16)])
    notices = [ALERT.validate_json(entry.event).data for entry in store.outbox if entry.topic == "alerts"]
    assert [(each.change.value, [*each.receivers]) for each in notices] == [
        ("raised", ["hub"]),
        ("actioned", ["hub"]),
        ("reopened", ["children"]),
        ("withdrawn", ["children", "hub"]),
    ]
