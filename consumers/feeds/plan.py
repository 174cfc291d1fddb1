"""A mapping bound to one file's header and its sender: which cell of a row is read as what."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from consumers.feeds.cells import Memory, Read, remember_column
from consumers.feeds.faults import Misread
from consumers.feeds.fields import Field, Kind, fields_of
from consumers.feeds.mapping import Mapping, Said, Taken

Row = Sequence[str]
AREA = "area"


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose file this is, which the file itself cannot say, and when it came."""

    source: str
    areas: tuple[str, ...]
    received: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """``at``: the cell of a widened row. ``column`` is what a sender calls it."""

    at: int
    memory: Memory
    field: Field
    column: str


@dataclass(frozen=True, slots=True)
class Condition:
    at: int
    cells: frozenset[str]
    wanted: bool

    def holds(self, row: Row) -> bool:
        return (row[self.at].strip().casefold() in self.cells) is self.wanted


class Plan:
    """Of one event that rows may tell of."""

    def __init__(self, mapping: Mapping, said: Said, places: Map[str, int], width: int, origin: Origin) -> None:
        """``places``: where each column stands; ``width``: how many cells a row has."""
        self.said, self.origin = said, origin
        self._places = places
        self._joins: list[Callable[[Row], str]] = []
        self._constants: list[str] = []
        several = [taken for taken in said.fields.values() if taken.columns]
        ends = {"joined": width, "constant": width + len(several)}
        self.entries = [self._enter(mapping, path, taken, ends) for path, taken in said.fields.items()]
        self.conditions = list(self._read_conditions())
        self.erased = [Condition(places[name], _fold(cells), True) for name, cells in said.erased.items()]
        self.id_cells = [places[name] for name in said.id or ()]

    def widen(self, row: Row) -> Row:
        """Joined cells and what the mapping itself says stand after the row's own."""
        if self._joins or self._constants:
            return [*row, *[join(row) for join in self._joins], *self._constants]
        return row

    def part(self, name: str) -> list[tuple[int, Memory, str]]:
        return [(entry.at, entry.memory, entry.field.name) for entry in self.entries if entry.field.part == name]

    def cells_of(self, part: str) -> Callable[[Row], tuple[str, ...]]:
        places = [entry.at for entry in self.entries if entry.field.part == part]
        if len(places) > 1:
            return itemgetter(*places)
        return lambda row: tuple(row[at] for at in places)

    def _enter(self, mapping: Mapping, path: str, taken: Taken, ends: dict[str, int]) -> Entry:
        field = _area_field(self.origin) if path == AREA else fields_of(self.said.event)[path]
        memory = remember_column(taken, field, mapping.clock, mapping.unknown)
        if path == AREA:
            memory = Memory(_bound(memory.read, self.origin))
        return Entry(self._place(taken, ends), memory, field, _call(taken))

    def _place(self, taken: Taken, ends: dict[str, int]) -> int:
        if taken.column is not None:
            return self._places[taken.column]
        if taken.columns:
            self._joins.append(_joiner([self._places[name] for name in taken.columns], taken.join))
            ends["joined"] += 1
            return ends["joined"] - 1
        self._constants.append(taken.text or "")
        ends["constant"] += 1
        return ends["constant"] - 1

    def _read_conditions(self) -> Iterable[Condition]:
        for name in self.said.filled or ():
            yield Condition(self._places[name], frozenset({""}), False)
        for wanted, conditions in ((True, self.said.only), (False, self.said.never)):
            for name, cells in conditions.items():
                yield Condition(self._places[name], _fold(cells), wanted)


def _joiner(places: list[int], join: str) -> Callable[[Row], str]:
    return lambda row: join.join([cell for at in places if (cell := row[at].strip())])


def _call(taken: Taken) -> str:
    return " + ".join(taken.read_from) or "(the mapping)"


def _fold(cells: Iterable[str]) -> frozenset[str]:
    return frozenset(cell.strip().casefold() for cell in cells)


def _area_field(origin: Origin) -> Field:
    like = fields_of("police-incident-recorded-1")["contact.name"]
    return Field("", AREA, Kind.TEXT, False, like.adapter, origin.areas)


def _bound(read: Read, origin: Origin) -> Read:
    def check(cell: str) -> Any:
        found = read(cell)
        if isinstance(found, str) and found not in origin.areas:
            return Misread("area-of-another", f"an area that you send for: {', '.join(origin.areas)}")
        return found

    return check
