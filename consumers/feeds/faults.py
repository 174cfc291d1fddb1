"""What is wrong with a row or a file, in words for whoever sent it."""

from typing import NamedTuple

from streams.errors import Invalid

# Long enough to find the cell by, short enough for a spreadsheet.
_SHOWN = 80


class Fault(NamedTuple):
    """``line`` and ``last_line`` are the row's in the file, from 1; ``found`` is the sender's own and goes to the
    sender alone, never into a log."""

    line: int
    last_line: int
    column: str
    field: str
    code: str
    found: str
    expected: str


class FileRefused(Invalid):
    """Nothing of the file is taken. ``line`` is where it shows, 0 where it is the file as a whole."""

    def __init__(self, code: str, reason: str, line: int = 0) -> None:
        super().__init__(code, reason)
        self.line = line


class Misread(NamedTuple):
    """A cell that its field cannot take."""

    code: str
    expected: str


def shorten(found: str) -> str:
    """
    >>> shorten("14 Mill\\tRoad")
    '14 Mill\N{REPLACEMENT CHARACTER}Road'
    """
    cut = found if len(found) <= _SHOWN else f"{found[: _SHOWN - 1]}…"
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in cut)
