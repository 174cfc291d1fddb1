"""What the log holds: agencies' accepted events, their corrections, people's decisions, listed dwellings, and time."""

from typing import Annotated

from pydantic import Field

from streams.events.agency import OwnEvent
from streams.events.alerts import AddressWatched, AlertAcknowledged, AlertActioned, AlertDismissed
from streams.events.clock import Tick
from streams.events.corrections import RecordErased, RecordRectified, RecordRestricted
from streams.events.decisions import LinkConfirmed, LinkDecisionWithdrawn, LinkRefused
from streams.events.gazetteer import DwellingListed
from streams.events.merging import RecordMerged
from streams.events.risk import InterventionRecorded, ModelPromoted, ModelRestored, ScoreAnswered
from streams.events.rules import RulesAdopted
from streams.events.sealing import Sealed

CorrectionEvent = RecordRectified | RecordErased | RecordRestricted
# Any agency may send these, of what it has sent or holds itself.
SharedEvent = CorrectionEvent | RecordMerged
SentEvent = OwnEvent | SharedEvent
LinkDecisionEvent = LinkConfirmed | LinkRefused | LinkDecisionWithdrawn
AnswerEvent = AlertAcknowledged | AlertActioned | AlertDismissed
CaseloadEvent = ScoreAnswered | InterventionRecorded
ModelEvent = ModelRestored | ModelPromoted
DecisionEvent = LinkDecisionEvent | AnswerEvent | AddressWatched | RulesAdopted | CaseloadEvent | ModelEvent
DecidedEvent = DecisionEvent | CorrectionEvent
ListingEvent = DwellingListed | RecordErased
IntakeEvent = SentEvent | DecidedEvent | ListingEvent
# Whatever intake lets in stands sealed in the log, but for what says nothing of anybody.
ObservationEvent = IntakeEvent | Tick | Sealed

Sent = Annotated[SentEvent, Field(discriminator="type")]
Decided = Annotated[DecidedEvent, Field(discriminator="type")]
Listed = Annotated[ListingEvent, Field(discriminator="type")]
Observation = Annotated[ObservationEvent, Field(discriminator="type")]
