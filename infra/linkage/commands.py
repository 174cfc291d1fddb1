"""``linnet linkage``: train, judge and explain the models that persons and addresses are linked by."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infra.endpoints import locate
from infra.linkage.addresses import match_files
from infra.linkage.agreement import Agreement
from infra.linkage.compare import write_changes
from infra.linkage.evaluate import (
    Clusters,
    check_request,
    cluster_rows,
    count_differences,
    judge,
    share_of_households,
    write_clusters,
)
from infra.linkage.held import compare_held, find_held, find_in_file
from infra.linkage.lessons import Lesson, save, train_on
from infra.linkage.loading import Edition, load_gazetteer
from infra.linkage.records_file import Row, read_rows
from infra.linkage.waterfalls import draw_waterfall
from infra.roles import rest_collector
from scoring.linkage.models import Models, load_models
from scoring.state.keys import Subject
from streams.errors import Invalid
from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
screen = Console(highlight=False)
# Where several people live at fewer of the addresses than this, the records are not of households.
_HOUSEHOLDS = 0.3

Columns = Annotated[
    list[str] | None, typer.Option("--column", help="OURS=THEIRS, where the file calls a column something else")
]
PersonModelFile = Annotated[Path | None, typer.Option("--model", help="model for persons; default: the one in use")]
People = Annotated[int | None, typer.Option(min=1, help="how many live there; default: as its area or the model says")]
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
    people: People = None,
) -> None:
    """Play records one at a time through the code the projector runs; write who is who."""
    rows = list(read_rows(records, read_columns(column)))
    check_request(rows, truth, out)
    models = _load(model, place_model, people)
    rest_collector()
    clusters = cluster_rows(rows, models, order)
    write_clusters(out, rows, clusters)
    screen.print(f"{len(rows):,} records, {len(set(clusters.persons.values())):,} persons, {_pace(clusters)}")
    if model is None and Settings().person_model is None:
        _doubt_households(share_of_households(clusters))
    if truth:
        screen.print(_tabulate(judge(rows, clusters.persons, truth)))
        screen.print(f"pairs that differ in another order: {_differ(rows, models, clusters, order):,}")


@app.command()
def explain(
    one: Annotated[str, typer.Argument(help="a record's id")],
    other: Annotated[str, typer.Argument(help="another record's id")],
    records: Annotated[Path | None, typer.Option(help="CSV the ids are of; default: what Linnet holds")] = None,
    column: Columns = None,
    address: Annotated[bool, typer.Option("--address", help="compare the two as addresses")] = False,
    model: PersonModelFile = None,
    place_model: PlaceModelFile = None,
    people: People = None,
) -> None:
    """Why two records are one person or are not: what was compared, and how much each comparison says."""
    subject = Subject.ADDRESS if address else Subject.PERSON
    if records:
        statements = find_in_file(records, read_columns(column), subject, (one, other))
    else:
        area, statements = asyncio.run(find_held(locate(Settings()), subject, (one, other)))
        people = people or _count_people(area)
    matcher = _load(model, place_model, people).of(subject)
    screen.print(draw_waterfall(matcher.explain(*statements), matcher))


@app.command()
def compare(
    area: Annotated[str, typer.Option(help="the area to compare on")],
    out: Annotated[Path, typer.Option(help="CSV to write: change, before, after")],
    model: PersonModelFile = None,
    place_model: PlaceModelFile = None,
    people: People = None,
) -> None:
    """Who would become one and who would part, were all records of an area linked by other models."""
    models = _load(model, place_model, people or _count_people(area))
    for subject, changes in asyncio.run(compare_held(locate(Settings()), area, models)):
        target = out.with_stem(f"{out.stem}-{subject}")
        write_changes(target, changes)
        kinds = Counter(change.kind for change in changes)
        screen.print(
            f"{subject}: {kinds['merge']:,} merges, {kinds['split']:,} splits, {kinds['mixed']:,} mixed; in {target}"
        )


@app.command()
def train(
    records: Annotated[Path, typer.Option(help="CSV of records; none of them need be matched")],
    out: Annotated[Path, typer.Option(help="model file to write")],
    version: Annotated[str, typer.Option(help="the model's name, kept with all it links")],
    seed: Annotated[int, typer.Option(help="for the pairs that are drawn at random")] = 1,
    names: Annotated[
        Path | None,
        typer.Option(help="CSV of more people, with birth dates, to learn their names from"),
    ] = None,
    people: Annotated[
        int | None, typer.Option(min=1, help="how many the records are of; default: a third, 8,000 at least")
    ] = None,
    column: Columns = None,
) -> None:
    """Estimate a model for persons from records nobody has matched. Set LINNET_PERSON_MODEL to use it."""
    columns = read_columns(column)
    rows = list(read_rows(records, columns))
    named = list(read_rows(names, columns)) if names else None
    source = f"{records.name}, names of {names.name}" if names else records.name
    save(train_on(Lesson(rows, source, named, people), version, seed, datetime.now(UTC).date()), out)
    screen.print(
        f"model {version} from {len(rows):,} records in {out}; judge it with linnet linkage evaluate or compare"
    )


@app.command()
def addresses(
    messy: Annotated[Path, typer.Option(help="CSV with id, address, postcode: as typed")],
    canonical: Annotated[Path, typer.Option(help="CSV with id, address, postcode: the list to find them in")],
    out: Annotated[Path, typer.Option(help="CSV to write: messy_id, canonical_id, weight")],
    place_model: PlaceModelFile = None,
) -> None:
    """Find each address of one file in a list: the best match, or no line where none is good enough."""
    texts, found = match_files(messy, canonical, out, place_model)
    screen.print(f"{found:,} of {texts:,} addresses found")


@app.command()
def stream(
    out: Annotated[Path, typer.Option(help="CSV to write: records, with the truth beside them")],
    people: int = 8_000,
    records: int = 25_000,
    seed: int = 1,
) -> None:
    """Simulated records of a hard kind, for evaluate and train: twins, namesakes, movers, typing errors."""
    from infra.partnership.hard_stream.stream import write_stream

    write_stream(out, people, records, seed)


@app.command()
def gazetteer(
    file: Annotated[
        Path, typer.Argument(help="CSV with columns uprn, address, postcode, or as OS AddressBase has them")
    ],
    area: Annotated[str, typer.Option(help="the area whose addresses these are")],
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="take these dwellings off the list again, for good")
    ] = False,
) -> None:
    """Load a list of an area's addresses, so that what agencies write resolves to them. Loaded twice is loaded once."""
    loaded = load_gazetteer(locate(Settings()), file, Edition(area, datetime.now(UTC), withdraw))
    screen.print(f"{loaded.sent:,} dwellings {'withdrawn' if withdraw else 'sent'}; {len(loaded.left_out):,} left out")
    for reason in loaded.left_out[:20]:
        screen.print(reason)


def read_columns(mapped: list[str] | None) -> dict[str, str]:
    """Raises :class:`Invalid` for one that is not OURS=THEIRS."""
    pairs = [text.partition("=") for text in mapped or ()]
    if wrong := [text for text, equals, theirs in pairs if not equals or not theirs]:
        raise Invalid("column", f"--column {wrong[0]}: write it as OURS=THEIRS, such as family_name=surname")
    return {ours: theirs for ours, _, theirs in pairs}


def _load(persons: Path | None, places: Path | None, people: int | None) -> Models:
    used = Settings()
    return load_models(persons or used.person_model, places or used.place_model, people)


def _count_people(area: str) -> int | None:
    """None also of an area that is not of the partnership: who reads it refuses it."""
    held = Settings().partnership.areas.get(area)
    return held.people if held else None


def _doubt_households(share: float | None) -> None:
    if share is not None and share < _HOUSEHOLDS:
        screen.print(
            f"Several people live at {share:.0%} of the addresses only. The model that ships looks for households and, "
            "where there are none, takes records of one person for two of a family: learn another from such records "
            "with linnet linkage train, and name it with --model."
        )


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
