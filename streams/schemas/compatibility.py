"""Whether a reader of today can read all that yesterday's schema allowed: the log is replayed from its start.

So a schema may widen and never narrow. Decided on the JSON Schemas as pydantic writes them; what a validator
written in Python refuses on top is not in them. Where it cannot be decided (a keyword not known here, two
unlike patterns) the answer is that it breaks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from streams.schemas.members import Piece, Schema

_SAID_TO_PEOPLE = {"title", "description", "examples", "deprecated", "$comment", "$schema", "$id", "$defs"}
_NOT_LOWER = ("maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties")
_NOT_HIGHER = ("minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties")
_NOT_OTHER = ("format", "contentEncoding", "contentMediaType", "multipleOf", "uniqueItems")
_JUDGED = {
    *(*_SAID_TO_PEOPLE, *_NOT_LOWER, *_NOT_HIGHER, *_NOT_OTHER),
    *("type", "enum", "const", "pattern", "default", "discriminator"),
    *("properties", "required", "additionalProperties", "items"),
}
# Pairs of references being compared, so that a schema that holds itself comes to an end.
_Open = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Breakage:
    """``path`` is the field's, as in a refusal; ``[]`` is any item, ``*`` any other field."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path or 'the event'} {self.reason}"


def find_breakages(old: Schema, new: Schema) -> list[Breakage]:
    """Nothing if every event that ``old`` allows is allowed by ``new``, and means the same."""
    before, after = Piece(old, old.get("$defs", {})), Piece(new, new.get("$defs", {}))
    return list(dict.fromkeys(_compare(before, after, "", frozenset())))


def find_missing_types(old: Schema, new: Schema) -> Iterator[str]:
    """Both are indexes: topic to its ``types``, among others."""
    for topic, held in old.items():
        for name in held["types"]:
            if name not in new.get(topic, {"types": []})["types"]:
                yield f"{name}: topic {topic} would no longer hold it"


def _compare(old: Piece, new: Piece, path: str, open_: _Open) -> Iterator[Breakage]:
    members = new.members()
    for member in old.members():
        alike = [candidate for candidate in members if candidate.could_hold(member)]
        answers = [list(_compare_members(member, candidate, path, open_)) for candidate in alike]
        if not answers:
            yield Breakage(path, f"would no longer allow {member.name()}")
        elif all(answers):
            yield from min(answers, key=len)


def _compare_members(old: Piece, new: Piece, path: str, open_: _Open) -> Iterator[Breakage]:
    if (pair := (old.ref, new.ref)) in open_:
        return
    if all(pair):
        open_ |= {pair}
    for reason in (
        *_values(old.schema, new.schema),
        *_limits(old.schema, new.schema),
        *_others(old.schema, new.schema),
    ):
        yield Breakage(path, reason)
    yield from _properties(old, new, path, open_)
    yield from _further_properties(old, new, path, open_)
    if "items" in new.schema:
        yield from _compare(old.at(old.schema.get("items", True)), new.at(new.schema["items"]), f"{path}[]", open_)


def _values(old: Schema, new: Schema) -> Iterator[str]:
    before, after = _listed(old), _listed(new)
    if before is None and after is not None:
        yield f"would take nothing but {_name_all(after)}"
    elif before is not None and after is not None and (gone := [value for value in before if value not in after]):
        yield f"would no longer take {_name_all(gone)}"


def _listed(schema: Schema) -> list[Any] | None:
    values: list[Any] | None = [schema["const"]] if "const" in schema else schema.get("enum")
    return values


def _name_all(values: list[Any]) -> str:
    return ", ".join(str(value) for value in values)


def _limits(old: Schema, new: Schema) -> Iterator[str]:
    for key in _NOT_LOWER:
        if key in new and new[key] < old.get(key, float("inf")):
            yield f"would have {key} {new[key]}, not {old.get(key, 'none')}"
    for key in _NOT_HIGHER:
        if key in new and new[key] > old.get(key, float("-inf")):
            yield f"would have {key} {new[key]}, not {old.get(key, 'none')}"
    for key in _NOT_OTHER:
        if key in new and new[key] != old.get(key):
            yield f"would have {key} {new[key]}, not {old.get(key, 'none')}"
    if "pattern" in new and not _is_wider(old.get("pattern"), new["pattern"]):
        yield "would have another pattern; it can be left out, or the old one can be followed by | and more"


def _is_wider(old: str | None, new: str) -> bool:
    return old is not None and (new == old or new.startswith(f"{old}|"))


def _others(old: Schema, new: Schema) -> Iterator[str]:
    for key in sorted((old.keys() | new.keys()) - _JUDGED):
        if old.get(key) != new.get(key):
            yield f"would have another {key}, which nobody here can judge"


def _properties(old: Piece, new: Piece, path: str, open_: _Open) -> Iterator[Breakage]:
    before, after = old.schema.get("properties", {}), new.schema.get("properties", {})
    required, before_required = new.schema.get("required", []), old.schema.get("required", [])
    for name in sorted(before.keys() & after.keys()):
        place = _join(path, name)
        yield from _compare(old.at(before[name]), new.at(after[name]), place, open_)
        if name not in required and name not in before_required:
            yield from _defaults(old.at(before[name]), new.at(after[name]), place)
    for name in required:
        if name not in before_required:
            yield Breakage(_join(path, name), "would be required")


def _defaults(old: Piece, new: Piece, path: str) -> Iterator[Breakage]:
    before, after = old.followed().schema.get("default"), new.followed().schema.get("default")
    if before != after:
        yield Breakage(path, f"would be {after} in events that leave it out, not {before}")


def _further_properties(old: Piece, new: Piece, path: str, open_: _Open) -> Iterator[Breakage]:
    """A property that only one side names is, to the other side, one of its further properties."""
    before, after = old.schema.get("properties", {}), new.schema.get("properties", {})
    old_further, new_further = (side.schema.get("additionalProperties", True) for side in (old, new))
    for name in sorted(before.keys() - after.keys()):
        if new_further is False:
            yield Breakage(_join(path, name), "would be removed, and events that have it refused")
        elif new_further is not True:
            yield from _compare(old.at(before[name]), new.at(new_further), _join(path, name), open_)
    if old_further is False:
        return
    for name in sorted(after.keys() - before.keys()):
        yield from _compare(old.at(old_further), new.at(after[name]), _join(path, name), open_)
    if new_further is False:
        yield Breakage(_join(path, "*"), "would be refused")
    elif new_further is not True:
        yield from _compare(old.at(old_further), new.at(new_further), _join(path, "*"), open_)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
