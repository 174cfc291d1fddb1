from scoring.linkage.decisions import read_verdicts, record_decision, withdraw_decision
from scoring.linkage.records import RecordId
from scoring.observed import observe
from scoring.revisions import Revision, read_revision, revise
from scoring.state import keys
from scoring.state.area import AreaState, Draft
from scoring.state.documents import Decision, Decisions, Verdict, Worker
from scoring.state.keys import Subject
from streams.codec import OBSERVATION
from streams.contract import EventKey
from tests.unit.malformed import spoil, write_decision

A, B, C = RecordId("A" * 16), RecordId("B" * 16), RecordId("C" * 16)
WORKER = Worker("Jo Bell", "Constable", "Neighbourhood team")


def decided(one: RecordId, other: RecordId, confirmed: bool, recorded: float) -> Decision:
    return Decision(Subject.PERSON, one, other, confirmed, recorded, WORKER, "records-compared", "D")


def empty() -> Draft:
    state = AreaState()
    for record in (A, B, C):
        state.load_document(keys.decisions(Subject.PERSON, record), None)
    return Draft(state)


def verdicts(draft: Draft, record: RecordId) -> dict[RecordId, bool]:
    held = draft.document(keys.decisions(Subject.PERSON, record), Decisions)
    return read_verdicts(held) if held else {}


def read(event_type: str, **changes: str) -> Revision:
    event = write_decision(event_type)
    event["data"] |= changes
    return read_revision(observe(OBSERVATION.validate_python(event)))


def test_both_records_know_of_a_decision() -> None:
    """Whichever record a walk comes upon, it finds the other and what was said."""
    draft = empty()
    record_decision(draft, EventKey("x"), decided(A, B, True, 1.0))
    assert (verdicts(draft, A), verdicts(draft, B), verdicts(draft, C)) == ({B: True}, {A: True}, {})


def test_the_decision_recorded_last_stands() -> None:
    """Whatever order they arrive in; a third record is none of their business."""
    early, late, third = decided(A, B, True, 1.0), decided(A, B, False, 2.0), decided(A, C, True, 3.0)
    for order in ((early, late, third), (third, late, early)):
        draft = empty()
        for decision in order:
            record_decision(draft, EventKey(f"e{decision.recorded}"), decision)
        assert verdicts(draft, A) == {B: False, C: True}
        assert verdicts(draft, B) == {A: False}


def test_of_two_recorded_at_one_moment_one_stands() -> None:
    """That of the greater event key, on both sides."""
    yes, no = decided(A, B, True, 1.0), decided(A, B, False, 1.0)
    for order in (((EventKey("x"), yes), (EventKey("y"), no)), ((EventKey("y"), no), (EventKey("x"), yes))):
        draft = empty()
        for event, decision in order:
            record_decision(draft, event, decision)
        assert (verdicts(draft, A), verdicts(draft, B)) == ({B: False}, {A: False})


def test_withdrawn_leaves_what_was_decided_before() -> None:
    """The earlier decision stands again; after the last withdrawal no document is left."""
    draft = empty()
    first, second = decided(A, B, True, 1.0), decided(A, B, False, 2.0)
    record_decision(draft, EventKey("x"), first)
    record_decision(draft, EventKey("y"), second)
    withdraw_decision(draft, EventKey("y"), second)
    assert draft.document(keys.decisions(Subject.PERSON, A), Decisions) == Decisions(
        (Verdict(B, 1.0, EventKey("x"), True),)
    )
    withdraw_decision(draft, EventKey("x"), first)
    assert draft.document(keys.decisions(Subject.PERSON, A), Decisions) is None
    assert draft.document(keys.decisions(Subject.PERSON, B), Decisions) is None


def test_the_order_of_two_records_does_not_matter() -> None:
    """A pair is one pair, whichever record was on the left of the screen."""
    event = write_decision("link-confirmed-1")
    swapped = spoil(event, "data", event["data"] | {"one": event["data"]["other"], "other": event["data"]["one"]})
    straight = read_revision(observe(OBSERVATION.validate_python(event))).cell
    assert read_revision(observe(OBSERVATION.validate_json(swapped))).cell == straight
    assert straight.decision
    assert straight.decision.one < straight.decision.other


def test_a_decision_is_read() -> None:
    """Confirmed or refused, of whom, by whom, why; it says nothing of how fresh any agency is."""
    for event_type, confirmed in (("link-confirmed-1", True), ("link-refused-1", False)):
        revision = read(event_type, subject="address", reason="gazetteer")
        decision = revision.cell.decision
        assert decision
        assert (decision.confirmed, decision.subject, decision.reason) == (confirmed, Subject.ADDRESS, "gazetteer")
        assert decision.worker.name == "Jocasta Bellweather"
        assert (revision.agency, revision.cell.standing) == ("", None)


def test_nothing_comes_back_into_a_withdrawn_decision() -> None:
    """Withdrawn before it arrives or after, sent again or changed, it was never made."""
    withdrawn = read("link-decision-withdrawn-1", target="DE-2025-0002")
    made = read("link-confirmed-1")
    assert withdrawn.target == made.target
    for cell in (revise(made.cell, withdrawn.cell), revise(withdrawn.cell, made.cell)):
        assert cell == withdrawn.cell
        assert (cell.erased, cell.decision) == (True, None)


def test_an_id_used_twice_stands_as_recorded_last() -> None:
    """Two decisions under one id do not both stand, and which one does is not a matter of order."""
    made, changed = read("link-confirmed-1"), read("link-refused-1", recorded_at="2025-05-06T10:30:00+01:00")
    assert made.target == changed.target
    assert revise(made.cell, changed.cell) == revise(changed.cell, made.cell) == changed.cell
