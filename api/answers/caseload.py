from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import Answer, AreaFreshness, PersonParticulars, PublicId
from streams.codes.caseload import CaseloadList, Cohort, RiskGroup
from streams.codes.risk import Intervention, Opinion

Probability = Annotated[float, Field(description="Of a crisis in the 28 days after as_at")]
Record = Annotated[str, Field(description="The id without its area, to ask for the risk by")]


class ListedFor(Answer):
    cohort: Cohort
    label: str
    words: str


class Contribution(Answer):
    topic: Annotated[str, Field(description="What it is about; rest is all else together")]
    words: str
    times: Annotated[float, Field(description="What it multiplies the odds by: above 1 it adds to the risk")]


class CareAnswerGiven(Answer):
    """An opinion on a score, or an intervention."""

    opinion: Opinion | None
    reason: Annotated[str | None, Field(description="In words")]
    probability: Annotated[float | None, Field(description="The score the opinion is about")]
    made_at: Annotated[datetime | None, Field(description="When that score was made")]
    intervention: Intervention | None
    label: str
    by: str
    role: str
    team: str
    at: datetime


class CaseloadPerson(Answer):
    """No address and no contact of another agency: who they are, how they stand, and why."""

    id: PublicId
    record: Record
    person: PersonParticulars
    restricted: bool
    team: str
    worker: str
    group: RiskGroup
    group_label: str
    probability: Annotated[Probability | None, Field(description="null: in crisis, or under 18, and so not scored")]
    week_ago: Annotated[float | None, Field(description="The weekly score of then; null: there was none")]
    month_ago: float | None
    listed_for: list[ListedFor]
    complexity: Annotated[float, Field(description="Sum of the weights of the factors the partnership declared")]
    factors: Annotated[list[str], Field(description="Those that are there, in words")]
    last_seen: Annotated[datetime | None, Field(description="The last contact attended; null: never")]
    average: Annotated[float | None, Field(description="Of somebody who is as the caseload is on average")]
    reasons: Annotated[
        list[Contribution],
        Field(description="Strongest first, all else last: the odds of average, times all of them, are the score's"),
    ]
    compared_to: Annotated[datetime | None, Field(description="Their own score of some six weeks ago")]
    changes: Annotated[list[Contribution], Field(description="What changed since compared_to")]
    week_compared_to: Annotated[datetime | None, Field(description="Their score of a week ago")]
    week_changes: Annotated[list[Contribution], Field(description="What changed since week_compared_to")]
    missing: Annotated[list[str], Field(description="What is not recorded, in words")]
    answers: Annotated[list[CareAnswerGiven], Field(description="Latest first")]


class ListSize(Answer):
    name: CaseloadList
    label: str
    people: int


class GroupSize(Answer):
    group: RiskGroup
    label: str
    people: int


class Rate(Answer):
    """Of 1,000, with its 95 % interval; null where nothing can be said."""

    per_1000: float | None
    low: float | None
    high: float | None


class StepDownGuarantee(Answer):
    """What became of those whom the step-down list would have named."""

    standing: Annotated[
        str, Field(description="within; exceeded or unfit (the list is empty); too-few to be sure", examples=["within"])
    ]
    people: int
    moments: Annotated[int, Field(description="At which one of them would have been named, 28 days or more apart")]
    crises: Annotated[int, Field(description="In the 28 days after")]
    rate: Rate
    most_per_1000: Annotated[float, Field(description="What the area allows")]


class ModelUsed(Answer):
    name: str
    learned: Annotated[int, Field(description="Outcomes it has learned from")]
    fit: Annotated[bool, Field(description="false: nobody should go by its scores until it is again")]
    unfit_since: datetime | None
    unfit_because: str
    alarms: Annotated[list[str], Field(description="Of its data and scores, as they stand, in words")]


class CaseloadAnswer(Answer):
    area: str
    as_at: datetime
    team: str
    worker: str
    listed: CaseloadList
    people: list[CaseloadPerson]
    next: Annotated[str | None, Field(description="For after, to go on; null: these are the last")]
    lists: list[ListSize]
    groups: list[GroupSize]
    teams: list[str]
    workers: Annotated[list[str], Field(description="Of the team, or of every team")]
    step_down: StepDownGuarantee
    model: ModelUsed
    purpose: Annotated[list[str], Field(description="What a score is for, and what it is not")]
    freshness: AreaFreshness


class RiskAnswer(Answer):
    area: str
    as_at: datetime
    person: CaseloadPerson
    history: Annotated[list["WeeklyScore"], Field(description="Weekly scores of a quarter, latest first")]
    stale: Annotated[list[str], Field(description="Agencies nothing has come from for over two days")]
    model: ModelUsed
    purpose: list[str]
    freshness: AreaFreshness


class WeeklyScore(Answer):
    at: datetime
    probability: float
