"""Rows in doubt, asked of the contract: what it takes is taken, and what it does not is told to the sender."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from consumers.feeds.cells import LEAVES_OUT
from consumers.feeds.faults import Fault, Misread, shorten
from consumers.feeds.fields import EVENTS, IDENTIFYING
from consumers.feeds.plan import AREA, Entry, Row
from consumers.feeds.telling import AHEAD, EARLIEST_YEAR, Teller, Told
from streams.events.faults import code_of, field_of, reason_of

Cells = list[tuple[Entry, Any]]


@dataclass(frozen=True, slots=True)
class Lines:
    first: int
    last: int


def explain(teller: Teller, row: Row, lines: Lines) -> Told | list[Fault] | None:
    """What the row tells, all that is wrong with it, or None where it is not to be told of."""
    if teller.erases(row):
        return _explain_erased(teller, row, lines)
    read, faults = _read(teller.plan.entries, row, lines)
    if not faults and _leaves_out(read):
        return None
    wrong = {fault.field for fault in faults}
    data = _build(read)
    faults += [fault for fault in _ask(teller, row, data, lines) if not _follows(fault.field, wrong)]
    faults += _check_id(teller, row, lines) + _check_moments(teller, row, data, lines)
    faults += _check_area(teller, data, lines) if AREA not in wrong else []
    if faults:
        return faults
    return teller.write(row, data)


def _explain_erased(teller: Teller, row: Row, lines: Lines) -> list[Fault] | None:
    """Of such a row its id and its area count, and nothing else."""
    read, faults = _read((entry for entry in teller.plan.entries if entry.field.path == AREA), row, lines)
    if _leaves_out(read):
        return None
    return _check_id(teller, row, lines) + (faults or _check_area(teller, _build(read), lines))


def _read(entries: Iterable[Entry], row: Row, lines: Lines) -> tuple[Cells, list[Fault]]:
    read = [(entry, entry.memory.read(row[entry.at])) for entry in entries]
    return read, [_write(entry, row, lines, value) for entry, value in read if isinstance(value, Misread)]


def _leaves_out(read: Cells) -> bool:
    return any(value is LEAVES_OUT for _, value in read)


def _build(read: Cells) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for entry, value in read:
        if value is None or value is LEAVES_OUT or isinstance(value, Misread):
            continue
        into = data.setdefault(entry.field.part, {}) if entry.field.part else data
        into[entry.field.name] = value
    misread = {entry.field.path for entry, value in read if isinstance(value, Misread)}
    person = data.get("person", {})
    if not any(name in person or f"person.{name}" in misread for name in IDENTIFYING):
        data.pop("person", None)
    return data


def _ask(teller: Teller, row: Row, data: dict[str, Any], lines: Lines) -> Iterator[Fault]:
    said = {name: value for name, value in data.items() if name != AREA}
    said.setdefault("recorded_at", teller.plan.origin.received)
    event = {
        "id": "1", "source": teller.plan.origin.source, "area": teller.plan.origin.areas[0],
        "time": teller.plan.origin.received, "data": said,
    }  # fmt: skip
    try:
        EVENTS[teller.plan.said.event].model_validate(event)
    except ValidationError as errors:  # Invalid: the answer is the row's
        for fault in errors.errors(include_url=False, include_input=False):
            yield _translate(teller, row, fault, lines)


def _translate(teller: Teller, row: Row, fault: ErrorDetails, lines: Lines) -> Fault:
    path = field_of(fault).removeprefix("data.").removeprefix("data")
    entry = next((entry for entry in teller.plan.entries if entry.field.path == path), None)
    columns = entry.column if entry else " + ".join(_columns_below(teller, path))
    found = shorten(row[entry.at]) if entry else ""
    return Fault(lines.first, lines.last, columns, path or "row", code_of(fault), found, reason_of(fault))


def _columns_below(teller: Teller, path: str) -> list[str]:
    begins = f"{path}." if path else ("person.", "address.")
    return [entry.column for entry in teller.plan.entries if entry.field.path.startswith(begins)][:4]


def _follows(path: str, wrong: set[str]) -> bool:
    """Whether a fault is told of that this one comes of: a cell misread is a field that is missing."""
    return path in wrong or any(each.startswith(f"{path}.") for each in wrong) or (path == "row" and bool(wrong))


def _write(entry: Entry, row: Row, lines: Lines, misread: Misread) -> Fault:
    found = shorten(row[entry.at])
    return Fault(lines.first, lines.last, entry.column, entry.field.path, misread.code, found, misread.expected)


def _check_id(teller: Teller, row: Row, lines: Lines) -> list[Fault]:
    if teller.identify(row, "digest"):
        return []
    column = " + ".join(teller.plan.said.id or ())
    found = shorten(":".join(row[at] for at in teller.plan.id_cells))
    expected = "the row's own id: letters, digits and . _ : / - , at most 70 with the feed's name"
    return [
        Fault(lines.first, lines.last, column, "id", "id-form" if found.strip(":") else "id-missing", found, expected)
    ]


def _check_moments(teller: Teller, row: Row, data: dict[str, Any], lines: Lines) -> list[Fault]:
    entry = next((entry for entry in teller.plan.entries if entry.field.path == "recorded_at"), None)
    if entry is None or (recorded := data.get("recorded_at")) is None:
        return []
    found = shorten(row[entry.at])
    if recorded - teller.plan.origin.received > AHEAD:
        wrong = ("moment-ahead", "a moment not more than a day after the file came")
    elif recorded.year < EARLIEST_YEAR:
        wrong = ("moment-early", f"a moment after {EARLIEST_YEAR}")
    else:
        return []
    return [Fault(lines.first, lines.last, entry.column, entry.field.path, wrong[0], found, wrong[1])]


def _check_area(teller: Teller, data: dict[str, Any], lines: Lines) -> list[Fault]:
    areas = teller.plan.origin.areas
    if AREA in data or len(areas) == 1:
        return []
    return [Fault(lines.first, lines.last, "", AREA, "field-missing", "", f"one of {', '.join(areas)}")]
