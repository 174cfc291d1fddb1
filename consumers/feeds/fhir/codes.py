"""Codes as FHIR has them, in concepts and in references, and ours for them."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from consumers.feeds.documents import Node

Code = TypeVar("Code", bound=StrEnum)
# Who may use the data dictionary's codes as they are: A02 is a crisis team there, and typhoid in ICD-10.
_OWN_SYSTEMS = ("nhs.uk", "datadictionary")


def codings(concept: Node) -> Iterator[tuple[str, str]]:
    """System and code of each coding, then its text without a system."""
    for coding in concept.nodes("coding"):
        if code := coding.text("code"):
            yield coding.text("system") or "", code
    if text := concept.text("text"):
        yield "", text


def references(reference: Node) -> Iterator[tuple[str, str]]:
    """What a reference can be known by: the identifier, the last part of the address, the display."""
    identifier = reference.node("identifier")
    for said in (identifier.text("value"), (reference.text("reference") or "").rpartition("/")[2]):
        if said:
            yield identifier.text("system") or "", said
    if display := reference.text("display"):
        yield "", display


def first_of(said: Iterator[tuple[str, str]], theirs: Mapping[str, Code], ours: type[Code]) -> Code | None:
    """By the sender's declaration, or as it stands where its system is the data dictionary's."""
    known = {code.value: code for code in ours}
    for system, code in said:
        if code in theirs:
            return theirs[code]
        if any(own in system for own in _OWN_SYSTEMS) and code in known:
            return known[code]
    return None


def extension(node: Node, name: str) -> Node:
    """The extension whose URL ends so, UK Core's among them; empty where there is none."""
    for each in node.nodes("extension"):
        if (each.text("url") or "").rpartition("/")[2] == name:
            return each
    return Node({}, f"{node.path}.extension")
