"""What each process of Linnet may do at Kafka, and each sender: exactly what the process table in the README says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consumers.erasing.destroying import GROUP
from consumers.feeds.senders import Sender
from streams.broker import INTAKE_GROUP
from streams.sealing.writing import TRANSACTIONS
from streams.topics import (
    AGENCY_TOPICS,
    ALERTS,
    ALERTS_PARKED,
    ANALYSIS,
    AUDIT,
    AUDIT_HEADS,
    DEAD_LETTERS,
    DECISIONS,
    INTAKE_TOPICS,
    KEYS,
    LINKS,
    MODELS,
    OBSERVATIONS,
    SCORES,
    TOPICS,
    Topic,
)


@dataclass(frozen=True, slots=True)
class Rights:
    """``joins``: consumer groups; one that ends with * is every group that begins so. ``names``: groups that its
    clients carry the name of, as each has to, and never join. ``trims``: topics whose beginnings it deletes.
    ``transactions``: by the name of who makes them."""

    reads: tuple[Topic, ...] = ()
    writes: tuple[Topic, ...] = ()
    joins: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    trims: tuple[Topic, ...] = ()
    transactions: tuple[str, ...] = ()


AGENCIES = tuple(AGENCY_TOPICS.values())
_WATERMARKS, _READING, _KEYS = "linnet-watermarks", "linnet-reading", "linnet-keys"
ROLE_RIGHTS: Mapping[str, Rights] = {
    "clock": Rights(writes=(OBSERVATIONS,)),
    "intake": Rights((*INTAKE_TOPICS, KEYS), (OBSERVATIONS, DEAD_LETTERS), (INTAKE_GROUP,), (_WATERMARKS, _KEYS)),
    "projector": Rights((OBSERVATIONS, KEYS), (), ("linnet-projector",), (_WATERMARKS, _KEYS)),
    "relay": Rights((ALERTS,), (LINKS, ALERTS, SCORES, MODELS, ANALYSIS), (), (INTAKE_GROUP, _WATERMARKS, _READING)),
    "tracing": Rights((LINKS,), (), (), ("linnet-tracing", _WATERMARKS)),
    "monitoring": Rights((SCORES,), (), (), ("linnet-monitoring", _WATERMARKS)),
    "delivery": Rights((ALERTS,), (ALERTS_PARKED,), ("linnet-delivery-*",), (_WATERMARKS, _READING)),
    "feeds": Rights(writes=AGENCIES),
    "receiving": Rights(AGENCIES, AGENCIES, (), (_WATERMARKS, _READING)),
    "api": Rights((ALERTS, AUDIT), (DECISIONS, AUDIT), (), ("linnet-stream", "linnet-audit-writer")),
    "auditing": Rights(
        (AUDIT, AUDIT_HEADS), (AUDIT_HEADS,), (), ("linnet-auditing", "linnet-audit-index", _WATERMARKS, _READING)
    ),
    "erasing": Rights(
        (OBSERVATIONS, KEYS),
        (KEYS,),
        (GROUP,),
        (_KEYS, INTAKE_GROUP, _WATERMARKS),
        trims=INTAKE_TOPICS,
        transactions=(TRANSACTIONS,),
    ),
}
# Commands that people run: they look everywhere, resend, load and decide, and make what is missing.
OPERATOR = "operator"


@dataclass(frozen=True, order=True, slots=True)
class Acl:
    """``kind``: topic, group, transactional_id or cluster, in the words of Kafka, as are ``pattern`` (literal or
    prefixed) and ``operation``."""

    principal: str
    kind: str
    name: str
    pattern: str
    operation: str


def principal_of_role(role: str) -> str:
    return f"User:linnet-{role}"


def principal_of_sender(sender: Sender) -> str:
    return f"User:sender-{sender.name}"


def list_acls(senders: Iterable[Sender]) -> list[Acl]:
    """Every one there should be, sorted. Of senders only those who write to Kafka themselves."""
    found = [acl for role, rights in ROLE_RIGHTS.items() for acl in _spell_out(principal_of_role(role), rights)]
    found += _list_operator()
    for sender in senders:
        if sender.kafka:
            topic, who = AGENCY_TOPICS[sender.agency], principal_of_sender(sender)
            found += _on(who, "topic", topic.name, "WRITE", "DESCRIBE")
    return sorted(set(found))


def _spell_out(who: str, rights: Rights) -> Iterable[Acl]:
    # Every process compares all topics with the table before it starts; what they hold it does not see by that.
    for topic in TOPICS:
        yield from _on(who, "topic", topic.name, "DESCRIBE", "DESCRIBE_CONFIGS")
    for topic in rights.reads:
        yield from _on(who, "topic", topic.name, "READ")
    for topic in rights.writes:
        yield from _on(who, "topic", topic.name, "WRITE")
    for topic in rights.trims:
        yield from _on(who, "topic", topic.name, "DELETE")
    for name in rights.transactions:
        yield from _on(who, "transactional_id", name, "WRITE", "DESCRIBE")
    for group in rights.joins:
        yield from _on(who, "group", group, "READ")
    for group in rights.names:
        yield from _on(who, "group", group, "DESCRIBE")


def _list_operator() -> Iterable[Acl]:
    who = principal_of_role(OPERATOR)
    yield from _on(who, "cluster", "kafka-cluster", "DESCRIBE", "DESCRIBE_CONFIGS")
    for topic in TOPICS:
        yield from _on(who, "topic", topic.name, "CREATE", "DESCRIBE", "DESCRIBE_CONFIGS", "READ", "WRITE")
    yield from _on(who, "group", "linnet-*", "DESCRIBE")
    yield from _on(who, "transactional_id", TRANSACTIONS, "WRITE", "DESCRIBE")


def _on(who: str, kind: str, name: str, *operations: str) -> Iterable[Acl]:
    pattern = "PREFIXED" if name.endswith("*") else "LITERAL"
    for operation in operations:
        yield Acl(who, kind.upper(), name.removesuffix("*"), pattern, operation)
