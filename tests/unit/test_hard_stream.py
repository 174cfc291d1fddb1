"""The hard stream is what linkage is judged on: it must be as hard as is said, and no harder than it can bear."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from nhs_number import is_valid

from infra.partnership.hard_stream.stream import COLUMNS, HardRecord, generate, write_stream
from infra.partnership.households import FEMALE
from streams.codes.agencies import Agency
from streams.errors import Invalid

PEOPLE, RECORDS = 2_000, 6_250


@pytest.fixture(scope="module")
def stream() -> list[HardRecord]:
    return list(generate(PEOPLE, RECORDS, seed=90))


@pytest.fixture(scope="module")
def persons(stream: list[HardRecord]) -> list[HardRecord]:
    return list({record.truth_person: record for record in stream}.values())


def share(records: list[HardRecord], *, of: str) -> float:
    return sum(bool(getattr(record, of)) for record in records) / len(records)


def test_one_seed_gives_one_stream() -> None:
    """The same arguments give the same records, another seed others."""
    assert list(generate(60, 100, seed=1)) == list(generate(60, 100, seed=1))
    assert list(generate(60, 100, seed=1)) != list(generate(60, 100, seed=2))


def test_the_file_holds_the_columns_and_all_records(tmp_path: Path) -> None:
    """As many as asked for, of as many people, under the names that evaluation reads."""
    write_stream(tmp_path / "hard.csv", 60, 150, seed=3)
    rows = list(csv.DictReader((tmp_path / "hard.csv").open(encoding="utf-8")))
    assert tuple(rows[0]) == COLUMNS
    assert (len(rows), len({row["truth_person"] for row in rows})) == (150, 60)


def test_fewer_records_than_people_are_refused() -> None:
    """Because everybody has at least one."""
    with pytest.raises(Invalid):
        list(generate(50, 40, seed=1))


def test_six_agencies_write(stream: list[HardRecord]) -> None:
    """Each a share of some size, and only the council knows UPRNs."""
    written = Counter(record.source for record in stream)
    assert set(written) == {agency.value for agency in Agency}
    assert min(written.values()) > 0.05 * len(stream)
    assert {record.source for record in stream if record.uprn} == {Agency.COUNCIL.value}


def test_at_least_one_sibling_in_nine_is_a_twin(persons: list[HardRecord]) -> None:
    """Of all children, only children included, which makes it the stricter."""
    children = [person for person in persons if person.child]
    assert share(children, of="twin") >= 1 / 9


def test_every_hard_kind_of_person_is_there(persons: list[HardRecord]) -> None:
    """Movers, sharers, children, juniors, and people of hostels and care homes, of ten origins."""
    least = {"mover": 0.25, "sharer": 0.06, "child": 0.2, "junior": 0.015, "institution": 0.03}
    assert {kind: share(persons, of=kind) >= floor for kind, floor in least.items()} == dict.fromkeys(least, True)
    assert len({person.name_origin for person in persons}) == 10


def test_names_are_as_uneven_as_in_life(persons: list[HardRecord]) -> None:
    """Namesakes abound, and yet most family names are seldom met."""
    families = Counter(person.family_name.upper() for person in persons)
    assert families.most_common(1)[0][1] > 0.008 * len(persons)
    assert sum(1 for count in families.values() if count == 1) > 0.4 * len(families)


def test_wrong_nhs_numbers_are_few_and_pass_for_right(stream: list[HardRecord]) -> None:
    """All are of the 999 range and valid; about one in a hundred is not the person's own."""
    numbers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    given = [record for record in stream if record.nhs_number]
    for record in given:
        numbers[record.truth_person][record.nhs_number] += 1
    assert all(record.nhs_number.startswith("999") and is_valid(record.nhs_number) for record in given)
    wrong = sum(held.total() - max(held.values()) for held in numbers.values())
    assert 0.002 < wrong / len(given) < 0.02


def test_no_record_is_past_all_knowing(stream: list[HardRecord]) -> None:
    """Each has a family name, and a birth date or the words of an address."""
    assert all(record.family_name and (record.birth_date or record.address) for record in stream)


def test_an_address_is_true_or_no_address_at_all(stream: list[HardRecord]) -> None:
    """Where no home was meant, there is neither postcode of one nor UPRN."""
    nowhere = [record for record in stream if not record.truth_address]
    assert nowhere
    assert not any(record.uprn or record.postcode not in ("", "ZZ99 3VZ") for record in nowhere)


def test_women_of_polish_and_sikh_families_have_their_own_form(persons: list[HardRecord]) -> None:
    """So that a sister's family name is not letter by letter her brother's."""
    women = {person.family_name.upper() for person in persons if person.gender == FEMALE}
    assert any(name.endswith("SKA") for name in women)
    assert "KAUR" in women
