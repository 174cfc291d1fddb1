"""``linnet analysis``: what is left of events that are past their age, for counting."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from streams.errors import Invalid
from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
progress = Console(stderr=True, highlight=False)

Areas = Annotated[list[str] | None, typer.Option("--area", help="only this area; may be given again")]
First = Annotated[str, typer.Option("--from", help="the first month, such as 2025-01")]
Last = Annotated[str, typer.Option("--until", help="the last month")]
By = Annotated[list[str] | None, typer.Option("--by", help="month, agency, kind, ...; may be given again")]


@app.command()
def export(path: Path, area: Areas = None, first: First = "", last: Last = "") -> None:
    """Write a CSV file of a line for each event: under pseudonyms, and yet of single people. Keep it as their records
    are kept, and hand on what linnet analysis count says."""
    from infra.analysis.lines import read_lines, write_lines

    progress.print(f"{write_lines(read_lines(_settings(area), area, first, last), path):,} lines in {path}")


@app.command()
def count(path: Path, by: By = None, area: Areas = None, first: First = "", last: Last = "") -> None:
    """Write a CSV file of how many contacts there were and of how many people: to the nearest 5, and empty for fewer
    than 5."""
    from infra.analysis.counting import count_lines, write_counts
    from infra.analysis.lines import COLUMNS, read_lines

    chosen = by or ["month", "agency"]
    if unknown := set(chosen) - set(COLUMNS):
        raise Invalid("column-unknown", f"{min(unknown)} is none of {', '.join(COLUMNS)}", "by")
    counts = count_lines(read_lines(_settings(area), area, first, last), chosen)
    write_counts(counts, chosen, path)
    progress.print(f"{len(counts):,} lines in {path}")


def _settings(areas: list[str] | None) -> Settings:
    from infra.commands import choose_areas
    from infra.endpoints import locate

    settings = locate(Settings())
    choose_areas(settings, areas)
    return settings
