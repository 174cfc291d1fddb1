"""The rows of a file: cells, lines and original text, one by one, whatever the file holds.

A quotation mark without its pair would swallow the rows behind it. So a row that its quotation marks spoil is given up
with its first line alone, and reading goes on at the next. Memory is bounded by a block and one line.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from consumers.feeds.faults import FileRefused

_BLOCK = 1 << 20
MAX_LINE = 1 << 20
# A quoted cell may hold a few lines; what runs on past these is a mark without its pair.
_LINES_IN_A_ROW = 40
_LETTERS_IN_A_ROW = 65_536


class Record(NamedTuple):
    """``text``: as it stands in the file, with bytes that are not of its encoding as surrogates. ``spoiled``: its
    quotation marks leave open what its cells are."""

    line: int
    last_line: int
    cells: list[str]
    text: str
    spoiled: bool = False


class _RunsOn(Exception):
    """Over more lines than a row has."""


class _Pen:
    """Hands csv one line after another, and keeps those of the row at hand."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.back: deque[str] = deque()
        self.held: list[str] = []
        self.letters = 0

    def __iter__(self) -> "_Pen":
        return self

    def __next__(self) -> str:
        if len(self.held) >= _LINES_IN_A_ROW or self.letters > _LETTERS_IN_A_ROW:
            raise _RunsOn
        line = self.back.popleft() if self.back else next(self.lines)
        self.held.append(line)
        self.letters += len(line)
        return line


def read_records(file: BinaryIO, codec: str, separator: str, width: int | None = None) -> Iterator[Record]:
    """``width``: cells in a row, by which one that its marks have joined with the next is found; None: of the first.

    Raises :class:`FileRefused` for a line of more than 1 MiB.
    """
    pen = _Pen(_read_lines(file, codec))
    reader = csv.reader(pen, delimiter=separator, strict=True)
    number = 1
    while True:
        pen.held, pen.letters = [], 0
        try:
            line = next(pen)
        except StopIteration:
            return
        record = _read_line(line, number, separator)
        if record is None:
            pen.held, pen.letters = [], 0
            pen.back.appendleft(line)
            record = _read_quoted(reader, pen, number, (width or 0, separator))
        width = width or len(record.cells)
        number = record.last_line + 1
        yield record


def _read_line(line: str, number: int, separator: str) -> Record | None:
    """None where the row may go on in the next line, or is spoiled."""
    if '"' not in line:
        return Record(number, number, line.rstrip("\r\n").split(separator), line)
    try:
        return Record(number, number, next(csv.reader((line,), delimiter=separator, strict=True)), line)
    except csv.Error:  # Invalid: read again, with what follows
        return None


def _read_quoted(reader: Iterator[list[str]], pen: _Pen, number: int, shape: tuple[int, str]) -> Record:
    try:
        cells, spoiled = next(reader), False
        spoiled = len(pen.held) > 1 and _swallows(pen.held[1:], cells, *shape)
    except (csv.Error, _RunsOn):  # Invalid: the row is refused
        cells, spoiled = [], True
    if not spoiled:
        return Record(number, number + len(pen.held) - 1, cells, "".join(pen.held))
    first, *others = pen.held
    pen.back.extendleft(reversed(others))
    return Record(number, number, [], first, True)


def _swallows(others: list[str], cells: list[str], width: int, separator: str) -> bool:
    """Whether what reads as the lines of one cell are rows: the cells are not as many as they should be, and those
    lines have as many as a row."""
    return len(cells) != width and any(line.count(separator) >= width - 1 for line in others)


def _read_lines(file: BinaryIO, codec: str) -> Iterator[str]:
    rest = b""
    while block := file.read(_BLOCK):
        block = rest + block
        end = block.rfind(b"\n") + 1
        whole, rest = block[:end], block[end:]
        if len(rest) > MAX_LINE:
            raise FileRefused("line-too-long", f"a line has more than {MAX_LINE:,} bytes; rows end with a line break")
        # Only \n ends a line, as in every editor: str.splitlines() knows a dozen more.
        yield from io.StringIO(whole.decode(codec, "surrogateescape"), newline="\n")
    if rest:
        yield rest.decode(codec, "surrogateescape")
