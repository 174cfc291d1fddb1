"""A piece of a JSON Schema as the alternatives it allows: references followed, unions taken apart."""

from dataclasses import dataclass
from typing import Any, Self

Schema = dict[str, Any]

_UNIONS = ("anyOf", "oneOf")


@dataclass(frozen=True, slots=True)
class Piece:
    """``definitions`` are those of the whole document; ``ref`` is how this piece was referred to, if it was."""

    schema: Schema
    definitions: Schema
    ref: str = ""

    def at(self, schema: Schema | bool) -> "Piece":
        if isinstance(schema, bool):
            return Piece({} if schema else {"not": {}}, self.definitions)
        return Piece(schema, self.definitions)

    def followed(self) -> "Piece":
        """What stands beside a reference counts as well, as in draft 2020-12."""
        piece = self
        while "$ref" in piece.schema:
            ref = piece.schema["$ref"]
            beside = {key: value for key, value in piece.schema.items() if key != "$ref"}
            piece = Piece(self.definitions[ref.removeprefix("#/$defs/")] | beside, self.definitions, ref)
        return piece

    def members(self) -> "list[Piece]":
        piece = self.followed()
        schema = piece.schema
        for union in _UNIONS:
            if union in schema:
                beside = {key: value for key, value in schema.items() if key != union}
                return [found for member in schema[union] for found in self.at(beside | member).members()]
        if isinstance(schema.get("type"), list):
            return [self.at(schema | {"type": kind}) for kind in schema["type"]]
        return [piece]

    def tag(self) -> str:
        """The event type that an event of this piece has, or nothing."""
        named: str = self.schema.get("properties", {}).get("type", {}).get("const", "")
        return named

    def name(self) -> str:
        kind: str = self.schema.get("type", "anything")
        return self.tag() or (self.schema.get("title", kind) if kind == "object" else kind)

    def could_hold(self, other: Self) -> bool:
        """Whether ``other`` is of the same kind, so that it is worth asking what differs."""
        kind, theirs = self.schema.get("type"), other.schema.get("type")
        return self.tag() == other.tag() and (kind in (None, theirs) or (kind, theirs) == ("number", "integer"))
