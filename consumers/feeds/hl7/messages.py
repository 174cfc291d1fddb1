"""HL7 v2 in its vertical-bar form, as far as admissions need it: separators, repetitions, escapes, character sets.

Read by hand: the libraries for it have not been released for years, and make objects of every field of a message of any
size. They judge this reading in the tests.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from streams.errors import Invalid

# An admission has some 2 KB. A connection may hold two messages of this size in memory.
MAX_MESSAGE_BYTES = 1 << 18
MAX_SEGMENTS = 5_000
_START, _END = b"\x0b", b"\x1c"
_BREAK = re.compile(r"[\r\n]+")
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_NULL = '""'
# HL7 table 0211, by the names Python has. Nothing said is ASCII, which is UTF-8 too.
_CHARACTER_SETS = {
    "": "utf-8", "ASCII": "ascii", "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8", "UTF8": "utf-8",
    **{f"8859/{part}": f"iso8859_{part}" for part in (*range(1, 10), 15)},
    "8859-1": "iso8859_1", "WINDOWS-1252": "cp1252", "CP1252": "cp1252",
}  # fmt: skip


class Unreadable(Invalid):
    """No answer but AR can be given: it is no HL7 v2 message, or one of a kind that is not taken."""


@dataclass(slots=True)
class Segment:
    name: str
    fields: list[str]
    asked: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Message:
    """Fields are numbered as HL7 does: MSH-1 is the separator itself."""

    segments: list[Segment]
    separators: str
    codec: str

    def has(self, name: str) -> bool:
        return any(segment.name == name for segment in self.segments)

    def text(self, name: str, number: int, component: int = 1, part: int = 1) -> str | None:
        """Of the first repetition. What is empty, or ``""`` for "no longer there", is nothing."""
        return next(iter(self.repeat(name, number)), Value("", self)).text(component, part)

    def repeat(self, name: str, number: int) -> list["Value"]:
        raw = self._find(name, number)
        return [Value(each, self) for each in raw.split(self.separators[2])] if raw and raw != _NULL else []

    def is_struck(self, name: str, number: int) -> bool:
        """Whether it says that what was there is no longer."""
        return self._find(name, number) == _NULL

    def _find(self, name: str, number: int) -> str:
        segment = next((each for each in self.segments if each.name == name), None)
        if segment is None:
            return ""
        segment.asked.add(number)
        return segment.fields[number] if number < len(segment.fields) else ""

    def split(self, name: str) -> Iterator["Message"]:
        """A group of segments that begins with ``name`` for each of these, with all that stands before the first."""
        starts = [at for at, segment in enumerate(self.segments) if segment.name == name]
        for start, end in zip(starts, [*starts[1:], len(self.segments)], strict=True):
            segments = [*self.segments[: starts[0]], *self.segments[start:end]]
            yield Message(segments, self.separators, self.codec)

    def count_dropped(self) -> Counter[str]:
        """By segment and field of what was there and not asked for; of segments that are not read at all by name."""
        dropped: Counter[str] = Counter()
        for segment in self.segments:
            name = segment.name if _SEGMENT.fullmatch(segment.name) else "?"
            if not segment.asked:
                dropped[name] += 1
                continue
            there = (at for at, value in enumerate(segment.fields) if at > 0 and value and value != _NULL)
            # The separators are no content.
            skipped = {1, 2} if segment.name == "MSH" else set()
            dropped.update(f"{name}-{at}" for at in there if at not in segment.asked | skipped)
        return dropped

    def unescape(self, text: str) -> str:
        escape = self.separators[3]
        if escape not in text:
            return text
        return re.sub(f"{re.escape(escape)}([^{re.escape(escape)}]*){re.escape(escape)}", self._read_escape, text)

    def _read_escape(self, match: re.Match[str]) -> str:
        said, separators = match[1], self.separators
        plain = {"F": separators[0], "S": separators[1], "R": separators[2], "E": separators[3], "T": separators[4]}
        if said in plain:
            return plain[said]
        if said.startswith("X"):
            try:
                return bytes.fromhex(said[1:]).decode(self.codec)
            except ValueError:  # Invalid: the field it stands in says so
                return "\N{REPLACEMENT CHARACTER}"
        # Line breaks, highlighting and fonts are of no content here.
        return " " if said.startswith(".") else ""


@dataclass(frozen=True, slots=True)
class Value:
    """One repetition of a field."""

    raw: str
    message: Message

    def text(self, component: int = 1, part: int = 1) -> str | None:
        components = self.raw.split(self.message.separators[1])
        said = components[component - 1] if component <= len(components) else ""
        parts = said.split(self.message.separators[4])
        found = parts[part - 1] if part <= len(parts) else ""
        return (self.message.unescape(found).strip() or None) if found != _NULL else None


def split_messages(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Each message of a file or batch with its first line; the envelopes (FHS, BHS, BTS, FTS) are left out."""
    text = raw.removeprefix(b"\xef\xbb\xbf").replace(_START, b"\r").replace(_END, b"\r")
    lines = re.split(b"\r\n|\r|\n", text)
    begun, held = 0, [b""][:0]
    for number, line in enumerate(lines, 1):
        kind = line[:3]
        if kind == b"MSH":
            if held:
                yield begun, b"\r".join(held)
            begun, held = number, [line]
        elif kind in (b"FHS", b"BHS", b"BTS", b"FTS") or not line.strip():
            continue
        else:
            begun = begun or number
            held.append(line)
    if held:
        yield begun, b"\r".join(held)


def count_said(raw: bytes) -> int | None:
    """How many messages the batch's trailer says there are; None where none does."""
    match = re.search(rb"(?:^|[\r\n])BTS(.)([0-9]+)", raw)
    return int(match[2]) if match else None


def read_message(raw: bytes) -> Message:
    """Raises :class:`Unreadable`."""
    if len(raw) > MAX_MESSAGE_BYTES:
        raise Unreadable("too-large", f"a message of at most {MAX_MESSAGE_BYTES:,} bytes", "MSH")
    raw = raw.removeprefix(b"\xef\xbb\xbf").strip(_START + _END + b"\r\n ")
    if raw[:3] != b"MSH" or len(raw) < 9:
        raise Unreadable("not-hl7", "a message that begins with MSH, its separators and encoding characters", "MSH")
    separators = _read_separators(raw)
    codec = _read_codec(raw, separators)
    try:
        lines = [line for line in _BREAK.split(raw.decode(codec)) if line.strip()]
    except UnicodeDecodeError:  # Invalid
        expected = f"text in {codec}; name another character set in MSH-18, such as UNICODE UTF-8 or 8859/1"
        raise Unreadable("encoding", expected, "MSH-18") from None
    if len(lines) > MAX_SEGMENTS:
        raise Unreadable("too-large", f"at most {MAX_SEGMENTS:,} segments", "MSH")
    return Message([_read_segment(line, separators) for line in lines], separators, codec)


def _read_separators(raw: bytes) -> str:
    """Field, component, repetition, escape, subcomponent."""
    field, said = raw[3:4], raw[4:].partition(raw[3:4])[0]
    found = (field + said).decode("ascii", "replace")
    if len(said) not in (4, 5) or len(set(found)) != len(found) or any(sign.isalnum() or sign < "!" for sign in found):
        raise Unreadable("separators", r"separators and encoding characters that differ, such as |^~\&", "MSH-2")
    return found


def _read_codec(raw: bytes, separators: str) -> str:
    head = re.split(rb"[\r\n]", raw, maxsplit=1)[0].decode("latin-1").split(separators[0])
    said = head[17].split(separators[2])[0].strip().upper() if len(head) > 17 else ""
    if said not in _CHARACTER_SETS:
        raise Unreadable("encoding", "a character set of HL7 table 0211: UNICODE UTF-8, 8859/1 or ASCII", "MSH-18")
    return _CHARACTER_SETS[said]


def _read_segment(line: str, separators: str) -> Segment:
    fields = line.split(separators[0])
    # So that MSH-3 is field 3, as everywhere else.
    return Segment(fields[0], [fields[0], separators[0], *fields[1:]] if fields[0] == "MSH" else fields)
