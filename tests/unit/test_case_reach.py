"""What became of cases elsewhere is read for a whole batch at once."""

import pytest

from streams.events.observation import ObservationEvent
from tests.laws.alert_worlds import adoption, tick
from tests.laws.memory import Counting
from tests.unit.test_alert_lives import contact
from tests.unit.test_cases_elsewhere import CHILD, OPEN, THEIRS, case

NAMES = ["Ashby", "Okafor", "Zielinski", "Prendergast", "Llewellyn", "Marsh", "Kaur", "Thorne", "Quill", "Vance"]
STREETS = [
    "Mill Lane",
    "Curlew Street",
    "Forge Hill",
    "Oak Road",
    "Heron Way",
    "Abbey Close",
    "Tannery Row",
    "Priory Gate",
]


def person(number: int) -> dict[str, str]:
    said = {"family_name": NAMES[number % 10], "given_name": ["Alex", "Bronwen"][number // 10]}
    return {"local_record_id": f"N{number}", "birth_date": f"19{30 + number}-03-14", **said}


def home(number: int) -> dict[str, str]:
    return {"text": f"3 {STREETS[number]}", "postcode": f"NM{number + 1} 1AA"}


@pytest.mark.parametrize("where", [False, True])
def test_many_cost_no_more_looks_than_few(where: bool) -> None:
    """At each address a case is open by what is known there, and its latest event names somebody else, and perhaps
    another address."""
    few, many = (count_looks(number, where) for number in (2, 7))
    assert few == many


def count_looks(number: int, where: bool) -> int:
    """Round trips of a batch in which somebody is met at so many addresses, not for the first time."""
    store, sent = Counting(), list[ObservationEvent]()
    for n in range(number):
        sent.append(case("opened", 100 + n, 10, home(n), person=person(n), case_id=f"C{n}"))
        elsewhere = home(7) if where else None
        sent.append(case("changed", 200 + n, 11, elsewhere, person=person(10 + n), case_id=f"C{n}"))
    store.play([adoption([OPEN, CHILD, THEIRS]), tick(0), *sent, *meet(number, 12), tick(13)])
    before = store.asked
    store.play(meet(number, 14))
    return store.asked - before


def meet(number: int, at: float) -> list[ObservationEvent]:
    return [contact(300 + int(at) * 10 + n, at, person(n), address=home(n)) for n in range(number)]
