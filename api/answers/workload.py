from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.answers.caseload import GroupSize, Rate
from api.answers.parts import Answer, AreaFreshness
from streams.codes.risk import Intervention


class LoadTold(Answer):
    cases: int
    weighted: Annotated[float, Field(description="Cases by their weights")]
    groups: list[GroupSize]
    step_up: int
    lost: int
    follow_up_due: int
    shielding: int
    step_down: int
    complexity: Annotated[float, Field(description="Mean of the complexity scores")]
    seen: Annotated[int, Field(description="With a contact attended in 28 days, of those not in crisis")]
    discharged: Annotated[int, Field(description="From hospital in 28 days, and longer ago than the follow-up time")]
    in_time: Annotated[int, Field(description="Of those, seen within it")]
    joined: Annotated[int, Field(description="Came onto the caseload in 28 days")]
    waiting: Annotated[int, Field(description="With no contact attended yet")]
    missed: Annotated[int, Field(description="With a contact not attended in 28 days")]


class WorkerLoadTold(Answer):
    worker: str
    load: LoadTold
    share: Annotated[float | None, Field(description="Of the weighted cases of one in the middle of the team")]


class TeamLoadTold(Answer):
    team: str
    load: LoadTold


class WorkloadAnswer(Answer):
    """``workers`` where a team is asked for."""

    area: str
    as_at: datetime
    team: str
    teams: list[TeamLoadTold]
    workers: list[WorkerLoadTold]
    weights: Annotated[list[str], Field(description="What a case counts as, in words")]
    factors: Annotated[list[str], Field(description="What makes a case complex, in words, with its points")]
    freshness: AreaFreshness


class OutcomeTold(Answer):
    """Counts of 1 to 4 are null, and so is what they could be worked out from."""

    name: str
    label: str
    acted: Annotated[bool | None, Field(description="Something was done within a week; null: either")]
    people: int | None
    scores: int | None
    crises: int | None
    rate: Rate


class ComparisonTold(Answer):
    """Of 1,000; null where there are too few. ``difference``: of the changes from before to after."""

    intervention: Intervention
    label: str
    people: int | None
    matched: int | None
    before: float | None
    after: float | None
    others_before: float | None
    others_after: float | None
    difference: Rate


class TurnTold(Answer):
    team: str
    start: date


class SideTold(Answer):
    """Of teams that had started, or of those that had not, by turns; null where there are too few."""

    teams: int
    people: int | None
    scores: int | None
    crises: int | None
    per_1000: Annotated[float | None, Field(description="Mean of the teams' shares")]


class StaggeringTold(Answer):
    """Of a start by turns drawn by lot. ``difference``: of teams that had started, less those that had not."""

    words: str
    lot: str
    turns: list[TurnTold]
    waiting: SideTold
    started: SideTold
    difference: Rate
    chance: Annotated[float | None, Field(description="How often a lot alone sets them as far apart, from 0 to 1")]
    caution: list[str]


class OutcomesAnswer(Answer):
    area: str
    as_at: datetime
    groups: list[OutcomeTold]
    team_types: list[OutcomeTold]
    interventions: list[OutcomeTold]
    comparisons: list[ComparisonTold]
    staggering: Annotated[StaggeringTold | None, Field(description="Where the area starts something by turns")]
    caution: list[str]
    freshness: AreaFreshness
