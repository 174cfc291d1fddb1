from typing import Any

from scoring.indicators.disclosure import disclose_at_addresses, disclose_people
from scoring.linkage.records import EntityId, Identity, RecordId
from scoring.state.documents import RESTRICTED, UNRESTRICTED, VERY_RESTRICTED, Contact, PersonRecord, Worker

NHS_A, NHS_B = "9990000018", "9990000026"
A, B, NAMED = RecordId("a"), RecordId("b"), RecordId("named")
WORKER = Worker("Jo Bell", "Constable", "Neighbourhood team")


def record(nhs_number: str, sensitivity: int = UNRESTRICTED, first: float = 0.0) -> PersonRecord:
    identity = Identity("police", "Maureen", "Ashby", "1961-03-14", "", nhs_number)
    return PersonRecord(identity, first, sensitivity, EntityId(""))


def at_address(person: str, sensitivity: int = UNRESTRICTED) -> Contact:
    more: Any = {"sensitivity": sensitivity}
    return Contact(
        "police", "police-incident-recorded", "hoax", 0.0, 0.0, RecordId(person), RecordId("x"), WORKER, **more
    )


def names(**entities: str) -> dict[RecordId, EntityId]:
    return {RecordId(record): EntityId(entity) for record, entity in entities.items()}


def test_one_strict_contact_withholds_the_whole_person() -> None:
    """A record without restriction goes with the restricted one it belongs to."""
    people = disclose_people({A: record(NHS_A, VERY_RESTRICTED), NAMED: record("")})
    assert not people.known
    assert not people.located


def test_restricted_is_known_but_not_located() -> None:
    """Found by name, and in no address."""
    people = disclose_people({A: record(NHS_A, RESTRICTED), NAMED: record("")})
    assert people.known == names(a="a", named="a")
    assert people.restricted == {EntityId("a")}
    assert not people.located


def test_who_is_withheld_keeps_no_records_apart() -> None:
    """A description that fits two people joins neither; without the withheld one it fits one, and joins it."""
    both = {A: record(NHS_A), B: record(NHS_B), NAMED: record("")}
    assert disclose_people(both).known == names(a="a", b="b", named="named")
    hidden = disclose_people(both | {A: record(NHS_A, VERY_RESTRICTED)})
    assert hidden.known == hidden.located == names(b="b", named="b")
    restricted = disclose_people(both | {A: record(NHS_A, RESTRICTED)})
    assert restricted.known == names(a="a", b="b", named="named")
    assert restricted.located == names(b="b", named="b")


def test_a_person_is_named_after_what_is_left() -> None:
    """The id is of the earliest record that may be shown."""
    people = disclose_people({A: record(NHS_A, first=2.0), NAMED: record("", first=1.0)})
    assert people.known == names(a="named", named="named")


def test_an_address_answers_from_contacts_of_those_located_and_of_nobody() -> None:
    """A contact that names no person stands for itself: restricted, it is left out."""
    shown = [at_address("a"), at_address("")]
    hidden = [at_address("b"), at_address("", RESTRICTED), at_address("", VERY_RESTRICTED)]
    assert disclose_at_addresses([*shown, *hidden], {A}) == shown
