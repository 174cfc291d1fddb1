"""JSON as senders write it: read once, within bounds, and asked only for what is shared."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from consumers.feeds.faults import FileRefused
from streams.errors import Invalid

# The largest Bundle of a long life is some 30 MB; a document of this size takes some 600 MB to read.
MAX_DOCUMENT_BYTES = 64 << 20
_BOM = b"\xef\xbb\xbf"
_SIGNATURES = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"{\0": "UTF-16",
    b"[\0": "UTF-16",
    b"\x1f\x8b": "gzip",
    b"PK": "a ZIP archive or an Office document",
    b"-----BEGIN PGP": "OpenPGP",
    b"<": "XML or HTML",
}
_OTHER = "?"


def read_json(raw: bytes, limit: int = MAX_DOCUMENT_BYTES) -> Any:
    """Raises :class:`FileRefused` for what is no JSON, or leaves open what it says. Nothing of it is in the reason."""
    check_size(raw, limit)
    raw = raw.removeprefix(_BOM)
    if not raw.strip():
        raise FileRefused("file-empty", "it is empty")
    for signature, kind in _SIGNATURES.items():
        if raw.startswith(signature):
            raise FileRefused("not-json", f"it begins like {kind}; expected JSON in plain UTF-8")
    try:
        # The stricter of the two: no NaN, no halves of a surrogate pair, at most 1,024 levels.
        orjson.loads(raw)
        return json.loads(raw, object_pairs_hook=_refuse_repeats)
    except orjson.JSONDecodeError as fault:  # Invalid
        raise _explain(raw, fault) from None
    except (ValueError, RecursionError):  # Invalid
        raise FileRefused("not-json", "the JSON is nested too deeply or holds a number out of range") from None


def check_size(raw: bytes, limit: int = MAX_DOCUMENT_BYTES) -> None:
    """Raises :class:`FileRefused`. Of a longer document a reader may have been given no more than a byte beyond."""
    if len(raw) > limit:
        raise FileRefused(
            "too-large", f"it has more than {limit:,} bytes, which is as many as are taken: send it in parts"
        )


def _refuse_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        # Readers differ in which of the two they take, so R could be read as U.
        raise FileRefused("field-repeated", "a name stands twice in one object: which of the two is meant is open")
    return found


def _explain(raw: bytes, fault: orjson.JSONDecodeError) -> FileRefused:
    try:
        raw.decode()
    except UnicodeDecodeError as wrong:  # Invalid
        return FileRefused("not-utf8", f"byte {wrong.start} is not UTF-8")
    return FileRefused(
        "not-json", f"line {fault.lineno}, column {fault.colno}: {fault.msg.split(':')[0]}", fault.lineno
    )


class Malformed(Invalid):
    """Another kind of value than the format has at ``field``, a path of the document's own names."""


class Node:
    """An object of a document. What is not asked for is not read, and can be counted; an absent one is empty."""

    __slots__ = ("_asked", "_children", "path", "raw")

    def __init__(self, raw: dict[str, Any], path: str) -> None:
        self.raw, self.path = raw, path
        self._asked: set[str] = set()
        self._children: dict[str, list[Node]] = {}

    def __bool__(self) -> bool:
        return bool(self.raw)

    def text(self, name: str) -> str | None:
        """Raises :class:`Malformed`, as do all others. Null and empty text are nothing."""
        value = self._ask(name)
        if value is None or isinstance(value, str):
            return value or None
        raise Malformed("not-text", "text, in quotation marks", f"{self.path}.{name}")

    def flag(self, name: str) -> bool | None:
        value = self._ask(name)
        if value is None or isinstance(value, bool):
            return value
        raise Malformed("not-boolean", "true or false, without quotation marks", f"{self.path}.{name}")

    def node(self, name: str) -> "Node":
        """Of a list the first."""
        return next(iter(self.nodes(name)), None) or Node({}, f"{self.path}.{name}")

    def nodes(self, name: str) -> list["Node"]:
        """One that stands alone is a list of one."""
        value = self._ask(name)
        if value is None:
            return []
        if name not in self._children:
            self._children[name] = [self._enter(each, name) for each in (value if isinstance(value, list) else [value])]
        return self._children[name]

    def texts(self, name: str) -> list[str]:
        value = self._ask(name)
        found = value if isinstance(value, list) else [] if value is None else [value]
        if all(isinstance(each, str) for each in found):
            return [each for each in found if each]
        raise Malformed("not-text", "a list of texts", f"{self.path}.{name}")

    def unread(self, known: frozenset[str]) -> Iterator[str]:
        """Paths of what was not asked for, once for each time it stands there; names not ``known`` are not repeated."""
        for name, value in self.raw.items():
            if name not in self._asked and value is not None and value not in ("", [], {}):
                yield f"{self.path}.{name if name in known else _OTHER}"
        for children in self._children.values():
            for child in children:
                yield from child.unread(known)

    def _ask(self, name: str) -> Any:
        self._asked.add(name)
        return self.raw.get(name)

    def _enter(self, value: Any, name: str) -> "Node":
        if not isinstance(value, dict):
            raise Malformed("not-an-object", "an object", f"{self.path}.{name}")
        return Node(value, f"{self.path}.{name}")


def count_unread(nodes: Iterable[Node], known: frozenset[str]) -> Counter[str]:
    return Counter(path for node in nodes for path in node.unread(known))
