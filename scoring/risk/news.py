"""What the 28-day risk has to tell others."""

from dataclasses import dataclass

from scoring.linkage.records import EntityId
from scoring.risk.held import Model
from scoring.risk.labels import Outcome
from streams.codes.risk import Cause


@dataclass(frozen=True, slots=True)
class ScoreNews:
    person: EntityId
    made: float
    cause: Cause
    model: str
    probability: float
    rivals: dict[str, float]
    vector: str
    team: str


@dataclass(frozen=True, slots=True)
class OutcomeNews:
    """``slices`` as in a course."""

    person: EntityId
    known: float
    outcome: Outcome
    team: str
    slices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelNews:
    name: str
    model: Model
