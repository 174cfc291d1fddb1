"""How good the 28-day risk is beside its peers: all on one simulated stream, in one run, test then learn."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from infra.risk.commands import simulate
from infra.risk.evaluate import choose_model, evaluate
from infra.risk.simulating import LOG, SCENARIO
from infra.roles import rest_collector
from scoring.linkage.models import load_models
from tests.bench.chapters import put_chapter
from tests.bench.linkage.scripts import run_script
from tests.bench.risk.journal import Journal, has_run, read_run
from tests.bench.risk.online import ONLINE, Model, predict_online
from tests.bench.risk.points import Numbers, Points, collect_points
from tests.bench.risk.tables import Lines, Said, tabulate, tabulate_quarters, write_markdown

screen = Console(stderr=True, highlight=False)
_PEERS = Path(__file__).with_name("peers")
_WEEK = 7 * 86_400.0
_HEAD = """# How good the 28-day risk is

Written by `python -m tests.bench.risk {} --write FILE`.

A simulated caseload with a change of regime, Linnet beside batch models refitted on the same features, each tested on
what it then learns from. Of a simulation it says how models compare, and nothing of how many real crises Linnet would
foretell. The truth is the hazard that the simulation draws crises from.
"""
_BATCH = {"logistic": "logistic regression", "lightgbm": "LightGBM"}


def bench(
    seed: Annotated[int, typer.Option(help="of the simulation; 1 to 5 were used for tuning")] = 11,
    patients: int = 20_000,
    weeks: int = 208,
    scenario: Annotated[list[str] | None, typer.Option(help="default: regime-change; may be given again")] = None,
    turn_week: Annotated[int, typer.Option(help="when the regime changes")] = 132,
    warm: Annotated[int, typer.Option(help="weeks at the beginning that are not judged")] = 26,
    peers: Annotated[bool, typer.Option(help="run the batch models too, in an environment of their own")] = True,
    online: Annotated[bool, typer.Option(help="run river's own models too; the trees take long")] = True,
    refit_weeks: Annotated[int, typer.Option(help="how often the batch models are fitted anew")] = 4,
    keep: Annotated[
        Path | None,
        typer.Option(help="a directory where all is written as it comes, and what is there already is used"),
    ] = None,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Play a simulated caseload with a change of regime; an hour and 8 GB for 20,000 patients and four years."""
    with TemporaryDirectory() as folder:
        directory = keep or Path(folder)
        if not (directory / "data" / SCENARIO).exists():
            simulate(directory / "data", patients, weeks, seed, scenario or ["regime-change"], turn_week)
        points, ours = _play(directory, with_rows=peers or online)
        said = [Said("the truth", points.oracle), Said("what could be known of it", points.best), ours]
        since = float(points.outcomes.made.min()) + warm * _WEEK
        turn = _find_turn(directory / "data")
        head = _HEAD.format(f"--seed {seed} --patients {patients} --weeks {weeks} --turn-week {turn_week}")
        found = [tabulate(points, said, since), tabulate_quarters(points.outcomes, ours, since, turn)]
        _show_all(found, head, write)
        for other in (
            *(_follow(points, directory, refit_weeks) if peers else ()),
            *(_learn(points, directory) if online else ()),
        ):
            said.append(other)
            found[0] = tabulate(points, said, since)
            _show_all(found, head, write)


def _play(directory: Path, with_rows: bool) -> tuple[Points, Said]:
    if not has_run(directory):
        rest_collector()
        journal, practice = Journal(directory), choose_model("")
        found = evaluate(directory / "data" / LOG, "northmoor", load_models(), practice, _say, note=journal.note)
        journal.save(found)
    run = read_run(directory, with_rows)
    points = collect_points(run, directory / "data", with_rows)
    return points, Said("Linnet (with linking)", points.outcomes.probability, run.processor)


def _follow(points: Points, directory: Path, weeks: int) -> Iterator[Said]:
    outcomes, path = points.outcomes, directory / "points.npz"
    np.savez(path, rows=points.rows, made=outcomes.made, known=outcomes.known, label=outcomes.label.astype(np.float64))
    often = "monthly" if weeks == 4 else f"every {weeks} weeks"
    for name, words in _BATCH.items():
        _say(words)
        out = directory / f"{name}-{weeks}.npy"

        def predict(name: str = name, out: Path = out) -> float:
            return run_script(str(_PEERS / "monthly.py"), name, str(path), str(out), str(weeks)).processor

        yield Said(f"{words}, {often}", *_once(out, predict))


def _learn(points: Points, directory: Path) -> Iterator[Said]:
    for name, (make, share) in ONLINE.items():
        _say(name)
        out = directory / f"{name.replace(' ', '-')}.npy"

        def predict(out: Path = out, make: Callable[[], Model] = make, share: int = share) -> float:
            started = time.process_time()
            np.save(out, predict_online(points, make, share))
            return time.process_time() - started

        words = name if share == 1 else f"{name}, one person in {share}"
        yield Said(words, *_once(out, predict))


def _once(out: Path, predict: Callable[[], float]) -> tuple[Numbers, float]:
    """What was predicted, with its processor time, now or in an earlier run."""
    cost = out.with_suffix(".seconds")
    if not cost.exists():
        cost.write_text(str(predict()), encoding="utf-8")
    return np.load(out), float(cost.read_text(encoding="utf-8"))


def _find_turn(directory: Path) -> float:
    """0 where nothing changes."""
    turns = json.loads((directory / SCENARIO).read_text(encoding="utf-8"))["turns"]
    return datetime.fromisoformat(turns).timestamp() if turns else 0.0


def _say(line: str) -> None:
    screen.print(line, markup=False)


def _show_all(found: Sequence[Lines], head: str, write: Path | None) -> None:
    for lines in found:
        _show(lines)
    if write:
        put_chapter(write, "models", "\n".join([head, *(write_markdown(lines) for lines in found)]))


def _show(lines: Lines) -> None:
    table = Table(*lines[0], box=None, pad_edge=False)
    for line in lines[1:]:
        table.add_row(*line)
    Console(width=None if screen.is_terminal else 190, highlight=False).print(table, "")


if __name__ == "__main__":
    typer.run(bench)
