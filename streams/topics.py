"""Every topic: its name, key, contract, partitions, retention and clean-up. Made from here, checked against here.

All keys are the area. An area is one partition of ``observations``, so one worker and one order.
"""

from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from streams.codec import (
    AGED,
    ALERT,
    DEAD_LETTER,
    DECIDED,
    HEAD,
    KEYS_KEPT,
    LINK,
    LISTED,
    LOOK,
    MODEL,
    OBSERVATION,
    PARKED,
    SCORE,
    SENT,
)
from streams.codes.agencies import Agency

DAY_MS = 86_400_000
FOREVER = -1
# A dead letter holds its original in base 64 (4/3 of the size) in an envelope; brokers refuse above 1 MiB.
MAX_DEAD_LETTER_BYTES = 4_194_304
# The broker's stamp is when the partnership came to know of it, whatever the sender's clock says.
_STAMPED = {"message.timestamp.type": "LogAppendTime"}


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    contract: TypeAdapter[Any]
    holds: str
    partitions: int
    retention_ms: int
    config: dict[str, str] = field(default_factory=dict)
    key: str = "area"

    def settings(self) -> dict[str, str]:
        return {"retention.ms": str(self.retention_ms), "cleanup.policy": "delete"} | self.config


OBSERVATIONS = Topic(
    "observations",
    OBSERVATION,
    "The log: accepted events, corrections, decisions, listings and ticks, in the order that is the truth",
    partitions=6,
    retention_ms=FOREVER,
    config=_STAMPED,
)
# Without these the log cannot be read. What was destroyed is compacted away, after a day at most.
KEYS = Topic(
    "keys",
    KEYS_KEPT,
    "What the keys of the log follow from, wrapped; what is gone from here opens nothing any more",
    partitions=1,
    retention_ms=FOREVER,
    config={
        "cleanup.policy": "compact",
        "segment.ms": str(DAY_MS // 24),
        "max.compaction.lag.ms": str(DAY_MS),
        "min.cleanable.dirty.ratio": "0.01",
        "delete.retention.ms": str(DAY_MS // 24),
    },
    key="area, epoch and place",
)
LINKS = Topic("links", LINK, "Which records stand together as one person or address, and did before", 6, FOREVER)
ALERTS = Topic("alerts", ALERT, "What becomes of each alert: raised, answered, cleared, withdrawn", 6, FOREVER)
# A year more than monitoring looks back.
SCORES = Topic("scores", SCORE, "Each 28-day risk as it was made, and what became of it", 6, 800 * DAY_MS)
MODELS = Topic("models", MODEL, "States of the models that learn, for going back to one", 6, FOREVER)
# By the month in which it happened, which its stamp is: 36 months and that month itself, and a segment's days.
ANALYSIS = Topic(
    "analysis",
    AGED,
    "What an event that is past its age leaves for counting: what kind, in which month, and no particulars",
    partitions=6,
    retention_ms=1_096 * DAY_MS,
    config={"segment.ms": str(30 * DAY_MS)},
)
# As long as the alerts themselves: what nobody was told of must not be forgotten too.
ALERTS_PARKED = Topic(
    "alerts-parked",
    PARKED,
    "Alerts that a destination could not be given, each with the reason, and which were sent again",
    partitions=1,
    retention_ms=FOREVER,
    key="destination",
)
# For ever: a beginning that ran out could not be told from one that was taken away. There are ids in it, and staff.
AUDIT = Topic(
    "audit", LOOK, "Who looked at whom, when and why: each record holds on to the one before", 6, FOREVER, _STAMPED
)
# Only the process that signs may write here. The last head of a day holds all that those before it hold.
AUDIT_HEADS = Topic(
    "audit-heads",
    HEAD,
    "What the audit was, each minute, signed; after a week the last of each day",
    partitions=1,
    retention_ms=FOREVER,
    config={"cleanup.policy": "compact"},
    key="area and day",
)
DEAD_LETTERS = Topic(
    "dead-letters",
    DEAD_LETTER,
    "Refused messages, whole, each with its source position and a reason",
    partitions=1,
    retention_ms=90 * DAY_MS,
    config={"max.message.bytes": str(MAX_DEAD_LETTER_BYTES)},
    key="source topic",
)
# Thirty days outlast a long weekend and a failed migration; after intake the log has what was accepted.
AGENCY_TOPICS = {
    agency: Topic(agency.value, SENT, f"Events as sent: {agency.label}", 3, 30 * DAY_MS, _STAMPED) for agency in Agency
}
DECISIONS = Topic(
    "decisions", DECIDED, "What people decided or had corrected, as Linnet's screens sent it", 3, 30 * DAY_MS, _STAMPED
)
GAZETTEER = Topic(
    "gazetteer", LISTED, "Dwellings of a list of addresses, as linnet linkage sent it", 3, 30 * DAY_MS, _STAMPED
)
# What intake lets into the log, or refuses.
INTAKE_TOPICS = (*AGENCY_TOPICS.values(), DECISIONS, GAZETTEER)
TOPICS = (
    *INTAKE_TOPICS,
    OBSERVATIONS,
    KEYS,
    LINKS,
    ALERTS,
    SCORES,
    MODELS,
    ANALYSIS,
    ALERTS_PARKED,
    AUDIT,
    AUDIT_HEADS,
    DEAD_LETTERS,
)
