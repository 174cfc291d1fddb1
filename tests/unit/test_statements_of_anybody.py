"""Statements that could be of anybody: one record only where they are of one person of one source."""

import msgspec
import pytest

from scoring.linkage.records import Identity, Place, read_identity, record_id
from scoring.observed import ObservedPerson
from scoring.tracing.sameness import read_number
from tests.laws.memory import MODELS, MemoryStore
from tests.unit.test_merges import OTHER, attend, doubts, merge, people, records

ANYBODY = [
    {"family_name": "Unknown"},
    {"given_name": "John", "family_name": "Smith"},
    {"family_name": "Smith", "birth_date": "1980-05-06"},
]


@pytest.mark.parametrize("person", ANYBODY)
def test_one_number_of_two_trusts_is_two_records(person: dict[str, str]) -> None:
    """What two trusts say of their patients number 1 is two records, and one where one trust says it twice."""
    here, there = attend("A", "1", person), attend("B", "1", person, OTHER)
    assert len(records(MemoryStore().play([here, there]))) == 2
    assert len(records(MemoryStore().play([here, attend("C", "1", person)]))) == 1


def test_a_number_that_stands_for_none_makes_nobody_one() -> None:
    """Though its check digit is right: two unknown patients are two records, and no trace leads from one to another."""
    number = "9876543210"
    unknown = ANYBODY[0] | {"nhs_number": number}
    assert len(records(MemoryStore().play([attend("A", "1", unknown), attend("B", "2", unknown)]))) == 2
    assert read_number(Identity("police", "Ann", "Ashby", "1961-03-14", "", number)) == ""


def test_unknown_patients_of_two_trusts_are_two_people() -> None:
    """Though both trusts have given theirs the same number."""
    two = [attend("A", "1", ANYBODY[0]), attend("B", "1", ANYBODY[0], OTHER)]
    assert people(MemoryStore().play(two)) == [1, 1]


def say_twice(given: str, family: str, birth_date: str = "", address: str = "") -> bool:
    """Whether what one agency says in two events is one record."""
    one, other = (
        read_identity("police", ObservedPerson("", given, family, birth_date), Place(address, "", ""), event)
        for event in ("E1", "E2")
    )
    return record_id(one) == record_id(other)


@pytest.mark.parametrize(
    ("given", "family"),
    [("Unk", "Unk"), ("Unknown Male", "Unknown Male"), ("Not Given", "Not Given"), ("White Male", "Smith"),
     ("Unnamed", "Jones"), ("Unidentified", "Female"), ("FNU", "LNU"), ("The", "Occupier"), ("Male Infant", "Jones"),
     ("Client A", "Client A"), ("J", "Smith"), ("J.P.", "Smith"), ("Mr J", "Smith")],
)  # fmt: skip
def test_whoever_has_no_name_is_nobody_twice(given: str, family: str) -> None:
    """What stands for no name, or initials alone, are two records in two events, of one home and birth date though they
    be: no decision could part the people that one record is of."""
    assert not say_twice(given, family, "1980-05-06", "14 Curlew Street")


@pytest.mark.parametrize(("given", "family"), [("Noor", "Khan"), ("Witness", "Moyo"), ("Xi", "Wu")])
def test_a_name_that_begins_like_none_is_one(given: str, family: str) -> None:
    """Said twice of one home it is one record."""
    assert say_twice(given, family, "", "14 Curlew Street")


@pytest.mark.parametrize(
    "address",
    ["Northmoor", "No current address", "Declined", "As above", "Heron Tower, Mill Road", "PO Box 12, Northmoor",
     "Riverside Caravan Park, Mill Lane", "Northmoor Town Centre", "Temporary accommodation", "Custody Suite"],
)  # fmt: skip
def test_what_is_no_home_founds_no_record(address: str) -> None:
    """Two of one name in a town or a block of flats are two records, until more is known of them."""
    assert not say_twice("John", "Smith", "", address)
    assert say_twice("John", "Smith", "", "Flat 2, Heron Tower, Mill Road")


@pytest.mark.parametrize("date", ["1899-12-30", "1899-12-31", "1970-01-01", "1900-01-01", "1980-01-01"])
def test_a_date_that_systems_fill_in_founds_no_record(date: str) -> None:
    """Two of one name of whom nothing else is known are two records; a date of their own makes them one."""
    assert not say_twice("John", "Smith", date)
    assert say_twice("John", "Smith", "1980-05-06")


def test_many_of_one_name_are_as_many_people() -> None:
    """Twenty patients of one hospital of whom it knows the name alone, each under a number of its own, are twenty: also
    beside one of that name of whom more is known. Nobody is asked, who could not say; a merge joins two."""
    named = [attend(f"E{number}", f"N{number}", ANYBODY[1]) for number in range(20)]
    store = MemoryStore().play(named)
    assert people(store) == [1] * 20
    assert doubts(store) == {}
    assert max(people(store.play([attend("K", "K", ANYBODY[1] | {"birth_date": "1980-05-06"})]))) <= 2
    assert people(MemoryStore().play([*named[:2], merge("M", "N0", "N1")])) == [2]


def test_it_is_told_why_two_of_one_name_are_two() -> None:
    """In a last line, with which all add up to what the two weigh, from either side."""
    one, other = (Identity("health", "John", "Smith", "", "1", "", apart=number) for number in ("1", "2"))
    told = MODELS.persons.explain(one, other)
    assert told == MODELS.persons.explain(other, one)
    assert told.findings[-1].field == "agency's own numbers"
    assert sum(finding.weight for finding in told.findings) == told.weight == MODELS.persons.weigh(one, other)
    assert told.weight < MODELS.persons.doubt


@pytest.mark.parametrize(
    "more",
    [{"agency": "police"}, {"apart": "1"}, {"birth_date": "1980"}, {"address": "14 Curlew Street"}],
)
def test_whoever_more_is_known_of_is_compared_as_ever(more: dict[str, str]) -> None:
    """Another agency's, what is filed under the same number, and whoever's age or home is known of both."""
    one = Identity("health", "John", "Smith", more.get("birth_date", ""), "1", "", more.get("address", ""), apart="1")
    other = msgspec.structs.replace(one, **{"apart": "2"} | more)
    told = MODELS.persons.explain(one, other)
    assert "agency's own numbers" not in [finding.field for finding in told.findings]
    assert MODELS.persons.weigh(one, other) == MODELS.persons.weigh(
        msgspec.structs.replace(one, apart=""), msgspec.structs.replace(other, apart="")
    )
