"""The ACK of a message: AA, AE or AR with an ERR segment for each fault. What was found is not repeated in it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consumers.feeds.faults import Fault

ACCEPTED, FAULTY, REJECTED = "AA", "AE", "AR"
_ERRORS_SHOWN = 20
# HL7 table 0357.
_CODES = {
    "not-hl7": "100", "separators": "100", "too-large": "100", "field-missing": "101", "id-missing": "101",
    "date-form": "102", "date-real": "102", "encoding": "102", "form": "102", "code-unknown": "103",
    "type-unknown": "200", "event-unknown": "201", "not-production": "202", "version-unknown": "203",
    "sender-unknown": "204", "not-now": "207",
}  # fmt: skip
_DATA_TYPE = "102"
# That the message is none that is taken at all; it is not to be mended and sent again as it is.
_REJECTIONS = frozenset(
    ("not-hl7", "separators", "too-large", "type-unknown", "event-unknown", "not-production", "version-unknown")
)
_PLACE = re.compile(r"\b([A-Z][A-Z0-9]{2})(?:-([0-9]{1,3}))?(?:\.([0-9]{1,3}))?")
_CONTROLS = re.compile(r"[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Header:
    """What of a message's header its answer repeats; empty where it could not be read."""

    application: str = ""
    facility: str = ""
    trigger: str = ""
    control_id: str = ""
    version: str = ""


def read_header(raw: bytes) -> Header:
    """Of any bytes, as far as they go."""
    line = re.split(rb"[\r\n]", raw.lstrip(b"\x0b\xef\xbb\xbf"), maxsplit=1)[0][:2_000].decode("latin-1")
    if line[:3] != "MSH" or len(line) < 9:
        return Header()
    fields = ["MSH", *line.split(line[3])]
    component = line[4]

    def said(number: int, part: int = 0, most: int = 180) -> str:
        parts = fields[number].split(component) if number < len(fields) else []
        return _plain(parts[part][:most]) if part < len(parts) else ""

    return Header(said(3), said(4), said(9, 1, 3), said(10, 0, 199), said(12, 0, 8))


def code_of(faults: Iterable[Fault]) -> str:
    codes = [fault.code for fault in faults]
    if not codes:
        return ACCEPTED
    return REJECTED if any(code in _REJECTIONS for code in codes) else FAULTY


def write_ack(header: Header, code: str, faults: Iterable[Fault], now: datetime) -> bytes:
    """In ASCII, so that whatever character set the sender reads, it reads this."""
    listed = list(faults)
    first = f"{listed[0].code}: {listed[0].expected}" if listed else ""
    kind = f"ACK^{header.trigger}^ACK" if header.trigger else "ACK"
    stamp, control = f"{now:%Y%m%d%H%M%S}+0000", f"{now:%Y%m%d%H%M%S%f}"
    sender = f"LINNET|LINNET|{header.application}|{header.facility}"
    segments = [
        f"MSH|^~\\&|{sender}|{stamp}||{kind}|{control}|P|{header.version or '2.5'}",
        f"MSA|{code}|{header.control_id}" + (f"|{_plain(first)[:80]}" if first else ""),
        *(_write_error(fault) for fault in listed[:_ERRORS_SHOWN]),
    ]
    return ("\r".join(segments) + "\r").encode("ascii", "replace")


def _write_error(fault: Fault) -> str:
    place = _PLACE.findall(fault.column)
    segment, field, component = place[-1] if place else ("", "", "")
    location = "^".join((segment, "1" if segment else "", field, "1" if component else "", component)).rstrip("^")
    error = f"{_CODES.get(fault.code, _DATA_TYPE)}^^HL70357"
    return f"ERR||{location}|{error}|E|{_plain(fault.code)}|||{_plain(fault.expected)}"


def _plain(text: str) -> str:
    """Without what would end a field.

    >>> _plain("a|b^c")
    'a b c'
    """
    return _CONTROLS.sub("?", re.sub(r"[|^~\\&\r\n]", " ", text))
