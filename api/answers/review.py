from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import Answer, AreaFreshness, ContactPerson, PublicId
from scoring.state.keys import Subject
from streams.codes.decisions import Reason

RecordName = Annotated[str, Field(description="Id of a record, as in link-revised-1", examples=["s0Ynm5ZTsN1TlyCx"])]
Bits = Annotated[float, Field(description="Match weight: log2 of the odds that the two are one; below 0 against it")]
DecisionName = Annotated[str, Field(description="Id of a decision, to withdraw it by")]


class Detail(Answer):
    """``words`` is null where the record does not say."""

    field: str
    label: str
    words: str | None


class RecordShown(Answer):
    id: RecordName
    belongs_to: Annotated[PublicId, Field(description="The person or address that this record belongs to now")]
    details: list[Detail]
    address_withheld: Annotated[
        bool, Field(description="The person is restricted: no address, nor its weight, is told")
    ]


class FindingShown(Answer):
    """One line of the explanation; ``one`` and ``other`` are what was compared, in the model's spelling."""

    field: str
    level: str
    one: str
    other: str
    weight: Bits


class DecisionShown(Answer):
    id: DecisionName
    same: bool
    decided_at: datetime
    decided_by: ContactPerson
    reason: Reason
    reason_label: str
    stands: Annotated[bool, Field(description="It was recorded last on this pair; the others would stand without it")]


class MergeShown(Answer):
    """That the agency's own numbers ``kept`` and ``gone`` are one person's; ``said_by``: whom to ring about it."""

    id: Annotated[str, Field(description="Key of the event that said so")]
    source: str
    kept: str
    gone: str
    said_at: datetime
    said_by: ContactPerson


class PairShown(Answer):
    """``weight`` is the sum of the findings; ``probability`` what the model makes of it, and no more than that."""

    one: RecordShown
    other: RecordShown
    together: Annotated[bool, Field(description="Both belong to one person or address now")]
    weight: Bits
    probability: float
    findings: list[FindingShown]
    decisions: Annotated[list[DecisionShown], Field(description="Latest first")]
    merges: Annotated[
        list[MergeShown], Field(description="What the agency said of its own numbers; a decision stands over it")
    ] = []  # noqa: RUF012 - pydantic copies it


class PairAnswer(Answer):
    area: str
    subject: Subject
    joined_from: Annotated[Bits, Field(description="Records are joined where the mean weight between them reaches it")]
    pair: PairShown
    freshness: AreaFreshness


class ReviewAnswer(Answer):
    """Pairs that may well be one, stand apart, and nobody has decided about; best matches first."""

    area: str
    subject: Subject
    joined_from: Bits
    pairs: list[PairShown]
    next: Annotated[str | None, Field(description="For after, to go on; null: these are the last")]
    freshness: AreaFreshness


class LinksAnswer(Answer):
    id: PublicId
    subject: Subject
    joined_from: Bits
    records: list[RecordShown]
    ties: Annotated[
        list[PairShown], Field(description="Links that hold the records together, weakest first: none can be spared")
    ]
    decided: Annotated[list[PairShown], Field(description="Further pairs that somebody decided about")]
    freshness: AreaFreshness


class DecisionTaken(Answer):
    """On Kafka, acknowledged; it counts within seconds."""

    id: DecisionName
