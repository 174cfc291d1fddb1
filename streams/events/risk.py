"""The 28-day risk as it leaves, what became of it, and what people say to it. No names: ids lead to the screen that
shows them, to those who may look."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from streams.codes.risk import Cause, Intervention, Opinion, OpinionReason
from streams.contract import Contract, Envelope, Instant
from streams.events.decisions import LinkedRecord
from streams.events.parts import ContactPerson

ModelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
Probability = Annotated[float, Field(ge=0, le=1)]


class Slices(Contract):
    """Whom a score serves how well is told by these; no model is given the ethnic group or the deprivation fifth.
    ``unknown`` where nothing is recorded."""

    sex: str
    age_band: str
    ethnic_group: str
    deprivation_fifth: str
    team_type: str


class ScoreNotice(Contract):
    """``made_at``: the latest tick. ``rivals``: what challengers would have said, by name; weekly only. ``vector``: the
    features as the models were given them, packed, for models that learn elsewhere; weekly only."""

    person: LinkedRecord
    made_at: Instant
    cause: Cause
    model: ModelName
    probability: Probability
    rivals: dict[str, Probability] = {}  # noqa: RUF012 - pydantic copies it
    vector: str = ""
    team: str
    log_partition: int
    log_offset: int


class ScoreMade(Envelope):
    """``id`` follows from the log, so that a replay says the same under the same id."""

    type: Literal["score-made-1"] = "score-made-1"
    data: ScoreNotice


class OutcomeNotice(Contract):
    """What became of the weekly prediction for ``person`` of ``made_at``. ``correction``: the label was learned
    otherwise before; of several the last stands. ``learned`` is false where it came too late to be learned from."""

    person: LinkedRecord
    made_at: Instant
    known_at: Instant
    model: ModelName
    probability: Probability
    rivals: dict[str, Probability] = {}  # noqa: RUF012 - pydantic copies it
    vector: str = ""
    label: bool
    correction: bool = False
    learned: bool = True
    team: str
    slices: Slices
    log_partition: int
    log_offset: int


class OutcomeKnown(Envelope):
    type: Literal["outcome-known-1"] = "outcome-known-1"
    data: OutcomeNotice


class ModelState(Contract):
    """A learner's whole state, as :class:`scoring.risk.held.Model`. ``log_offset``: what it had learned from by then;
    ``code`` and ``features``: digests of what computed it."""

    name: ModelName
    recipe: str
    learned: int
    until: Instant
    numbers: dict[str, str]
    features: str
    code: str
    log_partition: int
    log_offset: int


class ModelSaved(Envelope):
    """Once a week, and before a restoring, so that one can be taken back too."""

    type: Literal["model-saved-1"] = "model-saved-1"
    data: ModelState


class ModelRestoring(Contract):
    recorded_at: Instant
    restored_by: ContactPerson
    model: ModelState


class ModelRestored(Envelope):
    """From here on the model goes on from this state. The state is in the event: a replay needs nothing else."""

    type: Literal["model-restored-1"] = "model-restored-1"
    data: ModelRestoring


class ModelPromotion(Contract):
    recorded_at: Instant
    promoted_by: ContactPerson
    name: ModelName


class ModelPromoted(Envelope):
    """From here on scores are this model's; the others go on learning beside it."""

    type: Literal["model-promoted-1"] = "model-promoted-1"
    data: ModelPromotion


class ScoreOpinion(Contract):
    """``entity`` is the person's id; ``made_at`` the moment the score was for."""

    recorded_at: Instant
    entity: LinkedRecord
    made_at: Instant
    probability: Probability
    opinion: Opinion
    reason: OpinionReason
    answered_by: ContactPerson


class ScoreAnswered(Envelope):
    type: Literal["score-answered-1"] = "score-answered-1"
    data: ScoreOpinion


class InterventionMade(Contract):
    recorded_at: Instant
    entity: LinkedRecord
    intervention: Intervention
    answered_by: ContactPerson


class InterventionRecorded(Envelope):
    type: Literal["intervention-recorded-1"] = "intervention-recorded-1"
    data: InterventionMade
