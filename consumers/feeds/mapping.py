"""What the columns of one agency's file mean: the form of a mapping, and what it says when nothing is said."""

from datetime import tzinfo
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from consumers.feeds.fields import EVENTS
from consumers.feeds.moments import check_form
from streams.codes.agencies import Agency
from streams.contract import Contract

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
# Codes that mean that the row is not to be shared, and cells that mean that nothing is known.
LEFT_OUT = "left out"
# Above this share of refused rows a file is likelier the wrong file than a file with mistakes in it.
_REFUSE_ABOVE = 20.0


def _spell_out(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _check_event(value: str) -> str:
    if value not in EVENTS:
        raise PydanticCustomError("event_unknown", "there is no such event")
    return value


def check_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError):  # Invalid
        raise PydanticCustomError("zone_unknown", "there is no such time zone") from None
    return value


def _read_share(value: object) -> object:
    text = value.strip().removesuffix("%").strip() if isinstance(value, str) else value
    return float(text) if isinstance(text, str) and text.replace(".", "", 1).isdecimal() else value


Column = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Columns = Annotated[tuple[Column, ...], BeforeValidator(_as_list), Field(min_length=1, max_length=20)]
Cells = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Conditions = dict[Column, Cells]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
# Spaces between cells are meant.
Between = Annotated[str, StringConstraints(min_length=1, max_length=10, strip_whitespace=False)]
Form = Annotated[str, AfterValidator(check_form)]


class Taken(Contract):
    """Where a field's value comes from: one of ``column``, ``columns`` or ``text``; the rest says how it is read.

    ``codes`` gives ours for theirs. ``otherwise`` is for codes not in it, ``empty`` for cells without one.
    """

    column: Column | None = None
    columns: Columns | None = None
    text: str | None = None
    join: Between = " "
    before: Between | None = None
    after: Between | None = None
    forms: Annotated[tuple[Form, ...], BeforeValidator(_as_list), Field(min_length=1)] | None = None
    codes: dict[str, str] | None = None
    empty: str | None = None
    otherwise: str | None = None
    unknown: Cells = ()

    @property
    def read_from(self) -> tuple[str, ...]:
        return (self.column,) if self.column is not None else (self.columns or ())


class Said(Contract):
    """One event that a row tells of, if the row meets the conditions; a row may tell of several, or of none.

    ``label`` stands before the row's own id in the id of the event. Without ``id`` that follows from what the row says.
    """

    event: Annotated[str, AfterValidator(_check_event)]
    label: Name | None = None
    id: Columns | None = None
    filled: Columns | None = None
    only: Conditions = Field(default_factory=dict)
    never: Conditions = Field(default_factory=dict)
    erased: Conditions = Field(default_factory=dict)
    fields: dict[str, Annotated[Taken, BeforeValidator(_spell_out)]]


class Trailer(Contract):
    """The last row: its first cell is ``begins``, and cell number ``count`` says how many rows there are before it."""

    begins: str
    count: Annotated[int, Field(ge=1, le=100)] = 2


class Mapping(Contract):
    """``ids`` are ``own`` where no two rows have one, in whatever file: only then is a row that tells of nothing any
    more known to be the one that told before, and taken back."""

    feed: Name
    agency: Agency
    files: Annotated[tuple[str, ...], BeforeValidator(_as_list), Field(min_length=1)]
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    delimiter: Literal["comma", "semicolon", "tab", "bar"] = "comma"
    zone: Annotated[str, AfterValidator(check_zone)] = "Europe/London"
    unknown: Cells = ()
    refuse_above: Annotated[float, BeforeValidator(_read_share), Field(ge=0, le=100)] = _REFUSE_ABOVE
    trailer: Trailer | None = None
    ids: Literal["own", "shared"] = "shared"
    rows: Annotated[tuple[Said, ...], Field(min_length=1, max_length=12)]

    @property
    def separator(self) -> str:
        return _DELIMITERS[self.delimiter]

    @property
    def codec(self) -> str:
        return "cp1252" if self.encoding == "windows-1252" else "utf-8"

    @property
    def clock(self) -> tzinfo:
        return ZoneInfo(self.zone)

    def label_of(self, place: int) -> str:
        return self.rows[place].label or self.feed


def columns_of(said: Said) -> set[str]:
    """Every column that has to be in the header."""
    conditions: list[Any] = [said.id or (), said.filled or (), said.only, said.never, said.erased]
    return {name for each in conditions for name in each} | {
        name for taken in said.fields.values() for name in taken.read_from
    }
