"""How good the 28-day risk has been, as the API says it."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from api.answers.parts import Answer, AreaFreshness

Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", description="In UTC", examples=["2026-01"])]
Few = Annotated[int | None, Field(description="To the nearest five; null: fewer than five")]
Final = Annotated[bool, Field(description="No outcome of it can change any more")]


class Measured(Answer):
    """Null: the data cannot tell."""

    name: Annotated[str, Field(examples=["auroc"])]
    words: str
    value: float | None
    low: Annotated[float | None, Field(description="Lower end of the 95 % interval, a person's predictions being one")]
    high: float | None
    is_share: Annotated[bool, Field(description="To be read as a percentage")]


class MonthListed(Answer):
    month: Month
    is_final: Final
    model: Annotated[str, Field(description="Whose scores counted")]
    predictions: int
    in_crisis: Annotated[int, Field(description="People predicted for who had a crisis in the 28 days after")]
    measures: list[Measured]
    crises: Annotated[int, Field(description="That began in the month")]
    beforehand: Annotated[Measured, Field(description="Of them, who had been in the top 25 of their team")]


class WeekListed(Answer):
    began: date
    predictions: int
    observed: int
    expected: float
    ratio: Annotated[float | None, Field(description="Observed over expected")]
    low: float | None
    high: float | None


class AlarmTold(Answer):
    kind: Annotated[str, Field(description="feed, feature, scores, calibration or skill")]
    words: str
    raised_at: datetime
    ended_at: Annotated[datetime | None, Field(description="null: it stands")]


class Fitness(Answer):
    is_fit: Annotated[bool, Field(description="Scores are not for use while the model is not fit")]
    since: Annotated[datetime | None, Field(description="When it became unfit")]
    because: Annotated[str, Field(description="In words; empty while it is fit")]
    rule: Annotated[list[str], Field(description="What makes it unfit")]


class MonitoringAnswer(Answer):
    """Of weekly predictions; a month's are those made in it."""

    area: str
    fitness: Fitness
    alarms: Annotated[list[AlarmTold], Field(description="Latest first")]
    months: Annotated[list[MonthListed], Field(description="The last thirteen with any, earliest first")]
    weeks: Annotated[list[WeekListed], Field(description="Of these months, earliest first")]
    latest: Annotated[str, Field(description="The latest month that is final, or the latest of all; empty: none yet")]
    late: Annotated[int, Field(description="Outcomes that came after their month was final, and are in no figure")]
    freshness: AreaFreshness


class TenthTold(Answer):
    predictions: int
    predicted: Annotated[float, Field(description="On average")]
    observed: float | None
    low: float | None
    high: float | None


class ModelTold(Answer):
    """``beforehand`` is of the crises that began in the month; the rest of predictions made in it."""

    model: str
    in_use: bool
    predictions: int
    persons: int
    in_crisis: int
    measures: list[Measured]
    crises: int
    beforehand: Measured
    curve: Annotated[list[TenthTold], Field(description="Tenths of the predictions, lowest first")]


class SliceTold(Answer):
    slice: Annotated[str, Field(examples=["ethnic_group"])]
    slice_label: str
    value: str
    label: str
    persons: Few
    in_crisis: Few
    measures: Annotated[list[Measured], Field(description="Empty where fewer than five people were in crisis")]
    differs: Annotated[
        bool, Field(description="Its observed over expected is not that of everybody, by more than chance")
    ]


class MonthAnswer(Answer):
    area: str
    month: Month
    is_final: Final
    until: Annotated[datetime, Field(description="Predictions made before then are in it")]
    models: Annotated[list[ModelTold], Field(description="The one in use first")]
    slices: Annotated[list[SliceTold], Field(description="Of the model in use")]
    freshness: AreaFreshness
