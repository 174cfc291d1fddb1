"""``linnet linkage``: train, judge and explain the models that persons and addresses are linked by."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infra.linkage.agreement import Agreement
from infra.linkage.evaluate import Clusters, cluster_rows, count_differences, judge, write_clusters
from infra.linkage.records_file import Row, read_rows
from scoring.linkage.models import Models, load_models
from streams.errors import Invalid

app = typer.Typer(no_args_is_help=True, help=__doc__)
screen = Console(highlight=False)

Columns = Annotated[
    list[str] | None, typer.Option("--column", help="OURS=THEIRS, where the file calls a column something else")
]
PersonModelFile = Annotated[Path | None, typer.Option("--model", help="model for persons; default: the one in use")]
PlaceModelFile = Annotated[Path | None, typer.Option("--place-model", help="model for addresses")]


@app.command()
def evaluate(
    records: Annotated[Path, typer.Option(help="CSV of records to link")],
    out: Annotated[Path, typer.Option(help="CSV to write: record_id, person_id, address_id")],
    order: Annotated[int | None, typer.Option(help="play the records in the random order of this seed")] = None,
    truth: Annotated[str | None, typer.Option(help="column with the true person: prints how well they agree")] = None,
    column: Columns = None,
    model: PersonModelFile = None,
    place_model: PlaceModelFile = None,
) -> None:
    """Play records one at a time through the code the projector runs; write who is who."""
    rows = list(read_rows(records, read_columns(column)))
    models = load_models(model, place_model)
    clusters = cluster_rows(rows, models, order)
    write_clusters(out, rows, clusters)
    screen.print(f"{len(rows):,} records, {len(set(clusters.persons.values())):,} persons, {_pace(clusters)}")
    if truth:
        screen.print(_tabulate(judge(rows, clusters.persons, truth)))
        screen.print(f"pairs that differ in another order: {_differ(rows, models, clusters, order):,}")


def read_columns(mapped: list[str] | None) -> dict[str, str]:
    """Raises :class:`Invalid` for one that is not OURS=THEIRS."""
    pairs = [text.partition("=") for text in mapped or ()]
    if wrong := [text for text, equals, theirs in pairs if not equals or not theirs]:
        raise Invalid("column", f"--column {wrong[0]}: write it as OURS=THEIRS, such as family_name=surname")
    return {ours: theirs for ours, _, theirs in pairs}


def _pace(clusters: Clusters) -> str:
    middle, slow = clusters.percentile(0.5) * 1000, clusters.percentile(0.99) * 1000
    rate = len(clusters.seconds) / sum(clusters.seconds) if clusters.seconds else 0.0
    return f"p50 {middle:.2f} ms, p99 {slow:.2f} ms a record, {rate:,.0f} records/s"


def _tabulate(agreement: Agreement) -> Table:
    table = Table("", "precision", "recall", "F1")
    for name, score in (("pairs", agreement.pairs.score), ("B-cubed", agreement.b_cubed)):
        table.add_row(name, f"{score.precision:.4f}", f"{score.recall:.4f}", f"{score.f1:.4f}")
    return table


def _differ(rows: list[Row], models: Models, clusters: Clusters, order: int | None) -> int:
    again = cluster_rows(rows, models, (order or 0) + 1)
    return count_differences(clusters.persons, again.persons) + count_differences(clusters.addresses, again.addresses)
