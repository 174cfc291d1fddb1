"""Kafka as Strimzi makes it: three brokers, the topics of the topic table, and the users of the table of rights."""

from collections.abc import Iterable
from itertools import groupby

from infra.access.rights import Acl
from infra.deploy.yaml import Document
from infra.stack.securing import SUITES
from streams.topics import TOPICS, Topic

CLUSTER = "linnet"
# Of every pod of Linnet's own.
PART_OF = {"app.kubernetes.io/part-of": "linnet"}
API_VERSION = "kafka.strimzi.io/v1"
BROKERS = 3
IN_SYNC = 2
PORT = 9093
BOOTSTRAP = f"{CLUSTER}-kafka-bootstrap:{PORT}"
# The newest that Strimzi 1.2 runs. Written down, so that Kafka changes when somebody says so and not with the operator.
_VERSION, _METADATA = "4.3.1", "4.3-IV0"
# A destination of alerts that nobody could be told of for so long keeps its place (docs/delivery.md).
OFFSETS_MINUTES = 90 * 24 * 60
_OF_CLUSTER = {"strimzi.io/cluster": CLUSTER}
# The namespace lets nobody in with more. Strimzi gives its pods less than that unless its operator is told otherwise.
_CONFINED = {
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "runAsNonRoot": True,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }
}
# Strimzi's own words for Kafka's.
_TYPES = {"TRANSACTIONAL_ID": "transactionalId"}
_PATTERNS = {"LITERAL": "literal", "PREFIXED": "prefix"}
_BROKER_SETTINGS = {
    "auto.create.topics.enable": False,
    "default.replication.factor": BROKERS,
    "min.insync.replicas": IN_SYNC,
    "offsets.topic.replication.factor": BROKERS,
    "offsets.retention.minutes": OFFSETS_MINUTES,
    "transaction.state.log.replication.factor": BROKERS,
    "transaction.state.log.min.isr": IN_SYNC,
    "ssl.cipher.suites": SUITES,
}


def write_cluster() -> list[Document]:
    pool = _head("KafkaNodePool", "nodes") | {
        "spec": {
            "replicas": BROKERS,
            "roles": ["controller", "broker"],
            "storage": {"type": "jbod", "volumes": [_disk()]},
            "resources": {"requests": {"cpu": "500m", "memory": "2Gi"}, "limits": {"memory": "4Gi"}},
            "jvmOptions": {"-Xms": "1g", "-Xmx": "1g"},
            "template": {"pod": {"affinity": {"podAntiAffinity": _apart()}}, "kafkaContainer": _CONFINED},
        }
    }
    listener = {
        "name": "scram",
        "port": PORT,
        "type": "internal",
        "tls": True,
        "authentication": {"type": "scram-sha-512"},
        # Pods of this namespace alone: Strimzi lets in all of the cluster unless it is told.
        "networkPolicyPeers": [{"podSelector": {"matchLabels": PART_OF}}],
    }
    kafka = {
        "version": _VERSION,
        "metadataVersion": _METADATA,
        "listeners": [listener],
        "authorization": {"type": "simple"},
        "config": _BROKER_SETTINGS,
    }
    cluster = {"apiVersion": API_VERSION, "kind": "Kafka", "metadata": {"name": CLUSTER}}
    operators: Document = {"topicOperator": {}, "userOperator": {}}
    walls = {"template": {f"{name}Container": _CONFINED for name in operators}}
    return [pool, cluster | {"spec": {"kafka": kafka, "entityOperator": operators | walls}}]


def _disk() -> Document:
    return {"id": 0, "type": "persistent-claim", "size": "200Gi", "deleteClaim": False, "kraftMetadata": "shared"}


def _apart() -> Document:
    """Two brokers on one machine would be lost together, and with them what two had acknowledged."""
    brokers = {"labelSelector": {"matchLabels": {"strimzi.io/name": f"{CLUSTER}-kafka"}}}
    return {"requiredDuringSchedulingIgnoredDuringExecution": [brokers | {"topologyKey": "kubernetes.io/hostname"}]}


def write_topics() -> list[Document]:
    return [_head("KafkaTopic", topic.name) | {"spec": _spell_out(topic)} for topic in TOPICS]


def _spell_out(topic: Topic) -> Document:
    config = topic.settings() | {"min.insync.replicas": str(IN_SYNC)}
    return {"partitions": topic.partitions, "replicas": BROKERS, "config": config}


def write_users(acls: Iterable[Acl]) -> list[Document]:
    """One for each principal; its password Strimzi makes, and keeps in a Secret of the same name."""
    return [_write_user(who.removeprefix("User:"), list(held)) for who, held in groupby(sorted(acls), _principal)]


def _principal(acl: Acl) -> str:
    return acl.principal


def _write_user(name: str, acls: list[Acl]) -> Document:
    rules = [
        {"resource": dict(resource), "operations": [_word(acl.operation) for acl in held], "host": "*"}
        for resource, held in groupby(acls, _name_resource)
    ]
    authorization = {"type": "simple", "acls": rules}
    return _head("KafkaUser", name) | {
        "spec": {"authentication": {"type": "scram-sha-512"}, "authorization": authorization}
    }


def _name_resource(acl: Acl) -> tuple[tuple[str, str], ...]:
    if acl.kind == "CLUSTER":
        return (("type", "cluster"),)
    return (
        ("type", _TYPES.get(acl.kind, acl.kind.lower())),
        ("name", acl.name),
        ("patternType", _PATTERNS[acl.pattern]),
    )


def _word(operation: str) -> str:
    """
    >>> _word("DESCRIBE_CONFIGS")
    'DescribeConfigs'
    """
    return "".join(part.title() for part in operation.split("_"))


def _head(kind: str, name: str) -> Document:
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": {"name": name, "labels": _OF_CLUSTER}}
