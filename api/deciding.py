"""What a person decides about a link, as an event. The pages and the API both come through here."""

from typing import Annotated

from pydantic import Field, StrictBool

from api.acting import act
from api.asking import ask_area, check_area, unknown
from api.context import Context
from api.reviewing import open_pair
from api.sending import name_own, sign
from scoring.state.keys import Subject
from scoring.state.links_view import find_decision
from streams.codes.decisions import Reason
from streams.contract import Contract, event_key
from streams.events.decisions import (
    REVIEW_SOURCE,
    LinkConfirmed,
    LinkDecision,
    LinkDecisionWithdrawn,
    LinkedRecord,
    LinkRefused,
    Withdrawal,
)

DecisionId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{32}$",
        description="Of the asker's making, 32 hexadecimal digits: the same decision sent twice is one. What it is "
        "withdrawn by is the id in the answer",
    ),
]


class DecisionAsked(Contract):
    """``same``: the two records are of one person or address; else they are of two."""

    id: DecisionId | None = None
    subject: Subject
    one: LinkedRecord
    other: LinkedRecord
    same: StrictBool
    reason: Reason


class WithdrawalAsked(Contract):
    id: DecisionId | None = None


async def decide(context: Context, area: str, asked: DecisionAsked) -> str:
    """The decision's id. Raises :class:`Unknown` unless both records may be shown, :class:`Refused` where one is of the
    asker, and what acting raises."""
    context.asker.note(await open_pair(context, area, asked.subject, asked.one, asked.other))
    now = context.now()
    event = (LinkConfirmed if asked.same else LinkRefused)(
        id=name_own(context.asker.viewer, asked.id, area, asked.model_dump_json()),
        source=REVIEW_SOURCE,
        time=now,
        area=area,
        data=LinkDecision(
            recorded_at=now,
            subject=asked.subject.value,
            one=asked.one,
            other=asked.other,
            decided_by=sign(context.asker.viewer),
            reason=asked.reason,
        ),
    )
    await act(context, area, asked.one, event)
    return event.id


async def withdraw(context: Context, area: str, target: str, asked: WithdrawalAsked) -> str:
    """The withdrawal's id. Raises :class:`Unknown` for a decision that does not stand or may not be told of, and
    as :func:`decide`."""
    check_area(context, area)
    key = event_key(REVIEW_SOURCE, target)
    decision, _ = await ask_area(context, area, lambda shelf: find_decision(shelf, key))
    if decision is None:
        raise unknown()
    context.asker.note(await open_pair(context, area, decision.subject, decision.one, decision.other))
    now = context.now()
    event = LinkDecisionWithdrawn(
        id=name_own(context.asker.viewer, asked.id, area, target),
        source=REVIEW_SOURCE,
        time=now,
        area=area,
        data=Withdrawal(recorded_at=now, target=target, withdrawn_by=sign(context.asker.viewer)),
    )
    await act(context, area, decision.one, event)
    return event.id
