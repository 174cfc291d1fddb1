"""``linnet risk``: the 28-day crisis risk simulated, judged, watched and put back."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.risk.model_commands import app as models
from streams.errors import Invalid
from streams.settings import Settings

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.add_typer(models)
progress = Console(stderr=True, highlight=False)

# Not today: the same command gives the same bytes on any day.
_UNTIL = datetime(2026, 1, 5, tzinfo=UTC)
NOTHING_KNOWN = (
    "Nothing to judge by: predictions are made of people on a mental health caseload, and what becomes of one is known "
    "28 days later. This log has nobody on a caseload, or ends too soon."
)


@app.command()
def simulate(
    directory: Path,
    patients: int = 20_000,
    weeks: Annotated[int, typer.Option(help="with a first year to warm up in")] = 208,
    seed: int = 7,
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            help="stationary, regime-change, police-withdrawal, unequal-recording, unequal-sexes or harsh; "
            "may be combined"
        ),
    ] = None,
    turn_week: Annotated[int, typer.Option(help="when what changes changes; default: 80 weeks after a year")] = 132,
    tick_hours: int = 6,
) -> None:
    """Write the log of a simulated caseload, with the true risk of each patient and week beside it."""
    from infra.partnership.plan import WEEK, caseload_plan
    from infra.partnership.scenario import combine
    from infra.risk.simulating import simulate_caseload

    turns = int(_UNTIL.timestamp()) + (turn_week - weeks) * WEEK
    try:
        plan = caseload_plan(seed, patients, weeks, _UNTIL, combine(scenario or (), turns))
    except Invalid as fault:
        raise typer.BadParameter(fault.reason) from None
    written = simulate_caseload(directory, plan, tick_hours, lambda line: progress.print(line, markup=False))
    progress.print(f"{written.events.total():,} events of {written.patient_years:,.0f} patient-years in {directory}")


@app.command()
def evaluate(
    log: Annotated[Path, typer.Option(help="observations, one event a line; may be gzipped")],
    out: Annotated[Path, typer.Option(help="CSV to write: person, time, probability, label, label_known_at")],
    model: Annotated[str, typer.Option(help="its name; default: the one whose scores are shown")] = "",
    area: Annotated[str, typer.Option(help="default: that of the log's first event")] = "",
    split: Annotated[str, typer.Option(help="also tell before and after this day, as 2025-01-31, apart")] = "",
    persons: Annotated[Path | None, typer.Option(help="CSV to write: who they are by the trust's numbers")] = None,
    save: Annotated[Path | None, typer.Option(help="write what the model learned, for linnet risk rollback")] = None,
) -> None:
    """Play a log through the code the projector runs, test then learn, and tell how good the predictions were."""
    from infra.commands import telling
    from infra.risk.evaluate import check_places, choose_model
    from infra.risk.evaluate import evaluate as play
    from infra.risk.evaluated import read_day, read_outcomes, tell_evaluation, write_persons, write_predictions
    from infra.risk.log_file import find_area
    from infra.risk.state_files import save_state
    from infra.roles import rest_collector
    from scoring.linkage.models import load_models_of

    with telling():
        check_places(out, persons, save)
        until, practice, place = read_day(split) if split else None, choose_model(model), find_area(log, area)
        rest_collector()
        matchers = load_models_of(Settings(), place)
        found = play(log, place, matchers, practice, lambda line: progress.print(line, markup=False))
        if not found.events:
            raise Invalid("area-unknown", f"{log} holds no event of {place}: leave --area out for that of its first")
    known = found.list_known()
    write_predictions(out, known)
    if persons:
        write_persons(persons, found)
    if save:
        save_state(save, found, practice)
    progress.print(f"{found.events:,} events, {len(known):,} predictions whose outcome is known, in {out}")
    if not known:
        progress.print(NOTHING_KNOWN)
    else:
        screen = Console(width=None if progress.is_terminal else 180, highlight=False)
        screen.print(*tell_evaluation(read_outcomes(known), until), sep="\n\n")


@app.command()
def monitor(
    area: Annotated[list[str] | None, typer.Option("--area", help="only this area; may be given again")] = None,
    month: Annotated[str, typer.Option(help="the month to show in all its parts, as 2026-01")] = "",
) -> None:
    """How good the predictions were, month by month and for whom, and the alarms about them."""
    from infra.commands import choose_areas
    from infra.endpoints import locate
    from infra.risk.monitor import read_areas, tell_monitored
    from streams.settings import Settings

    settings = locate(Settings())
    screen = Console(highlight=False)
    for name, found in asyncio.run(read_areas(settings, choose_areas(settings, area), month)).items():
        screen.print(f"\n{name}", style="bold", markup=False)
        screen.print(*tell_monitored(found, month), sep="\n")


@app.command()
def card(
    area: Annotated[list[str] | None, typer.Option("--area", help="only this area; may be given again")] = None,
    figures: Annotated[bool, typer.Option(help="with what the monitoring says; needs a running Linnet")] = True,
) -> None:
    """The model card with the intended-purpose statement, as Markdown."""
    from infra.commands import choose_areas
    from infra.endpoints import locate
    from infra.risk.card import write_card
    from infra.risk.monitor import read_areas
    from scoring.risk.practice import PRACTICE
    from streams.settings import Settings

    found = {}
    if figures:
        settings = locate(Settings())
        found = asyncio.run(read_areas(settings, choose_areas(settings, area), ""))
    for line in write_card(PRACTICE, found):
        typer.echo(line)
