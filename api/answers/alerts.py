from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import (
    AddressParticulars,
    Answer,
    AreaFreshness,
    ContactPerson,
    PersonParticulars,
    PublicId,
    TimelineEntry,
)
from streams.codes.agencies import Agency
from streams.codes.alerts import AlertSubject, Change, Receiver, Severity

AlertName = Annotated[str, Field(description="Id of the alert, as in alert-changed-1")]
RuleName = Annotated[str, Field(description="Id of the rule")]


class About(Answer):
    """``person`` or ``address``, never both; a household is told of by its address. Neither: an address that only
    other agencies know, for a clinician."""

    id: PublicId
    record: Annotated[str, Field(description="The id without its area, to ask for the alert by")]
    person: PersonParticulars | None
    address: AddressParticulars | None


class AlertListed(Answer):
    id: AlertName
    area: str
    subject: AlertSubject
    about: About
    title: str
    severity: Severity
    severity_label: str
    receivers: list[Receiver]
    teams: Annotated[list[str], Field(description="With an open case when it was raised")]
    state: Change
    state_label: str
    opened_at: datetime
    since: Annotated[datetime, Field(description="When it came into its present state")]
    respond_by: datetime | None
    overdue: Annotated[bool, Field(description="Nobody has answered by respond_by")]
    rule: RuleName
    version: Annotated[str, Field(description="Of the rules that raised it")]
    because: Annotated[list[str], Field(description="What was found, in words")]


class AlertList(Answer):
    area: str
    as_at: datetime
    alerts: list[AlertListed]
    next: Annotated[str | None, Field(description="For after, to go on; null: these are the last")]
    freshness: AreaFreshness


class FindingTold(Answer):
    """``entries``: the latest of the contacts it rests on, newest first."""

    words: str
    indicator: str
    value: Annotated[float | None, Field(description="null: not told, for the person is restricted")]
    agencies: list[Agency]
    entries: list[TimelineEntry]


class AgencyToRing(Answer):
    agency: Agency
    label: str
    last_contact: datetime
    contact_person: Annotated[ContactPerson, Field(description="Of the agency's latest contact in this alert")]


class AnswerGiven(Answer):
    change: Change
    label: str
    detail: Annotated[str | None, Field(description="What was done, or why it was dismissed")]
    by: str
    role: str
    team: str
    at: datetime


class AlertAnswer(Answer):
    alert: AlertListed
    as_at: datetime
    as_raised: Annotated[
        bool, Field(description="false: what it rested on has changed, so it is told as it stands now")
    ]
    because: list[FindingTold]
    gone: Annotated[int, Field(description="Contacts it rested on that are not on record here any more")]
    parted: Annotated[int, Field(description="Of those, contacts that are on record as somebody else's")]
    corrected_by: Annotated[
        list[Agency], Field(description="Agencies whose correction that was, as far as it is known")
    ]
    whom_to_ring: list[AgencyToRing]
    advice: str
    answers: Annotated[list[AnswerGiven], Field(description="Latest first")]
    ends_without: Annotated[list[str], Field(description="It ends when any of these does not hold any more")]
    ends_at: Annotated[datetime | None, Field(description="If nothing else happens; null: time alone does not end it")]
    rule_changed: Annotated[bool, Field(description="The rules that are running are another version, or lack the rule")]
    freshness: AreaFreshness


class AnswerTaken(Answer):
    """On Kafka, acknowledged; it counts within seconds."""

    id: Annotated[str, Field(description="Id of the answer: sent again under it, it is the same one")]


class RuleTold(Answer):
    rule: RuleName
    title: str
    subject: AlertSubject
    severity: Severity
    receivers: list[Receiver]
    when: Annotated[list[str], Field(description="Raised when all of these hold")]
    until: Annotated[list[str], Field(description="Ends when any of these does not hold any more")]
    respond_hours: float | None
    quiet_days: Annotated[int, Field(description="After it was answered or ended, raised again as the same alert")]
    advice: str
    source: str


class RulesAnswer(Answer):
    area: str
    version: Annotated[str | None, Field(description="null: the area has adopted no rules")]
    adopted_at: datetime | None
    rules: list[RuleTold]


class ReceiverFigures(Answer):
    receiver: Receiver
    label: str
    raised: int
    workers: Annotated[int | None, Field(description="As asked with")]
    per_worker_per_week: float | None


class RuleFigures(Answer):
    rule: RuleName
    title: str
    raised: int
    per_week: float


class AlertFigures(Answer):
    """Of the last four weeks; ``open`` and ``overdue`` of now. Seconds run from being raised to the first answer."""

    area: str
    as_at: datetime
    raised: int
    receivers: list[ReceiverFigures]
    rules: list[RuleFigures]
    answered: int
    median_seconds: float | None
    nine_in_ten_seconds: Annotated[float | None, Field(description="The 90th percentile")]
    open: int
    overdue: int
    freshness: AreaFreshness


class WatchedAddress(Answer):
    id: PublicId
    address: AddressParticulars
    until: datetime
    by: str
    role: str
    team: str
    said_at: datetime


class WatchList(Answer):
    """The pre-visit watch list; what ends soonest comes first."""

    area: str
    as_at: datetime
    addresses: list[WatchedAddress]
