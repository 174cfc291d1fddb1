"""Columns of a CSV file by name, with faults that say which line and column they are of."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from streams.errors import Invalid

Line = tuple[int, Mapping[str, str]]


def read_lines(path: Path) -> Iterator[Line]:
    """Line number and its columns, by names in capitals without spaces or underscores; blank lines are passed over.

    Raises :class:`Invalid` for a file that cannot be read, is not UTF-8 text, or has a line longer than its header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [fold_name(name) for name in next(reader, [])]
            for row in reader:
                if len(row) > len(header):
                    raise Invalid("csv", f"{path.name}, line {reader.line_num} has more values than the header names")
                if any(row):
                    yield reader.line_num, dict(zip(header, (value.strip() for value in row), strict=False))
    except UnicodeDecodeError:
        raise Invalid("encoding", f"{path.name} is not UTF-8 text; save it as CSV UTF-8") from None
    except csv.Error as fault:
        raise Invalid("csv", f"{path.name}, line {reader.line_num}: {fault}") from None
    except OSError as fault:
        raise Invalid("file", f"{path} cannot be read: {fault.strerror}") from None


def read_header(path: Path) -> list[str]:
    """Raises :class:`Invalid` as :func:`read_lines` does."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [fold_name(name) for name in next(csv.reader(file), [])]
    except UnicodeDecodeError:
        raise Invalid("encoding", f"{path.name} is not UTF-8 text; save it as CSV UTF-8") from None
    except OSError as fault:
        raise Invalid("file", f"{path} cannot be read: {fault.strerror}") from None


def fold_name(name: str) -> str:
    """
    >>> fold_name("Sub_Building Name")
    'SUBBUILDINGNAME'
    """
    return name.upper().replace("_", "").replace(" ", "")


def take(line: Line, path: Path, column: str) -> str:
    """Raises :class:`Invalid` when the line has nothing in that column."""
    number, row = line
    if value := row.get(fold_name(column), ""):
        return value
    raise Invalid("value", f"{path.name}, line {number} has no {column}", column)
