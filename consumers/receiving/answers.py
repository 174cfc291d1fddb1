"""What a sender is told of what it sent: item by item, and in numbers."""

from typing import Annotated

from pydantic import BaseModel, Field

from consumers.receiving.items import Outcome, Receipt, Told
from consumers.receiving.problems import Problem


class ItemAnswer(BaseModel):
    """``code``, ``field`` and ``reason`` are those of the refusals in docs/reference.md."""

    item: Annotated[str, Field(description="Where it stood in what was sent, from 0")]
    outcome: Annotated[
        Outcome,
        Field(
            description="accepted: Kafka has it; known: it came before and nothing is changed; refused: mend it and "
            "send it again; left-out: it tells nothing that is shared"
        ),
    ]
    ids: Annotated[list[str], Field(description="Of its events, where they could be read")] = []
    code: str | None = None
    field: str | None = None
    reason: str | None = None


class Counts(BaseModel):
    accepted: int
    known: int
    refused: int
    left_out: int
    dropped: Annotated[dict[str, int], Field(description="Fields beyond minimum data, left behind: how often")]
    items: list[ItemAnswer]


class ReceiptAnswer(Counts):
    """Everything accepted is on Kafka, acknowledged by all replicas that are in sync."""


class RefusalProblem(Counts, Problem):
    """None of the items was accepted."""


def counts(receipt: Receipt) -> dict[str, object]:
    return {
        "accepted": receipt.count(Outcome.ACCEPTED),
        "known": receipt.count(Outcome.KNOWN),
        "refused": receipt.count(Outcome.REFUSED),
        "left_out": receipt.count(Outcome.LEFT_OUT),
        "dropped": dict(receipt.dropped),
        "items": [_tell(one) for one in receipt.told],
    }


def _tell(one: Told) -> dict[str, object]:
    fault = one.fault
    told: dict[str, object] = {"item": one.place, "outcome": one.outcome.value, "ids": list(one.ids)}
    return told | ({"code": fault.code, "field": fault.field, "reason": fault.reason} if fault else {})
