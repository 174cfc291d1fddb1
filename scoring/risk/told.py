"""What clinicians say of a score, and what they did after looking at it.

Kept with the person record that the person was called by at the time, so that it stays with them however records are
joined or parted later: it goes where the record's last event goes by a rectification, to another record of the same
person when that is past its age, and goes with it when that is erased. Nothing is learned from it and no score changes
by it.
"""

from dataclasses import dataclass

from scoring.linkage.records import RecordId
from scoring.observed import Observed, ObservedWorker
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Care, CareAnswer, PersonRecord
from scoring.state.keys import Subject
from streams.contract import event_key

# Of somebody answered for more often the latest so many are kept: years of weekly answers.
MOST = 500
_NOBODY = ObservedWorker("", "", "")


@dataclass(frozen=True, slots=True)
class Cared:
    record: RecordId
    answer: CareAnswer


def read_cared(event: Observed) -> Cared | None:
    """None for an event that is neither."""
    if event.type not in ("score-answered-1", "intervention-recorded-1"):
        return None
    data, by = event.data, event.data.answered_by or _NOBODY
    answer = CareAnswer(
        data.recorded_at.timestamp() if data.recorded_at else 0.0,
        event_key(event.source, event.id),
        data.opinion,
        data.reason,
        data.intervention,
        data.made_at.timestamp() if data.made_at else 0.0,
        data.probability,
        by.name,
        by.role,
        by.team,
    )
    return Cared(RecordId(data.entity), answer)


def keep_cared(draft: Draft, cared: Cared) -> None:
    """Idempotent, and of several answers in any order the same; none is kept of whom nothing is known, or nothing any
    more. Raises :class:`NotLoaded`."""
    if draft.document(keys.record(Subject.PERSON, cared.record), PersonRecord):
        _keep(draft, cared.record, (cared.answer,))


def hand_over(draft: Draft, lost: RecordId, heir: RecordId) -> None:
    """``lost`` is no more. ``heir``: what its last event says now, or who was one with it, empty where that was erased
    or there is nobody. Raises :class:`NotLoaded`."""
    held = draft.document(keys.care(lost), Care)
    if held is None:
        return
    draft.put(keys.care(lost), None)
    draft.score(keys.CARED, lost, None)
    draft.score(keys.AGES, keys.care(lost), None)
    if heir:
        _keep(draft, heir, held.answers)


def _keep(draft: Draft, record: RecordId, said: tuple[CareAnswer, ...]) -> None:
    key = keys.care(record)
    held = draft.document(key, Care)
    answers = [*(held.answers if held else ()), *said]
    # What was sent again under its id was recorded again, and counts from the first time.
    first = {answer.event: answer for answer in sorted(answers, reverse=True)}
    kept = tuple(sorted(first.values())[-MOST:])
    draft.put(key, Care(kept))
    draft.score(keys.CARED, record, kept[-1].recorded)
    draft.score(keys.AGES, key, kept[-1].recorded)
