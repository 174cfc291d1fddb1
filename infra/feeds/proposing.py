"""A first mapping from a sample of an agency's file: a draft for a person who knows the file to finish."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from consumers.feeds.faults import FileRefused
from consumers.feeds.fields import Kind, fields_of, parts_needed
from consumers.feeds.opening import BOM, check_beginning
from infra.feeds.guessing import Column, find_time, guess_codes, guess_forms, match_columns, wanted_fields
from streams.codes.agencies import Agency
from streams.errors import Invalid

_SAMPLE_BYTES = 1 << 20
_SAMPLE_ROWS = 2_000
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_USUAL = {
    Agency.COUNCIL: "council-case-opened-1",
    Agency.FIRE: "fire-incident-recorded-1",
    Agency.HEALTH: "ecds-attendance-recorded-1",
    Agency.POLICE: "police-incident-recorded-1",
    Agency.AMBULANCE: "ambulance-callout-recorded-1",
    Agency.EHR: "mh-contact-recorded-1",
}
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_ ()./-]*[A-Za-z0-9_)]|[A-Za-z]")
_WORDS_OF_YAML = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_TO_WRITE = {"contact.name": "Duty desk", "contact.role": "Duty officer", "contact.team": "Safeguarding"}


@dataclass(frozen=True, slots=True)
class Sample:
    encoding: str
    separator: str
    columns: list[Column]
    rows: int


def read_sample(path: Path) -> Sample:
    """Raises :class:`Invalid` for what is no CSV."""
    try:
        with path.open("rb") as file:
            raw = file.read(_SAMPLE_BYTES)
        check_beginning(raw)
    except OSError as fault:  # Invalid
        raise Invalid("file", f"{path} cannot be read: {fault.strerror}") from None
    except FileRefused as fault:
        raise Invalid(fault.code, f"{path}: {fault.reason}") from None
    raw = raw[: raw.rfind(b"\n") + 1] or raw
    text, encoding = _decode(raw)
    separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
    header, *rows = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=separator))
    rows = [row for row in rows[:_SAMPLE_ROWS] if len(row) == len(header)]
    columns = [
        Column(name.strip(), [cell for row in rows if (cell := row[place].strip())])
        for place, name in enumerate(header)
        if name.strip()
    ]
    return Sample(encoding, separator, columns, len(rows))


def propose(sample: Sample, agency: Agency, event: str | None, feed: str) -> str:
    """A mapping file. What is no more than a guess has a comment that says so."""
    chosen = event or _USUAL[agency]
    found = match_columns(sample.columns, wanted_fields(chosen))
    lines = [
        f"# A first mapping, proposed from {sample.rows:,} rows of a sample. Read every line: what has # ? is a guess.",
        f"feed: {feed}",
        f"agency: {agency}",
        f'files: ["*{feed}*.csv"]',
        f"encoding: {sample.encoding}",
        f"delimiter: {_SEPARATORS[sample.separator]}",
        "rows:",
        f"  - event: {chosen}",
        *(
            [f"    id: {_quote(found['id'].name)}"]
            if "id" in found
            else ["    # no column looks like the row's own id"]
        ),
        "    fields:",
        *_write_fields(chosen, found, sample),
        *_list_unread(sample, found),
    ]
    return "\n".join(lines) + "\n"


def _write_fields(event: str, found: dict[str, Column], sample: Sample) -> list[str]:
    lines: list[str] = []
    parts = {path.partition(".")[0] for path in found if "." in path} | {"contact", *parts_needed(event)}
    for path, field in fields_of(event).items():
        column = found.get(path)
        if column is None:
            needed = field.required and path != "recorded_at" and (not field.part or field.part in parts)
            lines += [_write_missing(path, found)] if needed else []
        elif field.kind in (Kind.DATE, Kind.MOMENT):
            lines.append(f"      {path}: {{{_write_dated(column, sample, field.kind)}}}")
        elif field.kind is Kind.CODE:
            lines += [f"      {path}:", f"        column: {_quote(column.name)}", "        codes:"]
            for theirs, (ours, sure) in guess_codes(column, field).items():
                lines.append(f"          {_quote(theirs)}: {_quote(ours)}" + ("" if sure else "  # ?"))
        elif path in _TO_WRITE and len(column.cells) < sample.rows:
            lines.append(f"      {path}: {{column: {_quote(column.name)}, empty: {_TO_WRITE[path]}}}  # ? it has gaps")
        else:
            lines.append(f"      {path}: {_quote(column.name)}")
    return lines


def _write_dated(column: Column, sample: Sample, kind: Kind) -> str:
    forms = guess_forms(column)
    if kind is Kind.MOMENT and (time := find_time(column, sample.columns)):
        later = ["hh:mm:ss", "hh:mm"] if any(cell.count(":") == 2 for cell in time.cells) else ["hh:mm"]
        both = [f"{form} {each}" for form in forms for each in later] + forms
        return f"columns: [{_quote(column.name)}, {_quote(time.name)}], forms: [{', '.join(both)}]"
    return f"column: {_quote(column.name)}, forms: [{', '.join(forms)}]"


def _write_missing(path: str, found: dict[str, Column]) -> str:
    if path in _TO_WRITE:
        return f"      {path}: {{text: {_TO_WRITE[path]}}}  # ? no column looks like it: whom do people ring"
    if path in ("person.local_record_id", "case_id") and "id" in found:
        return f"      {path}: {_quote(found['id'].name)}  # ? no column of its own"
    return f"      {path}: {{column: WHICH}}  # ? no column looks like it, and the event needs it"


def _list_unread(sample: Sample, found: dict[str, Column]) -> list[str]:
    read = {column.name for column in found.values()}
    read |= {time.name for column in found.values() if (time := find_time(column, sample.columns))}
    unread = [column.name for column in sample.columns if column.name not in read]
    return [f"# Not read, and so never stored: {', '.join(unread)}"] if unread else []


def _decode(raw: bytes) -> tuple[str, str]:
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:  # Invalid as UTF-8: the other encoding that agencies write
        return raw.decode("cp1252", "replace"), "windows-1252"


def _quote(text: str) -> str:
    if _BARE.fullmatch(text) and text.lower() not in _WORDS_OF_YAML:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
