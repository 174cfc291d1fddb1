"""All that is held about one person, as it is given to whoever answers to that person for it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.alerts import AnswerGiven
from api.answers.caseload import CareAnswerGiven
from api.answers.parts import (
    AddressParticulars,
    Answer,
    AreaFreshness,
    CategoryCounts,
    ContactPerson,
    PersonParticulars,
    PublicId,
    WindowCounts,
)
from api.answers.review import Bits, DecisionName, Detail, MergeShown, PairShown, RecordName
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.codes.alerts import Severity
from streams.codes.audit import Outcome, Shown
from streams.codes.decisions import Reason
from streams.codes.person import Sensitivity

EventName = Annotated[str, Field(description="Key of the event: a digest of who sent it and its id there")]


class EventHeld(Answer):
    """One event of an agency as it stands. What an agency sent beyond this is not held."""

    key: EventName
    agency: Agency
    agency_label: str
    type: str
    category: Annotated[str, Field(description="Code of the agency's own list")]
    label: str
    happened_at: datetime
    recorded_at: datetime
    record: RecordName
    address: AddressParticulars | None
    contact_person: ContactPerson
    sensitivity: Sensitivity
    case: Annotated[str | None, Field(description="Source and number of the case")]
    local_record_id: Annotated[str | None, Field(description="The agency's own number for the person")]
    detail: Annotated[str | None, Field(description="Accepted or rejected, method of admission, or type of team")]
    rectified: bool
    restricted: Annotated[bool, Field(description="Its sensitivity was set by a correction")]


class RecordHeld(Answer):
    """What one agency says of who the person is."""

    id: RecordName
    details: list[Detail]
    local_record_ids: list[str]
    first_contact: datetime
    events: int
    sensitivity: Sensitivity


class DecisionHeld(Answer):
    id: DecisionName
    one: RecordName
    other: RecordName
    same: bool
    decided_at: datetime
    decided_by: ContactPerson
    reason: Reason
    reason_label: str


class AlertHeld(Answer):
    """``because``: what was found when it was raised, whatever was corrected since."""

    id: str
    rule: str
    title: str
    severity: Severity
    state_label: str
    ended: bool
    opened_at: datetime
    since: datetime
    because: list[str]
    events: Annotated[list[EventName], Field(description="The latest of those that it rests on")]
    answers: list[AnswerGiven]


class ScoreHeld(Answer):
    """``crisis``: what became of it; null where that is not known yet."""

    made_at: datetime
    model: str
    probability: float
    crisis: bool | None


class StayHeld(Answer):
    began_at: datetime
    ended_at: datetime | None


class TraitHeld(Answer):
    name: str
    value: str


class RiskHeld(Answer):
    """``on_caseload`` false: they have left it, and only what became of earlier scores is waited for."""

    on_caseload: bool
    team: str
    worker: str
    scores: Annotated[list[ScoreHeld], Field(description="Weekly ones of a quarter, latest first")]
    crises: list[StayHeld]
    traits: list[TraitHeld]


class LookHeld(Answer):
    """That somebody looked, of the last thirteen months."""

    id: str
    at: datetime
    name: str
    role: Role
    role_label: str
    agency_label: str
    action: Action
    action_label: str
    purpose_label: str
    reference: str
    rule: str
    allowed: bool
    outcome: Outcome
    outcome_label: str
    how: Annotated[Shown | None, Field(description="null: asked for, and not shown")]
    how_label: str


class TopicHeld(Answer):
    """Where else it is, and how long."""

    topic: str
    holds: str
    days: Annotated[int | None, Field(description="null: for ever")]


class PersonHeld(Answer):
    """Of somebody found by a number."""

    id: PublicId
    person: PersonParticulars


class PersonsHeld(Answer):
    results: list[PersonHeld]


class HoldingsAnswer(Answer):
    """Nothing is withheld in it, also where the person is restricted: it must be given out with care. ``events``
    latest first; ``looks`` latest first, ``looks_more`` where there are earlier ones."""

    id: PublicId
    area: str
    as_at: datetime
    person: PersonParticulars
    sensitivity: Sensitivity
    records: list[RecordHeld]
    joined_from: Bits
    links: Annotated[list[PairShown], Field(description="What holds the records together, weakest first")]
    decisions: list[DecisionHeld]
    merges: Annotated[list[MergeShown], Field(description="What agencies said of their own numbers for this person")]
    events: list[EventHeld]
    totals: WindowCounts
    counts: list[CategoryCounts]
    alerts: list[AlertHeld]
    risk: RiskHeld | None
    opinions: list[CareAnswerGiven]
    looks: list[LookHeld]
    looks_more: bool
    across_areas: Annotated[bool, Field(description="Records that state an NHS number are in the index across areas")]
    elsewhere: Annotated[list[TopicHeld], Field(description="Kafka's topics that hold events about people")]
    freshness: AreaFreshness
