"""What clinicians say of a score, and what they did after looking at it.

Kept with the person record that the person was called by at the time, so that it stays with them however records are
joined or parted later. Nothing is learned from it and no score changes by it.
"""

from dataclasses import dataclass

from scoring.linkage.records import RecordId
from scoring.observed import Observed, ObservedWorker
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Care, CareAnswer
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
    """Idempotent, and in any order the same. Raises :class:`NotLoaded`."""
    key = keys.care(cared.record)
    held = draft.document(key, Care)
    answers = [*(held.answers if held else ()), cared.answer]
    # What was sent again under its id was recorded again, and counts from the first time.
    first = {answer.event: answer for answer in sorted(answers, reverse=True)}
    kept = tuple(sorted(first.values())[-MOST:])
    draft.put(key, Care(kept))
    draft.score(keys.CARED, cared.record, kept[-1].recorded)
