"""What goes at one tick, where much is past its age."""

from unittest.mock import patch

import pytest

from scoring import retention
from scoring.state.documents import RESTRICTED
from tests.laws.memory import Counting, MemoryStore
from tests.laws.test_retention_laws import case_event, draining, tick
from tests.unit.test_alert_lives import ASHBY, EARLIER, contact, day
from tests.unit.test_restrictions_last import play, stands, strictness

NAMES = ["Ashby", "Okafor", "Zielinski", "Prendergast", "Llewellyn", "Marsh", "Kaur", "Thorne"]


def named(number: int) -> dict[str, str]:
    born = f"19{10 + number}-03-14"
    return {"local_record_id": f"N{number}", "family_name": NAMES[number], "given_name": "Alex", "birth_date": born}


def test_what_has_waited_longest_goes_first() -> None:
    """Marked or not: one that was marked waits behind nothing that came to its age after it."""
    with patch.object(retention, "MOST_EVENTS", 2):
        marked = [contact(n, n, named(n), sensitivity="R") for n in (1, 2)]
        store = play(*marked, *[contact(n, n, named(n)) for n in (3, 4, 5, 6)])
        left = [find_standing(store.play([tick(400 + at)])) for at in range(3)]
    assert left == [[3, 4, 5, 6], [5, 6], []]


def find_standing(store: MemoryStore) -> list[int]:
    return [number for number in range(1, 7) if stands(store, number)]


@pytest.mark.parametrize("who", [ASHBY, EARLIER])
def test_nobody_is_free_while_something_of_them_waits_to_go(who: dict[str, str]) -> None:
    """What is past its age is on pages until its turn comes, and so is the restriction."""
    with patch.multiple(retention, MOST_EVENTS=1, _AGAIN=0.0):
        store = play(contact(1, 1, sensitivity="R"), contact(2, 2, who), tick(400))
        assert (strictness(store), stands(store, 2)) == ([RESTRICTED], True)
        assert strictness(store.play(draining(401))) == []


@pytest.mark.parametrize("known", [False, True])
def test_many_cost_no_more_looks_than_few(known: bool) -> None:
    """Of people who are known by something else, and of people who are not; with cases that were closed."""
    asked = [count_looks(number, known) for number in (2, 8)]
    assert asked[1] - asked[0] <= 6, asked


def count_looks(number: int, known: bool) -> int:
    """Round trips of the tick at which what was marked of so many people is past its age."""
    store, sent = Counting(), [tick(0)]
    for each in range(number):
        case = [case_event(kind, f"{kind}{each}", f"A{each}", day(1 + each / 9).isoformat(), named(each), mark)
                for kind, mark in (("opened", "R"), ("closed", "U"))]  # fmt: skip
        sent += [*case, *([contact(each, 300, named(each))] if known else [])]
    store.play(sent)
    before = store.asked
    store.play([tick(400)])
    return store.asked - before
