"""Statements that could be of anybody: one record only where they are of one person of one source."""

import pytest

from scoring.linkage.records import Identity
from scoring.tracing.sameness import read_number
from tests.laws.memory import MemoryStore
from tests.unit.test_merges import OTHER, attend, people, records

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
