from functools import reduce
from itertools import permutations

import pytest

from scoring.linkage.records import RecordId
from scoring.revisions import revise
from scoring.state.documents import Cell, Contact, Restricted, Version, Worker
from streams.contract import EventKey


def said(
    category: str, recorded: float, rectified: bool = False, sensitivity: int = 0, first: float | None = None
) -> Cell:
    """``first``: when the contents say that they were recorded, where not now."""
    nobody = RecordId("")
    worker = Worker("Jo Bell", "Constable", "Neighbourhood team")
    contact = Contact(
        "police", "police-incident-recorded", category, 1.0, first or recorded, nobody, nobody, worker, sensitivity
    )
    return Cell(contact, Version(rectified, recorded, category))


def standing(cell: Cell) -> tuple[str, int]:
    assert cell.standing is not None
    return cell.standing.category, cell.standing.sensitivity


def test_a_rectification_stands_over_an_original_recorded_later() -> None:
    """What was corrected stays corrected, though the agency sends the original again with a later stamp."""
    original, rectified = said("original", 9.0), said("rectified", 5.0, rectified=True)
    assert standing(revise(original, rectified)) == standing(revise(rectified, original)) == ("rectified", 0)


def test_of_two_statements_of_one_kind_the_later_recorded_stands() -> None:
    """A second rectification corrects the first; an id sent again with new contents is an update."""
    for rectified in (False, True):
        first, second = said("first", 1.0, rectified), said("second", 2.0, rectified)
        assert standing(revise(first, second)) == standing(revise(second, first)) == ("second", 0)


def test_the_restriction_recorded_last_holds_and_may_lift_an_earlier_one() -> None:
    """R then U leaves U; contents are untouched by it, and stay restricted when they are rectified afterwards."""
    strict = Cell(restricted=Restricted(1.0, EventKey("x"), 1))
    lifted = Cell(restricted=Restricted(2.0, EventKey("y"), 0))
    restricted = revise(said("original", 1.0), strict)
    assert standing(restricted) == ("original", 1)
    rectified = revise(restricted, said("rectified", 3.0, rectified=True))
    assert standing(rectified) == ("rectified", 1)
    assert standing(revise(rectified, lifted)) == standing(revise(lifted, rectified)) == ("rectified", 0)


@pytest.mark.parametrize("restriction", [1, 0])
def test_contents_recorded_after_a_restriction_may_be_stricter(restriction: int) -> None:
    """An agency marks as very restricted what somebody here had restricted, or lifted, before that: so it counts, in
    whatever order the three come; contents recorded later that say less lift nothing."""
    original, milder = said("original", 1.0), said("later", 3.0)
    stricter = said("later", 3.0, sensitivity=2)
    put_right = said("later", 3.0, rectified=True, sensitivity=2, first=1.0)
    restricted = Cell(restricted=Restricted(2.0, EventKey("x"), restriction))
    for later, counts in ((stricter, 2), (put_right, 2), (milder, restriction)):
        held = {standing(reduce(revise, order)) for order in permutations([original, restricted, later])}
        assert held == {("later", counts)}


def test_what_is_sent_again_undoes_no_lift() -> None:
    """A row that says restricted, and was recorded before somebody lifted that, comes again afterwards."""
    row, lifted = said("row", 1.0, sensitivity=1), Cell(restricted=Restricted(2.0, EventKey("x"), 0))
    assert standing(revise(revise(row, lifted), row)) == ("row", 0)


def test_nothing_comes_back_into_an_erased_cell() -> None:
    """After an erasure neither the original, nor a rectification, nor a restriction leaves anything in the cell."""
    erased = Cell(erased=True)
    restriction = Cell(restricted=Restricted(9.0, EventKey("x"), 2))
    for late in (said("original", 9.0), said("rectified", 9.0, rectified=True), restriction):
        assert revise(erased, late) == revise(late, erased) == erased
