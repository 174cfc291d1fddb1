"""Figures of an area: what counts, over which time, and that no figure tells of anybody."""

from itertools import permutations

import pytest

from api.insight import round_count, write_percent
from scoring.indicators.catalogue import DAY
from scoring.indicators.insight import Figures, Known, Tallier
from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import VERY_RESTRICTED, Contact, Worker

T = 1_000 * DAY
TOM, HOME, ELSEWHERE = RecordId("tom"), RecordId("home"), RecordId("elsewhere")
VERA = RecordId("vera")


def contact(agency: str, days: float, person: str = "", address: str = "", **more: object) -> Contact:
    said: dict[str, object] = {"kind": "police-incident-recorded", "category": "domestic-incident", "case_id": ""}
    said |= more
    happened = T - days * DAY
    return Contact(
        agency,
        str(said["kind"]),
        str(said["category"]),
        happened,
        happened,
        RecordId(person),
        RecordId(address),
        Worker("", "", ""),
        sensitivity=int(str(said.get("sensitivity", 0))),
        case_id=str(said["case_id"]),
    )


def case(days: float, change: str = "opened", category: str = "child-in-need", **more: object) -> Contact:
    return contact("council", days, kind=f"council-case-{change}", category=category, case_id="K1", **more)  # type: ignore[arg-type]


def tally(*contacts: Contact) -> dict[int, Figures]:
    records = [TOM, HOME, ELSEWHERE, VERA]
    named = {record: EntityId(record) for record in records}
    found = Tallier(Known(named, named, frozenset([VERA])), T)
    for one in contacts:
        found.add(one)
    return found.sum_up()


def test_a_child_is_matched_by_a_police_contact_of_their_own() -> None:
    """In the range looked at, and not before it."""
    told = tally(case(200, person=TOM, address=HOME), contact("police", 100, TOM, ELSEWHERE))
    assert [(told[days].children, told[days].matched) for days in (91, 182, 365)] == [(1, 0), (1, 1), (1, 1)]


def test_where_a_case_is_does_not_hang_on_the_order() -> None:
    """A family that moved, and a closing event that names no address: the case is where it was said to be last, in
    whatever order its events are read."""
    events = [
        case(80, person=TOM, address=ELSEWHERE),
        case(60, "changed", person=TOM, address=HOME),
        case(40, "closed"),
    ]
    called = contact("police", 10, "", HOME)
    told = [tally(*order, called)[91] for order in permutations(events)]
    assert [(one.at_home, one.incidents) for one in told] == [(1, 1)] * 6


def test_a_child_without_one_may_have_one_at_home() -> None:
    """What happened at the address that the case names counts apart, and never twice."""
    told = tally(case(50, person=TOM, address=HOME), contact("police", 10, "", HOME))[91]
    assert (told.matched, told.at_home, told.incidents, told.homes) == (0, 1, 1, (0, 1, 0, 0, 0))
    both = tally(case(50, person=TOM, address=HOME), contact("police", 10, TOM, HOME))[91]
    assert (both.matched, both.at_home) == (1, 0)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_case_is_what_its_latest_event_makes_of_it(backwards: bool) -> None:
    """Closed before the range it does not count, closed in it it does, in whatever order it is read."""
    events = [case(300, person=TOM, address=HOME), case(120, "closed", person=TOM)]
    told = tally(*(reversed(events) if backwards else events))
    assert [told[days].children for days in (91, 182, 365)] == [0, 1, 1]
    assert sum(told[182].homes) == 1


def test_adults_cases_are_not_childrens() -> None:
    """Nor is a case that has become one of another kind."""
    told = tally(case(50, person=TOM), case(40, "changed", "adult-service", person=TOM))
    assert told[91].children == 0


def test_an_address_of_high_contact_counts_all_agencies() -> None:
    """And is told apart where a child's case names it."""
    often = [contact("fire", day, "", address) for day in range(1, 11) for address in (HOME, ELSEWHERE)]
    told = tally(case(50, person=TOM, address=HOME), *often)
    assert (told[91].high, told[91].with_children) == (2, 1)


def test_nobody_very_restricted_is_in_any_figure() -> None:
    """The figures are the same with them and without them."""
    known = [case(50, person=TOM, address=HOME), contact("police", 9, "", HOME)]
    hidden = [
        case(40, person=VERA, address=HOME),
        contact("police", 8, VERA, HOME),
        contact("fire", 7, "", HOME, sensitivity=VERY_RESTRICTED),
    ]
    assert tally(*known, *hidden) == tally(*known)


def test_small_figures_cannot_be_worked_out() -> None:
    """Neither from the figure nor from the percentage, nor from what is left of the whole."""
    assert [round_count(count) for count in range(5)] == [None] * 5
    assert write_percent(96, 100) is None
    assert write_percent(4, 100) is None
    assert write_percent(50, 100) == 50
