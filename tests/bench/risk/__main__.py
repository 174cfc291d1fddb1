"""How good the 28-day risk is beside its peers: all on one simulated stream, in one run, test then learn."""

import json
import time
from collections.abc import Iterator
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
from tests.bench.linkage.scripts import run_script
from tests.bench.risk.online import ONLINE, predict_online
from tests.bench.risk.points import Points, collect_points
from tests.bench.risk.tables import Lines, Said, tabulate, tabulate_quarters, write_markdown

screen = Console(stderr=True, highlight=False)
_PEERS = Path(__file__).with_name("peers")
_WEEK = 7 * 86_400.0
_BATCH = {"logistic": "logistic regression, monthly", "lightgbm": "LightGBM, monthly"}


def bench(
    seed: Annotated[int, typer.Option(help="of the simulation; 1 to 5 were used for tuning")] = 11,
    patients: int = 20_000,
    weeks: int = 208,
    turn_week: Annotated[int, typer.Option(help="when the regime changes")] = 132,
    warm: Annotated[int, typer.Option(help="weeks at the beginning that are not judged")] = 26,
    peers: Annotated[bool, typer.Option(help="run the batch models too, in an environment of their own")] = True,
    online: Annotated[bool, typer.Option(help="run river's own models too; the trees take long")] = True,
    data: Annotated[Path | None, typer.Option(help="a directory that linnet risk simulate wrote, instead")] = None,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Play a simulated caseload with a change of regime; an hour and 8 GB for 20,000 patients and four years."""
    with TemporaryDirectory() as folder:
        directory = data or Path(folder) / "data"
        if data is None:
            simulate(directory, patients, weeks, seed, ["regime-change"], turn_week)
        points, ours = _play(directory)
        said = [Said("the truth", points.oracle), Said("what could be known of it", points.best), ours]
        said += [*(_follow(points, Path(folder)) if peers else ()), *(_learn(points) if online else ())]
        since = float(points.outcomes.made.min()) + warm * _WEEK
        found = [tabulate(points, said, since), tabulate_quarters(points.outcomes, ours, since, _find_turn(directory))]
    for lines in found:
        _show(lines)
    if write:
        write.write_text("\n".join(write_markdown(lines) for lines in found), encoding="utf-8")


def _play(directory: Path) -> tuple[Points, Said]:
    started, area = time.process_time(), "northmoor"
    rest_collector()
    found = evaluate(directory / LOG, area, load_models(), choose_model(""), _say, with_vectors=True)
    points = collect_points(found, directory)
    return points, Said("Linnet (with linking)", points.outcomes.probability, time.process_time() - started)


def _follow(points: Points, folder: Path) -> Iterator[Said]:
    outcomes, path = points.outcomes, folder / "points.npz"
    np.savez(path, rows=points.rows, made=outcomes.made, known=outcomes.known, label=outcomes.label.astype(np.float64))
    for name, words in _BATCH.items():
        _say(words)
        out = folder / f"{name}.npy"
        done = run_script(str(_PEERS / "monthly.py"), name, str(path), str(out))
        yield Said(words, np.load(out), done.processor)


def _learn(points: Points) -> Iterator[Said]:
    for name, (make, share) in ONLINE.items():
        _say(name)
        started = time.process_time()
        words = name if share == 1 else f"{name}, one person in {share}"
        yield Said(words, predict_online(points, make, share), time.process_time() - started)


def _find_turn(directory: Path) -> float:
    """0 where nothing changes."""
    turns = json.loads((directory / SCENARIO).read_text(encoding="utf-8"))["turns"]
    return datetime.fromisoformat(turns).timestamp() if turns else 0.0


def _say(line: str) -> None:
    screen.print(line, markup=False)


def _show(lines: Lines) -> None:
    table = Table(*lines[0], box=None, pad_edge=False)
    for line in lines[1:]:
        table.add_row(*line)
    Console(width=None if screen.is_terminal else 190, highlight=False).print(table, "")


if __name__ == "__main__":
    typer.run(bench)
