"""What looks wrong about a look, as far as its answer tells it."""

from typing import Any, TypeVar

import pytest
from pydantic import BaseModel

from api.answers.addresses import AddressAnswer, PersonSeen
from api.answers.parts import AgencyInvolved, PersonParticulars
from api.answers.persons import PersonAnswer, PersonFound, PersonSearch
from api.audit.marking import find_marks, is_colleague
from streams.codes.agencies import Agency
from streams.codes.audit import Mark
from tests.looks import OFFICER

T = TypeVar("T", bound=BaseModel)


def build(shape: type[T], **said: Any) -> T:
    """As much of an answer as is looked at."""
    return shape.model_construct(**said)


def named(name: str, *others: str, agencies: tuple[Agency, ...] = (Agency.COUNCIL,)) -> PersonParticulars:
    said: dict[str, Any] = {"birth_date": None, "gender": None, "nhs_number": None}
    more: dict[str, Any] = {"other_birth_dates": [], "other_nhs_numbers": []}
    return PersonParticulars(name=name, other_names=[*others], agencies=[*agencies], **said, **more)


def opened(person: PersonParticulars, *involved: Agency) -> PersonAnswer:
    held = [build(AgencyInvolved, agency=agency) for agency in involved]
    return build(PersonAnswer, person=person, involved=held, earlier=[])


@pytest.mark.parametrize(
    ("person", "marks"),
    [
        (named("Tom Marsh"), {Mark.OWN_NAME}),
        (named("Tom Reed", "Tom MARSH"), {Mark.OWN_NAME}),
        (named("Marsh Reed"), set()),
        (named("Tom Reed", agencies=(Agency.FIRE,)), {Mark.NO_INVOLVEMENT}),
    ],
)
def test_a_person_is_marked_by_name_and_by_who_is_involved(person: PersonParticulars, marks: set[Mark]) -> None:
    """The viewer is Jo Marsh of the council."""
    assert find_marks(OFFICER, opened(person)) == marks


def test_whoever_was_involved_once_is_involved() -> None:
    """An agency that has contacts and no record of its own of the person is no stranger."""
    assert find_marks(OFFICER, opened(named("Tom Reed", agencies=(Agency.FIRE,)), Agency.COUNCIL)) == set()


def test_a_search_for_the_own_surname_is_marked_and_one_that_meets_it_by_chance_is_not() -> None:
    """Most of whom it found have it, or few."""

    def search(*names: str) -> PersonSearch:
        return build(PersonSearch, results=[build(PersonFound, person=named(n)) for n in names])

    assert find_marks(OFFICER, search("Tom Marsh", "Ann Marsh", "Tom Reed")) == {Mark.OWN_NAME}
    assert find_marks(OFFICER, search("Tom Marsh", "Ann Reed", "Tom Reed")) == set()
    assert find_marks(OFFICER, search()) == set()


def test_an_address_is_marked_where_somebody_lives_who_is_called_as_the_viewer() -> None:
    """By first and last name, whatever stands between."""
    held = [build(AgencyInvolved, agency=Agency.COUNCIL)]
    people = [build(PersonSeen, person=named("JO ANNE MARSH"))]
    address = build(AddressAnswer, involved=held, earlier=[], people=people)
    assert find_marks(OFFICER, address) == {Mark.OWN_ADDRESS}
    assert find_marks(OFFICER, address.model_copy(update={"people": []})) == set()


def test_a_colleague_is_known_by_both_names() -> None:
    """One of them alone is many people's."""
    assert is_colleague(["Sam Reed", "Jo"], named("Sam Lee Reed"))
    assert not is_colleague(["Sam Reed", "Jo"], named("Sam Marsh", "Jo"))
