"""What an agency says of its own numbers, in linkage: joined, parted again, refused, and left to people in doubt."""

from typing import Any

import pytest

from infra.linkage.compare import link_anew
from infra.linkage.holdings import Holdings
from scoring.linkage.merging import WORD
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.documents import Entity, read
from scoring.state.keys import Key, Subject
from scoring.state.links_view import LinksView, view_links
from streams.codec import OBSERVATION
from streams.contract import event_key
from streams.events.corrections import RIGHTS_SOURCE, name_held
from streams.events.observation import ObservationEvent
from tests.laws.memory import MODELS, MemoryStore
from tests.laws.test_decision_laws import decide
from tests.laws.test_pipeline_laws import without_tombstones
from tests.laws.test_review_laws import ask
from tests.laws.worlds import START, WORKER, withdrawal

TRUST, OTHER = "uk.nhs.northmoor", "uk.nhs.southmoor"
NAMED = {"given_name": "Maureen", "family_name": "Ashby", "birth_date": "1961-03-14"}
UNKNOWN = {"family_name": "Unknown"}
STRANGER = {"given_name": "Tariq", "family_name": "Okafor", "birth_date": "1988-07-02", "gender": "1"}


def send(kind: str, event_id: str, data: dict[str, Any], source: str = TRUST) -> ObservationEvent:
    envelope = {"specversion": "1.0", "id": event_id, "source": source, "type": kind, "time": START.isoformat()}
    said = {"recorded_at": START.isoformat(), **data}
    event: ObservationEvent = OBSERVATION.validate_python(envelope | {"area": "northmoor", "data": said})
    return event


def attend(event_id: str, number: str, person: dict[str, str], source: str = TRUST) -> ObservationEvent:
    data = {"happened_at": START.isoformat(), "category": "01", "contact": WORKER}
    data |= {"person": {"local_record_id": number} | person}
    return send("ecds-attendance-recorded-1", event_id, data, source)


def merge(event_id: str = "M", kept: str = "1", gone: str = "2") -> ObservationEvent:
    return send("record-merged-1", event_id, {"kept": kept, "gone": gone, "contact": WORKER})


def people(store: MemoryStore) -> list[int]:
    """How many records each person has, fewest first."""
    found = [read(Key(key), raw) for key, raw in store.documents.items() if key.startswith("person:")]
    return sorted(len(person.records) for person in found if isinstance(person, Entity))


def records(store: MemoryStore) -> list[str]:
    return sorted(key.split(":", 1)[1] for key in store.documents if key.startswith("person-record:"))


def doubts(store: MemoryStore) -> dict[str, float]:
    return store.scores.get(keys.doubts(Subject.PERSON), {})


def test_two_numbers_that_little_is_known_of_become_one_person() -> None:
    """Whom a hospital knew as unknown and knows by name now is one person, whichever is heard of first."""
    two = [attend("A", "1", NAMED), attend("B", "2", UNKNOWN)]
    assert people(MemoryStore().play(two)) == [1, 1]
    for order in ([*two, merge()], [merge(), *two], [two[0], merge(), two[1]]):
        assert people(MemoryStore().play(order, 1)) == [2]


def test_a_number_is_its_sources_own() -> None:
    """The same numbers of another trust are other people's."""
    elsewhere = [attend("A", "1", NAMED, OTHER), attend("B", "2", UNKNOWN, OTHER)]
    assert people(MemoryStore().play([*elsewhere, merge()])) == [1, 1]


def test_a_merge_that_was_wrong_is_taken_back() -> None:
    """By the agency, or by the data protection officer: what is known is as if it had never been said, also of records
    that come later."""
    two = [attend("A", "1", NAMED), attend("B", "2", UNKNOWN)]
    never = without_tombstones(MemoryStore().play(two))
    for target, source in (("M", TRUST), (name_held(event_key(TRUST, "M")), RIGHTS_SOURCE)):
        erased = send("record-erased-1", "X", {"target": target}, source)
        for order in ([*two, merge(), erased], [erased, two[0], merge(), two[1]]):
            assert without_tombstones(MemoryStore().play(order, 1)) == never


def test_a_person_stands_over_the_agency() -> None:
    """A clerk who refuses the two parts them for good; withdrawn, the agency's word counts again."""
    store = MemoryStore().play([attend("A", "1", NAMED), attend("B", "2", UNKNOWN), merge()])
    one, other = records(store)
    refused = decide("link-refused-1", "person", one, other)
    assert people(store.play([refused])) == [1, 1]
    assert people(store.play([merge("N")])) == [1, 1]
    assert people(store.play([withdrawal("LAST", "W")])) == [2]


def test_who_plainly_are_two_stay_two_and_somebody_is_asked() -> None:
    """A merge of two people of other names, ages and sexes joins nobody: the pair is in the review queue, until a
    person decides or the merge is taken back."""
    named = NAMED | {"gender": "2"}
    store = MemoryStore().play([attend("A", "1", named), attend("B", "2", STRANGER), merge()])
    assert people(store) == [1, 1]
    assert list(doubts(store).values()) == [MODELS.persons.doubt]
    store.play([send("record-erased-1", "X", {"target": "M"})])
    assert doubts(store) == {}


def test_what_the_agency_said_is_on_the_screen() -> None:
    """The link shows the two numbers, when and whom to ask, and what the word weighs beside the records; no number has
    its source in front of it."""
    store = MemoryStore().play([attend("A", "1", NAMED), attend("B", "2", UNKNOWN), merge()])
    found: LinksView | None = ask(store, lambda shelf: view_links(shelf, Subject.PERSON, RecordId(records(store)[0])))
    assert found
    (tie,) = found.ties
    assert [(said.kept, said.gone, said.source, said.worker.name) for said in tie.merges] == [
        ("1", "2", TRUST, "Jo Bell")
    ]
    last = tie.waterfall.findings[-1]
    assert (last.field, last.weight) == ("agency's own numbers", WORD)
    assert tie.waterfall.weight == sum(finding.weight for finding in tie.waterfall.findings) >= MODELS.persons.threshold


def test_a_model_is_compared_with_merges_in_mind() -> None:
    """Linked anew by a model, as it is compared before it is adopted, merged records stand as they do."""
    store = MemoryStore().play([attend("A", "1", NAMED), attend("B", "2", UNKNOWN), merge()])
    held: dict[str, dict[RecordId, Any]] = {"person-record": {}, "person-decisions": {}}
    for key, raw in store.documents.items():
        kind, _, record = key.partition(":")
        if kind in held:
            held[kind][RecordId(record)] = read(key, raw)
    holdings = Holdings(held["person-record"], held["person-decisions"])
    assert link_anew(holdings, MODELS, Subject.PERSON) == holdings.entities()
    assert len(set(holdings.entities().values())) == 1


def test_a_record_that_moves_to_another_number_takes_the_word_with_it() -> None:
    """A rectified number leaves the merge, or comes into it."""
    right, wrong = attend("B", "2", UNKNOWN), attend("B", "3", UNKNOWN)
    moved = [send("record-rectified-1", f"R{n}", {"replacement": each}) for n, each in enumerate((right, wrong))]
    store = MemoryStore().play([attend("A", "1", NAMED), wrong, merge(), moved[0]], 1)
    assert people(store) == [2]
    later = moved[1].model_copy(update={"data": moved[1].data.model_copy(update={"recorded_at": START.replace(day=2)})})
    assert people(store.play([later])) == [1, 1]


@pytest.mark.parametrize("at", [1, 121])
def test_a_number_that_everybody_has_says_nothing(at: int) -> None:
    """What stands for not known is filed for a crowd; a merge with it joins nobody, whenever it comes."""
    names = [f"Quill{tens}{units}" for tens in "abcdefghijkl" for units in "abcdefghij"]
    crowd = [attend(f"C{n}", "2", {"family_name": name}) for n, name in enumerate(names)]
    events = [attend("A", "1", NAMED), *crowd]
    without = people(MemoryStore().play(events, 20))
    events.insert(at, merge())
    assert people(MemoryStore().play(events, 20)) == without
