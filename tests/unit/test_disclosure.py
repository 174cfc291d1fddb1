from typing import Any

from scoring.indicators.disclosure import disclose_at_addresses, disclose_people
from scoring.linkage.components import Component
from scoring.linkage.records import EntityId, Identity, RecordId
from scoring.state.documents import RESTRICTED, UNRESTRICTED, VERY_RESTRICTED, Contact, PersonRecord, Worker
from tests.laws.linkage_worlds import ArbitraryMatcher

A, B, NAMED = RecordId("a"), RecordId("b"), RecordId("named")
WORKER = Worker("Jo Bell", "Constable", "Neighbourhood team")
RULE = ArbitraryMatcher(0)


def record(sensitivity: int = UNRESTRICTED, first: float = 0.0) -> PersonRecord:
    identity = Identity("police", "Maureen", "Ashby", "1961-03-14", "", "")
    return PersonRecord(identity, first, sensitivity, EntityId(""))


def component(records: dict[RecordId, PersonRecord], **weights: int) -> Component:
    """``a_named=2000``: what speaks for the two being one."""
    evidence: dict[RecordId, dict[RecordId, int]] = {held: {} for held in records}
    for pair, weight in weights.items():
        one, other = map(RecordId, pair.split("_"))
        evidence[one][other] = evidence[other][one] = weight
    return Component(dict(records), dict(evidence), {})


def at_address(person: str, sensitivity: int = UNRESTRICTED) -> Contact:
    more: Any = {"sensitivity": sensitivity}
    return Contact(
        "police", "police-incident-recorded", "hoax", 0.0, 0.0, RecordId(person), RecordId("x"), WORKER, **more
    )


def names(**entities: str) -> dict[RecordId, EntityId]:
    return {RecordId(record): EntityId(entity) for record, entity in entities.items()}


def test_one_strict_contact_withholds_the_whole_person() -> None:
    """A record without restriction goes with the restricted one it belongs to."""
    people = disclose_people(component({A: record(VERY_RESTRICTED), NAMED: record()}, a_named=2_000), RULE)
    assert not people.known
    assert not people.located


def test_restricted_is_known_but_not_located() -> None:
    """Found by name, and in no address."""
    people = disclose_people(component({A: record(RESTRICTED), NAMED: record()}, a_named=2_000), RULE)
    assert people.known == names(a="a", named="a")
    assert people.restricted == {EntityId("a")}
    assert not people.located


def test_who_is_withheld_keeps_no_records_apart() -> None:
    """A record that agrees with two people, who are not one, joins the likelier; without that one, the other."""
    evidence = {"a_named": 2_000, "b_named": 1_500, "a_b": -400}
    both = {A: record(), B: record(), NAMED: record()}
    assert disclose_people(component(both, **evidence), RULE).known == names(a="a", named="a", b="b")
    hidden = disclose_people(component(both | {A: record(VERY_RESTRICTED)}, **evidence), RULE)
    assert not hidden.known.keys() & {A, NAMED}
    restricted = disclose_people(component(both | {A: record(RESTRICTED)}, **evidence), RULE)
    assert restricted.known == names(a="a", named="a", b="b")
    assert restricted.located == names(b="b")


def test_a_withheld_record_between_two_others_leaves_them_as_they_are_without_it() -> None:
    """Two records that only a third holds together: when the third alone is withheld with them, nothing is left."""
    chain = {A: record(VERY_RESTRICTED), B: record(), NAMED: record()}
    tied = disclose_people(component(chain, a_b=3_000, a_named=3_000, b_named=900), RULE)
    assert not tied.known
    loose = disclose_people(component(chain, a_b=3_000, a_named=1_200, b_named=-400), RULE)
    assert loose.known == names(named="named")


def test_a_person_is_named_after_what_is_left() -> None:
    """The id is of the earliest record that may be shown."""
    people = disclose_people(component({A: record(first=2.0), NAMED: record(first=1.0)}, a_named=2_000), RULE)
    assert people.known == names(a="named", named="named")


def test_an_address_answers_from_contacts_of_those_located_and_of_nobody() -> None:
    """A contact that names no person stands for itself: restricted, it is left out."""
    shown = [at_address("a"), at_address("")]
    hidden = [at_address("b"), at_address("", RESTRICTED), at_address("", VERY_RESTRICTED)]
    assert disclose_at_addresses([*shown, *hidden], {A}) == shown
