"""What people decide about links. Linkage holds to the decision recorded last on a pair, whatever the evidence
says then or later; a decision that is withdrawn was never made."""

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from streams.codes.decisions import Reason
from streams.contract import Contract, Envelope, EventId, Instant
from streams.events.parts import ContactPerson

# Decisions come from Linnet's own screens, which know who is at them; no agency decides for the others.
REVIEW_SOURCE = "uk.linnet.review"

LinkedRecord = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16}$")]


class LinkDecision(Contract):
    """``one`` and ``other`` are record ids, as in ``link-revised-1``; which of the two comes first does not matter."""

    recorded_at: Instant
    subject: Literal["person", "address"]
    one: LinkedRecord
    other: LinkedRecord
    decided_by: ContactPerson
    reason: Reason

    @model_validator(mode="after")
    def _is_about_two_records(self) -> Self:
        if self.one == self.other:
            raise PydanticCustomError("records_alike", "must be another record than data.one", {"field": "other"})
        return self


class LinkConfirmed(Envelope):
    """The two records are of one person, or of one address."""

    type: Literal["link-confirmed-1"] = "link-confirmed-1"
    data: LinkDecision


class LinkRefused(Envelope):
    """The two records are of two persons, or of two addresses."""

    type: Literal["link-refused-1"] = "link-refused-1"
    data: LinkDecision


class Withdrawal(Contract):
    """``target`` is the id of the decision."""

    recorded_at: Instant
    target: EventId
    withdrawn_by: ContactPerson


class LinkDecisionWithdrawn(Envelope):
    type: Literal["link-decision-withdrawn-1"] = "link-decision-withdrawn-1"
    data: Withdrawal
