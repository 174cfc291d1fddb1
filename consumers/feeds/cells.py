"""One cell, or a few joined, as the value of one field. What a cell was read as is remembered: rows are alike."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from enum import Enum
from typing import Any

from pydantic import ValidationError

from consumers.feeds.faults import Misread
from consumers.feeds.fields import Field, Kind
from consumers.feeds.mapping import LEFT_OUT, Taken
from consumers.feeds.moments import ISO, Moments, date_reader
from streams.events.faults import FORMS, code_of, reason_of

# Distinct cells of one column that are remembered: its first, which are its commonest. Some 10 MB a column at most.
_REMEMBERED = 50_000
_CODES_SHOWN = 12
_FLAGS = {"true": True, "false": False}


class LeftOut:
    """The mapping says that a row with this code is not to be shared."""


LEAVES_OUT = LeftOut()
Read = Callable[[str], Any]


class Odd(Exception):
    """A cell that is no value: misread, or of a row that is left out. Raised, not kept, so that hits need no look."""

    def __init__(self, read: Misread | LeftOut) -> None:
        super().__init__()
        self.read = read


class Memory(dict[str, Any]):
    """What each cell of a column was read as: a value, or None. Raises :class:`Odd` for others.

    ``read`` gives these as what they are: a :class:`Misread`, or ``LEAVES_OUT``.
    """

    def __init__(self, read: Read) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: str) -> Any:
        value = self.read(cell)
        if value.__class__ is Misread or value.__class__ is LeftOut:
            raise Odd(value)
        if len(self) < _REMEMBERED:
            self[cell] = value
        return value


class MomentMemory(Memory):
    """Of columns whose cells hardly recur, but their days and their times of day do."""

    def __init__(self, read: Read, recall: Callable[[str], datetime | None]) -> None:
        super().__init__(read)
        self._recall = recall

    def __getitem__(self, cell: str) -> Any:
        found = self._recall(cell)
        return found if found is not None else super().__getitem__(cell)


def remember_column(taken: Taken, field: Field, zone: tzinfo, unknown: Sequence[str]) -> Memory:
    if field.kind is Kind.MOMENT:
        moments = Moments(taken.forms or (ISO,), zone)
        return MomentMemory(_reader(taken, moments.read, unknown), moments.recall)
    return Memory(_reader(taken, _converter(taken, field), unknown))


def _reader(taken: Taken, convert: Read, unknown: Sequence[str]) -> Read:
    """Of the cell as it stands, or of the cells already joined."""
    nothing = frozenset(said.strip().casefold() for said in (*unknown, *taken.unknown)) | {""}
    empty = convert(taken.empty) if taken.empty is not None else None
    translate = _translator(taken)
    whole = taken.before is None and taken.after is None

    def read(cell: str) -> Any:
        text = (cell if whole else _cut(cell, taken)).strip()
        if text.casefold() in nothing:
            return empty
        meant = translate(text) if translate else text
        return convert(meant) if isinstance(meant, str) else meant

    return read


def _cut(cell: str, taken: Taken) -> str:
    """
    >>> _cut("SMITH, Maureen", Taken(column="Name", after=","))
    ' Maureen'
    """
    if taken.before is not None:
        return cell.partition(taken.before)[0]
    return cell.partition(taken.after)[2] if taken.after is not None else cell


def _translator(taken: Taken) -> Callable[[str], str | LeftOut | Misread] | None:
    if taken.codes is None:
        return None
    ours = {theirs.strip().casefold(): meant for theirs, meant in taken.codes.items()}
    known = ", ".join(list(taken.codes)[:_CODES_SHOWN]) + (" …" if len(taken.codes) > _CODES_SHOWN else "")

    def translate(text: str) -> str | LeftOut | Misread:
        meant = ours.get(text.casefold(), taken.otherwise)
        if meant is None:
            return Misread("code-unknown", f"a code that the mapping has: {known}")
        return LEAVES_OUT if meant == LEFT_OUT else meant

    return translate


def _converter(taken: Taken, field: Field) -> Read:
    if field.kind is Kind.FLAG:
        return lambda text: _FLAGS.get(text, Misread("not-boolean", "true or false, through codes of the mapping"))
    check = _checker(field)
    if field.kind is not Kind.DATE:
        return check
    read_date = date_reader(taken.forms or (ISO,))

    def read(text: str) -> Any:
        found = read_date(text)
        return check(found) if isinstance(found, str) else found

    return read


def _checker(field: Field) -> Read:
    validate = field.adapter.validator.validate_python

    def check(text: str) -> Any:
        try:
            value = validate(text)
        except ValidationError as errors:  # Invalid: the answer is the row's
            fault = errors.errors(include_url=False, include_input=False)[0]
            code = code_of(fault)
            return Misread(code, FORMS.get(field.name, "another form") if code == "form" else reason_of(fault))
        return value.value if isinstance(value, Enum) else value

    return check
