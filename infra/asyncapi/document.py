"""Linnet's topics and events as an AsyncAPI 3.0 document: from the topic table, the contracts and the catalogue.

Source: AsyncAPI specification 3.0.0, and its Kafka bindings 0.5.0.
"""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from infra.asyncapi.schemas import gather_schemas
from scoring.indicators.catalogue import INDICATORS, WINDOWS
from scoring.indicators.declaring import Indicator
from streams.schemas.generate import INDEX, generate_schemas
from streams.schemas.members import Schema
from streams.topics import INTAKE_TOPICS, TOPICS, Topic

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "asyncapi.json"

_BINDINGS = "0.5.0"
_SERVER = "kafka"
_DESCRIPTION = """Linnet's events. Each message is a CloudEvents 1.0 envelope in structured JSON, its `type` that of the
message below; its key decides the partition. Agencies send to their own topic, and Linnet sends what follows from it.
What is published changes only so that events already in the log can be read: a change that would break a reader is a
new type beside the old one."""


def describe() -> Schema:
    published = generate_schemas()
    index: Schema = published[INDEX]
    keys = {name: topic.key for topic in TOPICS for name in index[topic.name]["types"]}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Linnet",
            "version": "0.1.0",
            "description": _DESCRIPTION,
            "license": {"name": "Apache 2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "servers": {_SERVER: _describe_server()},
        "channels": {topic.name: _describe_channel(topic, index[topic.name]["types"]) for topic in TOPICS},
        "operations": dict(operation for topic in TOPICS for operation in _list_operations(topic)),
        "components": {
            "messages": {name: _describe_message(published[name], name, key) for name, key in sorted(keys.items())},
            "schemas": gather_schemas(published),
        },
        "x-windows": [asdict(window) for window in WINDOWS],
        "x-indicators": [_describe_indicator(one) for one in INDICATORS],
    }


def _describe_server() -> Schema:
    return {
        "host": "{bootstrap}",
        "protocol": "kafka-secure",
        "description": "The partnership's Kafka; plaintext where no user name is set",
        "variables": {"bootstrap": {"description": "LINNET_KAFKA_BOOTSTRAP", "default": "localhost:9092"}},
    }


def _describe_channel(topic: Topic, types: list[str]) -> Schema:
    settings = topic.settings()
    kafka = {
        "topic": topic.name,
        "partitions": topic.partitions,
        "topicConfiguration": {
            "cleanup.policy": settings["cleanup.policy"].split(","),
            "retention.ms": topic.retention_ms,
            **({"max.message.bytes": int(limit)} if (limit := settings.get("max.message.bytes")) else {}),
        },
        "bindingVersion": _BINDINGS,
    }
    return {
        "address": topic.name,
        "description": topic.holds,
        "servers": [{"$ref": f"#/servers/{_SERVER}"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in types},
        "bindings": {"kafka": kafka},
    }


def _list_operations(topic: Topic) -> Iterator[tuple[str, Schema]]:
    """As Linnet does them: what it receives, others send."""
    receives = topic in INTAKE_TOPICS
    action = "receive" if receives else "send"
    said = "Linnet takes it into the log, or refuses it" if receives else "Linnet tells it"
    yield (
        f"{action}-{topic.name}",
        {
            "action": action,
            "channel": {"$ref": f"#/channels/{topic.name}"},
            "summary": f"{said}: {topic.holds[0].lower()}{topic.holds[1:]}",
        },
    )


def _describe_message(schema: Schema, name: str, key: str) -> Schema:
    return {
        "name": name,
        "title": schema["title"],
        "payload": {"$ref": f"#/components/schemas/{name}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": f"The {key}"}, "bindingVersion": _BINDINGS}},
    }


def _describe_indicator(one: Indicator) -> Schema:
    said = {field: getattr(one, field) for field in ("name", "unit", "window", "counts", "meaning", "source")}
    return {**said, "inRules": one.ruled}
