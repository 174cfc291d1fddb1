"""The published schemas of event types, gathered into one document: each definition once, referred to from its root."""

from typing import Any

from streams.schemas.generate import INDEX
from streams.schemas.members import Schema

_OWN, _SHARED = "#/$defs/", "#/components/schemas/"


def gather_schemas(published: Schema) -> Schema:
    """Each event type under its name, and what they refer to. Definitions of one title that differ are told apart by
    the event type they are of."""
    types = {name: schema for name, schema in published.items() if name != INDEX}
    shared = _find_shared(types)
    gathered: Schema = {}
    for name, schema in types.items():
        names = {title: title if title in shared else f"{name}.{title}" for title in schema["$defs"]}
        body = {key: value for key, value in schema.items() if key not in ("$schema", "$defs")}
        gathered[name] = _refer_to_root(body, names)
        gathered |= {names[title]: _refer_to_root(part, names) for title, part in schema["$defs"].items()}
    return gathered


def _find_shared(types: Schema) -> set[str]:
    """Titles under which all types that have them mean the same, and so does all that these refer to."""
    meant: dict[str, list[Any]] = {}
    for schema in types.values():
        for title, part in schema["$defs"].items():
            meant.setdefault(title, []).append(part)
    shared = {title for title, parts in meant.items() if all(part == parts[0] for part in parts)}
    while lost := {title for title in shared if not _list_refs(meant[title][0]) <= shared}:
        shared -= lost
    return shared


def _list_refs(part: Any) -> set[str]:
    if isinstance(part, str):
        return {part.removeprefix(_OWN)} if part.startswith(_OWN) else set()
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return {ref for each in parts for ref in _list_refs(each)}


def _refer_to_root(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, list):
        return [_refer_to_root(each, names) for each in part]
    if isinstance(part, str) and part.startswith(_OWN):
        return _SHARED + names[part.removeprefix(_OWN)]
    if not isinstance(part, dict):
        return part
    # JSON Schema's ``const`` in each member says the same; AsyncAPI's discriminator is another thing.
    return {key: _refer_to_root(value, names) for key, value in part.items() if key != "discriminator"}
