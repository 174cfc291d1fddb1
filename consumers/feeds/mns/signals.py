"""A notification in FHIR form as the CloudEvent that it is: a Bundle of type history whose first entry is Parameters.

Source: the service's published schema of its signals (subscriptions-backport R4). A second entry, the changed record
itself, is not read.
"""

from collections.abc import Iterator
from typing import Any

from consumers.feeds.documents import Malformed, Node

_NAMES = """
    entry focus fullUrl id identifier meta method name parameter part profile reference request resource resourceType
    response status subscription system timestamp type url valueCode valueInstant valueReference valueString valueUri
"""
NAMES = frozenset(_NAMES.split())
_EVENT, _CONTEXT = "notification-event", "additional-context"


def is_bundle(raw: dict[str, Any]) -> bool:
    return raw.get("resourceType") == "Bundle"


def read_signal(bundle: Node) -> Node:
    """With the attributes that a CloudEvent of the service has; those that are not there are left out. Raises
    :class:`Malformed`."""
    bundle.text("resourceType")
    if bundle.text("type") != "history":
        raise Malformed("code-unknown", "a Bundle of type history", "Bundle.type")
    parameters = next(iter(bundle.nodes("entry")), Node({}, "Bundle.entry")).node("resource")
    if parameters.text("resourceType") != "Parameters":
        raise Malformed("type-unknown", "Parameters in the first entry", "Bundle.entry.resource")
    event, context = _parts(parameters, _EVENT), _parts(parameters, _CONTEXT)
    said = {
        "specversion": "1.0",
        "id": bundle.text("id"),
        "source": _value(context, "source", "valueUri"),
        "type": _value(context, "event-type", "valueString"),
        "time": _value(event, "timestamp", "valueInstant") or bundle.text("timestamp"),
        "subject": _subject(context),
    }
    return Node({name: value for name, value in said.items() if value is not None}, "notification")


def _parts(parameters: Node, name: str) -> list[Node]:
    found = [each for each in parameters.nodes("parameter") if each.text("name") == name]
    return list(_all_parts(found))


def _all_parts(parameters: list[Node]) -> Iterator[Node]:
    for each in parameters:
        yield from each.nodes("part")


def _value(parts: list[Node], name: str, kind: str) -> str | None:
    return next((part.text(kind) for part in parts if part.text("name") == name), None)


def _subject(parts: list[Node]) -> str | None:
    """The NHS number itself; the service names no system for it."""
    found = (part.node("valueReference") for part in parts if part.text("name") == "subject")
    return next((each.node("identifier").text("value") for each in found), None)
