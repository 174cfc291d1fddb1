"""What becomes of a case where it is not seen from: closed or carried on at another address, or at none."""

import asyncio
from collections.abc import Sequence
from itertools import permutations
from typing import Any
from unittest.mock import patch

import pytest

from scoring.indicators.cases import find_open_cases
from scoring.indicators.facts import Fact, Facts, Further
from scoring.linkage.records import RecordId
from scoring.state.activity import Moment
from scoring.state.address_view import view_address
from scoring.state.documents import MOST_TURNS, AddressRecord, Contact, PersonRecord, Worker, read
from scoring.state.keys import kind_of
from scoring.state.person_view import view_person
from scoring.state.reads import Shelf
from streams.contract import EventKey
from streams.events.observation import ObservationEvent
from tests.alerted import rule
from tests.events import read_event
from tests.laws.alert_worlds import adoption, tick
from tests.laws.answers import MemoryArea
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.worlds import WORKER, _envelope
from tests.unit.test_alert_lives import ASHBY, day, erasure, told

OPEN = rule("open", "Open", "address", [{"indicator": "open-cases", "at_least": 1}])
CHILD = rule("child", "Child", "household", [{"indicator": "children-known", "at_least": 1}])
THEIRS = rule("theirs", "Theirs", "person", [{"indicator": "open-cases", "at_least": 1}])
HERE = {"text": "3 Mill Lane", "postcode": "NM9 1AA"}
THERE = {"text": "14 Curlew Street", "postcode": "NM4 2QX"}
_NAMED = (RecordId("p"), RecordId("a"), Worker("Sam Reed", "Social worker", "Adults north"))
COLIN = {"local_record_id": "L5", "family_name": "Prendergast", "given_name": "Colin", "birth_date": "1947-01-30"}


def case(what: str, number: int, at: float, address: dict[str, str] | None = None, **more: Any) -> ObservationEvent:
    said = {"happened_at": day(at).isoformat(), "recorded_at": day(at + 0.1).isoformat(), "contact": WORKER}
    named = {"category": "child-in-need", "case_id": "C1", "person": ASHBY} | ({"address": address} if address else {})
    held = {name: value for name, value in (said | named | more).items() if value is not None}
    return read_event(_envelope(f"council-case-{what}-1", f"E{number}", held))


def met(number: int, at: float, address: dict[str, str], person: dict[str, str]) -> ObservationEvent:
    data = {"happened_at": day(at).isoformat(), "recorded_at": day(at).isoformat(), "category": "hoax"}
    more = {"contact": WORKER, "person": person, "address": address}
    return read_event(_envelope("police-incident-recorded-1", f"E{number}", data | more))


def play(rules: Sequence[dict[str, Any]], *events: ObservationEvent) -> MemoryStore:
    return MemoryStore().play([adoption(list(rules)), tick(0), *events])


def record_of(store: MemoryStore, word: str) -> RecordId:
    for key, raw in store.documents.items():
        held = read(key, raw) if kind_of(key) in ("person-record", "address-record") else None
        if isinstance(held, AddressRecord) and word in held.statement.text:
            return RecordId(key.split(":", 1)[1])
        if isinstance(held, PersonRecord) and word == held.statement.family_name:
            return RecordId(key.split(":", 1)[1])
    raise AssertionError(word)


def shown(store: MemoryStore, word: str, at: float) -> tuple[int, int | None, list[int]]:
    """Of an address' page: its open cases, the known children, and the open cases of each agency."""
    moment = Moment(day(at).timestamp())
    view = asyncio.run(view_address(Shelf(MemoryArea(store), MODELS), record_of(store, word), moment))
    assert view
    found = view.activity.developments
    return found.open_cases, found.known_children, [one.open_cases for one in view.activity.involved if one.open_cases]


def shown_of(store: MemoryStore, word: str, at: float) -> int:
    moment = Moment(day(at).timestamp())
    view = asyncio.run(view_person(Shelf(MemoryArea(store), MODELS), record_of(store, word), moment))
    assert view
    return view.activity.developments.open_cases


@pytest.mark.parametrize("where", [None, THERE])
def test_a_case_that_is_closed_elsewhere_is_closed_here(where: dict[str, str] | None) -> None:
    """Whatever address the closing names, or none: the alert is cleared, not withdrawn, and the page shows no case; as
    of before it the page shows the case as it was."""
    store = play([OPEN], case("opened", 1, 10, HERE), tick(11), case("closed", 2, 20, where), tick(21))
    assert told(store) == ["raised", "cleared"]
    assert shown(store, "Mill Lane", 19) == (1, 1, [1])
    assert shown(store, "Mill Lane", 21) == (0, 0, [])


def test_a_case_that_goes_on_elsewhere_is_open_there() -> None:
    """Until it is here again."""
    store = play([OPEN], case("opened", 1, 10, HERE), tick(11), case("changed", 2, 20, THERE), tick(21))
    assert sorted(told(store)) == ["cleared", "raised", "raised"]
    assert shown(store, "Mill Lane", 21)[::2] == (0, [])
    assert shown(store, "Curlew", 21) == (1, 1, [1])
    store.play([case("changed", 3, 30, HERE), tick(31)])
    assert shown(store, "Mill Lane", 31)[0] == 1
    assert shown(store, "Curlew", 31)[0] == 0


def test_a_case_counts_where_its_person_lives() -> None:
    """Nobody said that the child lives elsewhere, only that the case is there now."""
    changed = case("changed", 2, 20, THERE, person=None)
    store = play([CHILD], case("opened", 1, 10, HERE), tick(11), changed, tick(21))
    assert "cleared" not in told(store)
    assert shown(store, "Mill Lane", 21) == (0, 1, [])


def test_a_change_that_names_no_address_leaves_the_case_where_it_is() -> None:
    """It is still open, and nobody said that it is elsewhere."""
    store = play([OPEN], case("opened", 1, 10, HERE), tick(11), case("changed", 2, 20), tick(21))
    assert told(store) == ["raised"]
    assert shown(store, "Mill Lane", 21) == (1, 1, [1])


@pytest.mark.parametrize("what", ["closed", "changed"])
def test_a_child_who_left_is_not_known_here_a_year_later(what: str) -> None:
    """When the person is of the household no more, their case is open elsewhere, or nowhere: nothing is raised about
    whoever lives here now."""
    living = [met(3, 300, HERE, COLIN), met(4, 390, HERE, COLIN)]
    store = play([CHILD], case("opened", 1, 10, HERE), tick(11), case(what, 2, 20, THERE), tick(21), *living)
    before = [*told(store)]
    store.play([tick(376), tick(400), tick(500)])
    assert "raised" not in told(store)[len(before) :]
    assert shown(store, "Mill Lane", 400) == (0, 0, [])


def test_a_case_is_closed_by_an_event_that_names_nobody() -> None:
    """Or somebody else: the case is the person's whose events it had, and it is closed."""
    for more in ({"person": None, "address": THERE}, {"person": COLIN}):
        store = play([THEIRS], case("opened", 1, 10), tick(11), case("closed", 2, 20, **more), tick(21))
        assert told(store) == ["raised", "cleared"]
        assert (shown_of(store, "Ashby", 19), shown_of(store, "Ashby", 21)) == (1, 0)


def test_a_closing_that_is_taken_back_opens_the_case_again() -> None:
    """Erased, it counts here no more."""
    store = play([OPEN], case("opened", 1, 10, HERE), tick(11), case("closed", 2, 20, THERE), tick(21))
    store.play([erasure(2, 22), tick(23)])
    assert told(store)[-1] in ("raised", "reopened")
    assert shown(store, "Mill Lane", 23) == (1, 1, [1])


@pytest.mark.parametrize("sensitivity", ["R", "V"])
def test_a_closing_of_somebody_restricted_changes_nothing_here(sensitivity: str) -> None:
    """Case numbers may be shared: what the page says must not tell of whom it withholds, whether they were restricted
    when the case was closed or are later."""
    opened, closed = case("opened", 1, 10, HERE), case("closed", 2, 20, THERE, person=COLIN, sensitivity=sensitivity)
    at_once = play([OPEN], opened, tick(11), closed, tick(21))
    assert (told(at_once), shown(at_once, "Mill Lane", 21)) == (["raised"], (1, 1, [1]))
    later = play([OPEN], opened, tick(11), case("closed", 2, 20, THERE, person=COLIN), tick(21))
    assert told(later) == ["raised", "cleared"]
    later.play([case("opened", 3, 22, person=COLIN, case_id="C9", sensitivity=sensitivity), tick(23)])
    assert told(later)[2] in ("raised", "reopened")
    assert shown(later, "Mill Lane", 23) == (1, 1, [1])


def test_it_does_not_matter_which_is_told_first() -> None:
    """In one interval, in any order."""
    events = [case("opened", 1, 10, HERE), case("changed", 2, 15), case("closed", 3, 20, THERE)]
    for order in permutations(events):
        store = play([OPEN, CHILD], *order, tick(21))
        assert shown(store, "Mill Lane", 21) == (0, 0, [])
        assert "alerts-open" not in store.scores


def test_what_was_known_then_is_cut_by_the_moment() -> None:
    """Of a case that was closed elsewhere and opened here again: before the closing it was open, before it was opened
    again it was not, and now it is. Where it is closed after all that, it was not yet when it was opened again."""
    said = [
        Contact("council", "council-case-opened", "early-help", at, at, *_NAMED, case_id="1") for at in (10.0, 30.0)
    ]
    facts = tuple(Fact(EventKey(str(number)), contact) for number, contact in enumerate(said))
    closings = [Further(at, True, EventKey("x"), False) for at in (20.0, 40.0)]
    once, later = (Facts(facts, {}, {}, further={("council-case", "1"): (closing,)}) for closing in closings)
    moments = (once.look_back(15.0), once.look_back(25.0), once.stop_before(1), once, later.stop_before(1), later)
    assert [len(find_open_cases(each)) for each in moments] == [1, 0, 0, 1, 1, 0]


def test_a_contact_where_no_case_is_open_costs_no_more() -> None:
    """No case is asked for."""
    store = play([OPEN], met(1, 1, HERE, ASHBY), tick(2))
    assert "episode" not in asked_for(store, met(2, 3, HERE, ASHBY))


def test_one_number_for_everything_is_no_case() -> None:
    """A source that has one number for all its cases does not make each of its events cost as much as all before."""
    homes = [HERE | {"text": f"{n} Mill Lane"} for n in range(1, 201)]
    many = [case("changed", n, n / 10, home, person=None) for n, home in enumerate(homes)]
    store = play([OPEN], *many, tick(21))
    assert asked_for(store, case("closed", 300, 22, THERE)).count("cell") < 3 * MOST_TURNS
    assert shown(store, "Curlew", 23) == (0, 0, [])


def asked_for(store: MemoryStore, event: ObservationEvent) -> list[str]:
    """What kinds of keys are read for it."""
    load, wanted = store.load, list[str]()

    async def note(state: Any, keys: Any, whole: bool = False) -> None:
        wanted.extend(map(kind_of, keys))
        await load(state, keys, whole)

    with patch.object(store, "load", note):
        store.play([event])
    return wanted
