"""The contracts as JSON Schema, one file for each event type, and which topic holds which: what a sender reads.

What is published is what the log was written under, so it changes only in ways that today's readers can bear.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import orjson

from streams.codes.agencies import Agency
from streams.errors import Broken
from streams.events.agency import OwnEvent, agency_of
from streams.schemas.compatibility import find_breakages, find_missing_types
from streams.schemas.members import Schema
from streams.topics import AGENCY_TOPICS, TOPICS, Topic

PUBLISHED = Path(__file__).parent / "published"
INDEX = "topics"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OWN_TYPES = {event.model_fields["type"].default for event in get_args(OwnEvent)}
_ADVICE = "Keep what was there, or add the next version of the type beside it (such as police-incident-recorded-2)."


def write_schemas(folder: Path = PUBLISHED) -> list[str]:
    """The names of the files that changed. Raises :class:`Broken`, with nothing written, naming each change that a
    reader of events already in the log could not bear: type, path and reason."""
    generated, published = generate_schemas(), read_schemas(folder)
    if faults := list(_find_faults(published, generated)):
        raise Broken("\n  ".join(["the schemas would break readers of events already in the log:", *faults, _ADVICE]))
    folder.mkdir(parents=True, exist_ok=True)
    changed = [name for name in generated if published.get(name) != generated[name]]
    for name in changed:
        (folder / f"{name}.json").write_bytes(lay_out(generated[name]))
    return changed


def generate_schemas() -> dict[str, Schema]:
    """Event type to schema, and :data:`INDEX` to the topics with their keys and types."""
    schemas: dict[str, Schema] = {}
    index: Schema = {}
    for topic in TOPICS:
        held = _read_types(topic.contract.json_schema())
        schemas |= held
        index[topic.name] = _describe(topic, list(held))
    return schemas | {INDEX: index}


def read_schemas(folder: Path) -> dict[str, Schema]:
    """Raises :class:`Broken` naming a file that is not JSON."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}


def lay_out(schema: Schema) -> bytes:
    """The one way a schema is written, so that equal schemas are equal files."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _read(path: Path) -> Schema:
    try:
        schema: Schema = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as fault:
        raise Broken(f"{path.name} is not JSON; take it from version control again") from fault
    return schema


def _find_faults(published: dict[str, Schema], generated: dict[str, Schema]) -> Iterator[str]:
    yield from find_missing_types(published.get(INDEX, {}), generated[INDEX])
    for name in sorted(published.keys() - {INDEX}):
        if name not in generated:
            yield f"{name}: the event type was removed"
        else:
            yield from (f"{name}: {fault}" for fault in find_breakages(published[name], generated[name]))


def _read_types(union: Schema) -> dict[str, Schema]:
    definitions = {name: _say_constants(schema) for name, schema in union.get("$defs", {}).items()}
    if "discriminator" not in union:
        return {union["properties"]["type"]["const"]: _stand_alone(_say_constants(union), definitions)}
    members = union["discriminator"]["mapping"].items()
    return {name: _stand_alone(definitions[_target(ref)], definitions) for name, ref in members}


def _say_constants(schema: Schema) -> Schema:
    # The models have defaults for these, so that code need not repeat them; on the wire they must be there.
    if "specversion" not in schema.get("properties", {}):
        return schema
    return schema | {"required": sorted({*schema["required"], "specversion", "type"})}


def _stand_alone(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    body = {key: value for key, value in schema.items() if key != "$defs"}
    used = sorted(_follow(body, definitions, set()))
    return {"$schema": _DIALECT, **body, "$defs": {name: definitions[name] for name in used}}


def _follow(part: Any, definitions: dict[str, Schema], found: set[str]) -> set[str]:
    for ref in _refs(part):
        if ref not in found:
            found.add(ref)
            _follow(definitions[ref], definitions, found)
    return found


def _refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield _target(part["$ref"])
        for value in part.values():
            yield from _refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from _refs(value)


def _target(ref: str) -> str:
    return ref.removeprefix("#/$defs/")


def _describe(topic: Topic, types: list[str]) -> Schema:
    agency = next((agency for agency, own in AGENCY_TOPICS.items() if own is topic), None)
    held = [name for name in types if agency is None or _may_send(agency, name)]
    return {"holds": topic.holds, "key": topic.key, "types": sorted(held)}


def _may_send(agency: Agency, event_type: str) -> bool:
    return event_type not in _OWN_TYPES or agency_of(event_type) is agency
