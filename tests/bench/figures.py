"""What was measured, beside what is aimed at: as a table on a screen, and as Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from rich.table import Table

_HEADINGS = ("", "measured", "aim", "measured ÷ aim")


@dataclass(frozen=True, slots=True)
class Aim:
    value: float
    at_least: bool

    def met_by(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    value: float
    unit: str
    aim: Aim | None = None

    def cells(self) -> tuple[str, str, str, str]:
        measured = f"{write_number(self.value)} {self.unit}"
        if self.aim is None:
            return self.what, measured, "", ""
        aimed = f"{'≥' if self.aim.at_least else '≤'} {write_number(self.aim.value)} {self.unit}"
        verdict = "met" if self.aim.met_by(self.value) else "missed"
        share = f"{self.value / self.aim.value:.2f} " if self.aim.value else ""
        return self.what, measured, aimed, f"{share}({verdict})"


def rank(ordered: Sequence[float], share: float) -> float:
    """The nearest rank: a value that was measured, nothing between two.

    >>> rank([1, 2, 3, 4], 0.5), rank([1, 2, 3, 4], 0.99)
    (2, 4)
    """
    return ordered[ceil(share * len(ordered)) - 1]


def sum_up(times: Iterable[float], aim: Aim) -> list[Figure]:
    """In milliseconds; ``aim`` is for all but the slowest hundredth."""
    ordered = sorted(times)
    return [
        Figure("median", rank(ordered, 0.5), "ms"),
        Figure("99th percentile", rank(ordered, 0.99), "ms", aim),
        Figure("longest", ordered[-1], "ms"),
    ]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    figures: Sequence[Figure]


def write_number(value: float) -> str:
    """
    >>> write_number(1234.5), write_number(12.34), write_number(0.1234)
    ('1,234', '12.3', '0.12')
    """
    return f"{value:,.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"


def write_table(sections: Iterable[Section]) -> Table:
    table = Table(*_HEADINGS, box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for section in sections:
        table.add_row()
        table.add_row(section.title, style="bold")
        for figure in section.figures:
            table.add_row(*figure.cells())
    return table


def write_markdown(machine: str, sections: Iterable[Section]) -> str:
    return f"{machine}\n\n{write_sections(sections)}\n"


def write_sections(sections: Iterable[Section]) -> str:
    parts = []
    for section in sections:
        rows = (_HEADINGS, ("---", "---:", "---:", "---:"), *(figure.cells() for figure in section.figures))
        parts.append(f"**{section.title}**\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows))
    return "\n\n".join(parts)
