"""Which seed finds each of the mistakes that were planted."""

from collections.abc import Iterable
from typing import Protocol

import typer

from infra.reference.tables import write_table


class Found(Protocol):
    """A run that failed."""

    @property
    def seed(self) -> int: ...

    @property
    def faults(self) -> list[str]: ...


def tell_found(planted: Iterable[tuple[str, Found | None]], seeds: int) -> tuple[bool, str]:
    """Whether any was found by none of so many ``seeds``, and which seed found each; told as they are found."""
    rows = []
    for name, found in planted:
        rows.append((name, str(found.seed), found.faults[0]) if found else (name, "", f"by none of {seeds:,}"))
        typer.echo(": ".join(filter(None, rows[-1])))
    return not all(seed for _, seed, _ in rows), write_table(("planted", "found by seed", "by what"), rows)
