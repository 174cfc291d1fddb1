"""What clinicians answer to a score, and what they did, as events. The pages and the API both come through here."""

from datetime import datetime, timedelta

from api.acting import act
from api.asking import ask_area, check_area, unknown
from api.context import Context
from api.looking import require, require_others
from api.policy.deciding import Resource
from api.sending import AnswerId, make_id, sign
from scoring.linkage.records import EntityId, RecordId
from scoring.state.caseload_view import find_told
from scoring.state.keys import Subject
from streams.codes.risk import Intervention, Opinion, OpinionReason
from streams.contract import Contract, Instant
from streams.errors import Invalid
from streams.events.decisions import REVIEW_SOURCE
from streams.events.risk import InterventionMade, InterventionRecorded, Probability, ScoreAnswered, ScoreOpinion

# Somebody may look at a page for so long before they answer.
_LOOKS = timedelta(days=1)


class OpinionSaid(Contract):
    """``made_at`` and ``probability`` are the score as it was shown."""

    id: AnswerId | None = None
    made_at: Instant
    probability: Probability
    opinion: Opinion
    reason: OpinionReason


class InterventionSaid(Contract):
    id: AnswerId | None = None
    intervention: Intervention


async def say_opinion(context: Context, area: str, record: str, said: OpinionSaid) -> str:
    """The answer's id. Raises :class:`Unknown` unless their risk may be told of and they had a score then,
    :class:`Invalid` for a score that is older than a day, and what acting raises."""
    now = context.now()
    if not -_LOOKS < said.made_at - now < timedelta(minutes=1):
        raise Invalid("made-at", "look at the score of today before you answer", "made_at")
    data = ScoreOpinion(
        recorded_at=now,
        entity=await _find(context, area, record, said.made_at),
        made_at=said.made_at,
        probability=said.probability,
        opinion=said.opinion,
        reason=said.reason,
        answered_by=sign(context.asker.viewer),
    )
    event = ScoreAnswered(id=said.id or make_id(), source=REVIEW_SOURCE, time=now, area=area, data=data)
    await act(context, area, record, event)
    return event.id


async def say_done(context: Context, area: str, record: str, said: InterventionSaid) -> str:
    """As :func:`say_opinion`, but for the day."""
    now, entity = context.now(), await _find(context, area, record)
    data = InterventionMade(
        recorded_at=now, entity=entity, intervention=said.intervention, answered_by=sign(context.asker.viewer)
    )
    event = InterventionRecorded(id=said.id or make_id(), source=REVIEW_SOURCE, time=now, area=area, data=data)
    await act(context, area, record, event)
    return event.id


async def _find(context: Context, area: str, record: str, scored: datetime | None = None) -> EntityId:
    check_area(context, area)
    made = scored.timestamp() if scored else None
    found, _ = await ask_area(context, area, lambda shelf: find_told(shelf, RecordId(record), made))
    if found is None:
        raise unknown()
    require(context, Resource(area, Subject.PERSON, frozenset((found.team,))), hide=True)
    require_others(context, area, found.nhs_numbers)
    return found.person
