"""The bytes of a rules file as text, and what breaks its lines, in words for people who write it by hand."""

import re
from pathlib import Path

from ruamel.yaml.error import MarkedYAMLError

from infra.alerting.mistakes import TOP, Mistake, Place, WrongRules
from streams.errors import Invalid

# A hundred rules take some 100 kB; a file of megabytes is another file.
MAX_FILE_BYTES = 262_144
# What YAML 1.2 allows beside printable characters is tab and the ends of lines.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufffe\uffff]")
_SIGNATURES = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"\x1f\x8b": "gzip",
    b"PK": "ZIP or an Office document",
}
_NO_COLON, _NO_END = "could not find expected ':'", "found unexpected end of stream"
_UNENDED = (_NO_COLON, _NO_END)
# What ruamel.yaml says, to what whoever wrote the line can do about it.
_SYNTAX = (
    ("'\\t' that cannot start", "a tab", "indent with spaces"),
    (
        "mapping values are not allowed",
        "a colon where no field can be",
        "put text with a colon in quotation marks",
    ),
    (_NO_COLON, "a line without a colon", "expected a field, such as title: Three small fires"),
    (_NO_END, "a quotation mark without its pair", "close it"),
    (
        "unknown escape character",
        "a backslash in double quotation marks",
        "use single ones, or write it twice",
    ),
    (
        "that cannot start any token",
        "a sign that no text begins with bare",
        "put the text in quotation marks",
    ),
    ("sequence entries are not allowed", "a dash where no list can be", "put it on a line of its own"),
    (
        "but found '<block mapping start>'",
        "a line is indented otherwise than its like",
        "line it up with those above",
    ),
    ("expected <block end>", "a line is indented otherwise than its like", "line it up with those above"),
    ("expected ',' or", "a bracket is not closed, or a comma is missing", "check the brackets and commas"),
    ("expected the node content", "a bracket or comma without a value", "check the brackets and commas"),
)


def read_text(path: Path) -> str:
    """Raises :class:`WrongRules`, naming the place, for a file that is no UTF-8 text, and :class:`Invalid` for one that
    cannot be opened. A byte order mark is passed over."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as fault:  # Invalid
        raise Invalid("file", f"{path} cannot be read: {fault.strerror}") from None
    if mistake := _check_bytes(raw):
        raise WrongRules(path.name, [mistake])
    text = raw.decode("utf-8-sig")
    if odd := [_find_place(text, match.start()) for match in _CONTROL.finditer(text)]:
        expected = "delete it: it does not show, and was pasted by mistake"
        raise WrongRules(path.name, [Mistake(place, "a control character", expected) for place in odd[:20]])
    return text


def explain_syntax(fault: MarkedYAMLError, text: str) -> Mistake:
    problem = fault.problem or fault.context or "it is no YAML"
    # Where the sign is that has no pair, not where the text ended without it.
    begun = fault.context_mark if problem in _UNENDED else None
    mark = begun or fault.problem_mark or fault.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else _find_place(text, len(text))
    known = next((told[1:] for told in _SYNTAX if told[0] in problem), None)
    return Mistake(place, *(known or (problem, "check this line and the one above")))


def _check_bytes(raw: bytes) -> Mistake | None:
    if len(raw) > MAX_FILE_BYTES:
        return Mistake(TOP, f"the file is larger than {MAX_FILE_BYTES:,} bytes", "expected a file of rules")
    for signature, kind in _SIGNATURES.items():
        if raw.startswith(signature):
            return Mistake(TOP, f"the file begins like {kind}", "save it as plain text in UTF-8")
    try:
        raw.decode()
    except UnicodeDecodeError as fault:  # Invalid
        place = _find_place(raw[: fault.start].decode(), fault.start)
        return Mistake(
            place, f"byte {raw[fault.start]:#04x} is not UTF-8", "save the file as UTF-8, not as Windows-1252"
        )
    return None


def _find_place(text: str, index: int) -> Place:
    before = text[:index]
    return Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
