"""People's decisions about pairs of records, kept with both records of a pair.

A decision outlives the evidence it was made on and the model that asked for it. One that names a record which
nobody attests, yet or any more, waits: it counts from when there is such a record.
"""

from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Decision, Decisions, Verdict
from scoring.state.keys import Subject
from streams.contract import EventKey


def record_decision(draft: Draft, event: EventKey, decision: Decision) -> None:
    """Idempotent, and any two may change places."""
    for record, other in _sides(draft, decision):
        verdict = Verdict(other, decision.recorded, event, decision.confirmed)
        _keep(draft, decision.subject, record, {*_held(draft, decision.subject, record), verdict})


def withdraw_decision(draft: Draft, event: EventKey, decision: Decision) -> None:
    """Nothing is left of ``decision``, so what was decided before it stands again."""
    for record, _ in _sides(draft, decision):
        held = _held(draft, decision.subject, record)
        _keep(draft, decision.subject, record, {verdict for verdict in held if verdict.event != event})


def question(draft: Draft, subject: Subject, record: RecordId) -> None:
    """The record is no more: what was decided of it goes when it is past its age."""
    for verdict in _held(draft, subject, record):
        draft.score(keys.AGES, verdict.event, verdict.recorded)


def read_verdicts(decisions: Decisions) -> dict[RecordId, bool]:
    """Of each pair the decision recorded last stands; of two recorded at one moment that of the greater event key."""
    return {verdict.other: verdict.confirmed for verdict in decisions.verdicts}


def find_confirmed(decisions: Decisions | None) -> set[RecordId]:
    """The records that somebody said are one with this, a person or an agency."""
    if decisions is None:
        return set()
    confirmed = {other for other, confirmed in read_verdicts(decisions).items() if confirmed}
    return confirmed.union([said.other for said in decisions.said])


def _sides(draft: Draft, decision: Decision) -> tuple[tuple[RecordId, RecordId], tuple[RecordId, RecordId]]:
    draft.need([keys.decisions(decision.subject, record) for record in (decision.one, decision.other)])
    return (decision.one, decision.other), (decision.other, decision.one)


def _held(draft: Draft, subject: Subject, record: RecordId) -> tuple[Verdict, ...]:
    held = draft.document(keys.decisions(subject, record), Decisions)
    return held.verdicts if held else ()


def _keep(draft: Draft, subject: Subject, record: RecordId, verdicts: set[Verdict]) -> None:
    key = keys.decisions(subject, record)
    held = draft.document(key, Decisions)
    said = held.said if held else ()
    draft.put(key, Decisions(tuple(sorted(verdicts)), said) if verdicts or said else None)
