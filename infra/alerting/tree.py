"""A rules file as it is written: text, lists and fields, each with its place. YAML guesses nothing here.

Every value is the text that stands there, and what it means is for the field to say: ``no`` stays no, ``010`` stays
010, and a date stays what was typed. Anchors, aliases, merge keys and tags are refused, so that a file is no larger
than it looks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from infra.alerting.mistakes import TOP, Mistake, Place, WrongRules, shorten
from infra.alerting.text import explain_syntax

# A rule is six levels deep: the file, its rules, a rule, its conditions, a condition, a list in it.
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Text:
    """``bare``: without quotation marks, so that nothing, ~ and null mean that there is no value."""

    place: Place
    text: str
    bare: bool

    @property
    def empty(self) -> bool:
        return self.bare and self.text.casefold() in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Items:
    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Fields:
    place: Place
    fields: dict[str, "Node"]
    names: dict[str, Place]


Node = Text | Items | Fields


def read_tree(text: str, file: str) -> tuple[Node, list[Mistake]]:
    """Raises :class:`WrongRules` where the text cannot be read on; other mistakes come with the tree."""
    reader = _Reader(YAML(typ="safe", pure=True).parse(text))
    try:
        return reader.read_document(), reader.mistakes
    except MarkedYAMLError as fault:  # Invalid
        raise WrongRules(file, [*reader.mistakes, explain_syntax(fault, text)]) from None
    except _Unreadable as fault:  # Invalid
        raise WrongRules(file, [*reader.mistakes, fault.mistake]) from None


class _Unreadable(Exception):
    def __init__(self, place: Place, wrong: str, expected: str) -> None:
        super().__init__(wrong)
        self.mistake = Mistake(place, wrong, expected)


@dataclass(slots=True)
class _Reader:
    events: Iterator[Any]
    mistakes: list[Mistake] = field(default_factory=list)

    def read_document(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise _Unreadable(_place(event), "a second document begins", "a file holds one set of rules")
                root = self._read(next(self.events), 0)
        if root is None:
            raise _Unreadable(TOP, "the file is empty", "expected version: and rules:")
        return root

    def _read(self, event: Any, depth: int) -> Node:
        self._refuse(event, depth)
        match event:
            case ScalarEvent():
                return Text(_place(event), event.value, event.style in (None, ""))
            case SequenceStartEvent():
                return Items(_place(event), tuple(self._read_items(depth)))
            case MappingStartEvent():
                return self._read_fields(_place(event), depth)
        raise _Unreadable(_place(event), "this cannot be read", "expected text, a list or fields")

    def _refuse(self, event: Any, depth: int) -> None:
        if depth > _DEPTH:
            raise _Unreadable(_place(event), "brackets or indents too deep", f"expected at most {_DEPTH} levels")
        if isinstance(event, AliasEvent) or event.anchor:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            raise _Unreadable(
                _place(event),
                f"{shorten(sign + str(event.anchor))} refers to another place of the file",
                "write the value out where it is meant, or put it in quotation marks if it is text",
            )
        if event.tag:
            raise _Unreadable(
                _place(event),
                f"the tag {shorten(str(event.tag))}",
                "leave it out: fields say what a value is",
            )

    def _read_items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), SequenceEndEvent):
            yield self._read(event, depth + 1)

    def _read_fields(self, place: Place, depth: int) -> Fields:
        fields: dict[str, Node] = {}
        names: dict[str, Place] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            name, value = self._read(event, depth + 1), self._read(next(self.events), depth + 1)
            if not isinstance(name, Text):
                self._note(name.place, "a list or fields before a colon", "expected the name of a field")
            elif name.text == "<<":
                self._note(name.place, "a merge key", "write the fields out where they are meant")
            elif name.text in fields:
                first = f"it stands in line {names[name.text].line} already"
                self._note(name.place, f"{shorten(name.text)} is there twice", f"{first}: keep one of the two")
            else:
                fields[name.text], names[name.text] = value, name.place
        return Fields(place, fields, names)

    def _note(self, place: Place, wrong: str, expected: str) -> None:
        self.mistakes.append(Mistake(place, wrong, expected))


def _place(event: Any) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1)
