"""Chapters of figures as the benchmarks write them: which is read, its tables, and single numbers of it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from streams.errors import Broken

V = TypeVar("V")


def find_chapter(path: Path, name: str, command: str) -> str:
    """Of several that ``name``, a pattern, fits that of most events, which is the first number in a name. Raises
    :class:`Broken` where there is none: ``command`` writes it."""
    chapters = re.findall(rf"<!-- ({name}) -->\n(.*?)<!-- end of \1 -->", path.read_text(encoding="utf-8"), re.DOTALL)
    if not chapters:
        raise Broken(f"{path.name} has no chapter {name!r}; see python -m {command}")
    return str(max(chapters, key=lambda one: int(re.findall(r"\d+", one[0])[0]))[1])


def read_table(chapter: str, column: str) -> list[dict[str, str]]:
    """Each row by the names of its columns, of the first table that has such a one. Raises :class:`Broken`."""
    for table in re.findall(r"(?:^\|.*\n)+", chapter, re.MULTILINE):
        head, _, *rows = (_split(line) for line in table.splitlines())
        if column in head and all(len(row) == len(head) for row in rows):
            return [dict(zip(head, row, strict=True)) for row in rows]
    raise Broken(f"the figures no longer have a whole table with {column!r}")


def _split(line: str) -> list[str]:
    """
    >>> _split("|  | events/s |")
    ['', 'events/s']
    """
    return [cell.strip() for cell in line.strip()[1:-1].split("|")]


def pick(told: Mapping[str, V], name: str) -> V:
    """Raises :class:`Broken` where it is not told."""
    if name not in told:
        raise Broken(f"the figures no longer tell {name!r}")
    return told[name]


def find(text: str, pattern: str) -> float:
    """The number that is the pattern's one group. Raises :class:`Broken`."""
    if not (found := re.search(pattern, text, re.MULTILINE)):
        raise Broken(f"the figures no longer tell {pattern!r}")
    return to_number(found[1])


def to_number(cell: str) -> float:
    """
    >>> to_number("1,783"), to_number("25.6%")
    (1783.0, 25.6)
    """
    try:
        return float(cell.removesuffix("%").replace(",", ""))
    except ValueError:  # Broken: the figure is not there
        raise Broken(f"the figures have {cell!r} where a number belongs") from None
