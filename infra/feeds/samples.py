"""CSV files as simulated agencies would write them: the simulation's events, through a mapping backwards."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from consumers.feeds.fields import Kind, fields_of
from consumers.feeds.mapping import LEFT_OUT, Mapping, Said, Taken, columns_of
from consumers.feeds.moments import ISO, has_day
from infra.partnership.feeds import read_feeds

Row = dict[str, str]
_FORMS = {"yyyy": "%Y", "mmm": "%b", "dd": "%d", "hh": "%H", "ss": "%S"}


def write_samples(directory: Path, mappings: Iterable[Mapping], into: Path, limit: int) -> dict[str, int]:
    """One file for each mapping that the simulation has events for, under the name of its feed; rows by file."""
    into.mkdir(parents=True, exist_ok=True)
    written = {}
    for mapping in mappings:
        rows = list(_take(directory, mapping, limit))
        if rows:
            name = mapping.files[0].replace("*", mapping.feed if mapping.files[0] == "*.csv" else "")
            (into / name).write_bytes(write_csv(mapping, rows))
            written[name] = len(rows)
    return written


def write_csv(mapping: Mapping, rows: list[Row]) -> bytes:
    names = list(dict.fromkeys(name for said in mapping.rows for name in _in_order(said)))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", delimiter=mapping.separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(mapping.codec, "replace")


def write_row(mapping: Mapping, said: Said, event: dict[str, Any]) -> Row:
    """The cells that tell of the event; what the mapping has no code for is left empty."""
    row: Row = {}
    for path, taken in said.fields.items():
        value = _look_up(event, path)
        if value is not None and taken.text is None:
            _enter(row, taken, _write(mapping, said, path, taken, value))
    for name, cells in said.only.items():
        row.setdefault(name, cells[0])
    own = event["id"].rpartition(":")[2]
    for name in said.id or ():
        row.setdefault(name, own)
    return row


def _take(directory: Path, mapping: Mapping, limit: int) -> Iterator[Row]:
    """Rows with one id are one row: a spell that has ended is the spell with its end."""
    told: dict[tuple[str, ...], Row] = {}
    by_event = {said.event: said for said in mapping.rows}
    for agency, area, raw in read_feeds(directory):
        event = orjson.loads(raw) if agency is mapping.agency else {}
        said = by_event.get(event.get("type", ""))
        if said is None or (area not in _areas(said) and _areas(said)):
            continue
        row = write_row(mapping, said, event)
        key = tuple(row.get(name, "") for name in said.id or ())
        told[key] = told.get(key, {}) | row
        if len(told) >= limit:
            break
    yield from told.values()


def _areas(said: Said) -> set[str]:
    return set((said.fields["area"].codes or {}).values()) if "area" in said.fields else set()


def _look_up(event: dict[str, Any], path: str) -> Any:
    if path == "area":
        return event["area"]
    part, _, name = path.rpartition(".")
    return (event["data"].get(part, {}) if part else event["data"]).get(name)


def _write(mapping: Mapping, said: Said, path: str, taken: Taken, value: Any) -> str:
    field = fields_of(said.event).get(path)
    if field is not None and field.kind is Kind.MOMENT:
        return _write_moment(datetime.fromisoformat(value).astimezone(mapping.clock), taken)
    if field is not None and field.kind is Kind.DATE:
        return _write_date(str(value), taken)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if taken.codes is None:
        return text
    return next((theirs for theirs, ours in taken.codes.items() if ours == text and ours != LEFT_OUT), "")


def _enter(row: Row, taken: Taken, text: str) -> None:
    if taken.before is not None and taken.column:
        row[taken.column] = f"{text}{taken.before} {row.get(taken.column, '')}".rstrip()
    elif taken.after is not None and taken.column:
        row[taken.column] = f"{row.get(taken.column, taken.after).rstrip()} {text}"
    elif taken.columns:
        parts = text.split(taken.join, len(taken.columns) - 1)
        row.update(zip(taken.columns, parts, strict=False))
    elif taken.column:
        row[taken.column] = text


def _write_moment(moment: datetime, taken: Taken) -> str:
    form = max(taken.forms or (ISO,), key=len)
    return moment.isoformat() if form == ISO else moment.strftime(_directives(form))


def _write_date(known: str, taken: Taken) -> str:
    """A date of which only the year, or the month, is known is written in the form that has no more."""
    parts = known.split("-")
    for form in taken.forms or (ISO,):
        if form == ISO:
            return known
        if has_day(form) == (len(parts) == 3) and (("mm" in form) or len(parts) == 1):
            whole = [*parts, "01", "01"][:3]
            return datetime.fromisoformat("-".join(whole)).strftime(_directives(form))
    return ""


def _directives(form: str) -> str:
    hours, _, rest = form.partition("hh")
    month = hours.replace("mmm", "%b").replace("mm", "%m")
    later = ("hh" + rest if "hh" in form else "").replace("mm", "%M")
    for token, directive in _FORMS.items():
        month, later = month.replace(token, directive), later.replace(token, directive)
    return month + later


def _in_order(said: Said) -> list[str]:
    fields = [name for taken in said.fields.values() for name in taken.read_from]
    return [*(said.id or ()), *fields, *sorted(columns_of(said) - set(fields) - set(said.id or ()))]
