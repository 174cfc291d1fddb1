"""What the watch over the model says of a kept run, week by week, without playing the run again: feeds, calibration,
features and scores. What agencies' data add (skill) is left out, for it needs the model as it was in each week."""

import json
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infra.risk.evaluate import Known
from infra.risk.simulating import SCENARIO
from scoring.risk.drift import follow
from scoring.risk.held import Awaiting
from scoring.risk.labels import HORIZON, Outcome
from scoring.risk.vigil import Alarm
from scoring.risk.weeks import FIRST_MONDAY, WEEK, number_week
from tests.bench.risk.journal import read_run

Weeks = dict[int, list[Outcome]]


def bench(keep: Annotated[Path, typer.Option(help="where python -m tests.bench.risk kept a run")]) -> None:
    """A minute and 6 GB for 20,000 patients and three years."""
    turn = json.loads((keep / "data" / SCENARIO).read_text(encoding="utf-8"))["turns"]
    changes = number_week(datetime.fromisoformat(turn).timestamp()) if turn else 0
    table = Table("kind", "about", "direction", "found ÷ usual", "week of the change", "lasted weeks", box=None)
    for alarm in watch(read_run(keep).known):
        table.add_row(*_tell(alarm, changes))
    Console(highlight=False).print(table)


def watch(known: list[Known]) -> list[Alarm]:
    """Those of the whole run, each as it stood last. ``known`` lacks the predictions of the last 28 days, so that
    weeks in which none were made are not watched."""
    made, over, told = defaultdict[int, list[Awaiting]](list), Weeks(), Weeks()
    for outcome, at in map(_read, known):
        made[number_week(outcome.awaited.made)].append(outcome.awaited)
        over.setdefault(number_week(outcome.awaited.made + HORIZON), []).append(outcome)
        told.setdefault(number_week(at), []).append(outcome)
    return _pass_weeks(made, over, told)


def _pass_weeks(made: dict[int, list[Awaiting]], over: Weeks, told: Weeks) -> list[Alarm]:
    vigil, found = None, dict[tuple[str, str, bool, float], Alarm]()
    for number in range(min(made), max(made) + 1):
        ends = (number + 1) * WEEK + FIRST_MONDAY - 1
        vigil = follow(vigil, made[number], over.get(number, []), ends, None, told.get(number, []))
        found |= {(one.kind, one.about, one.rose, one.raised): one for one in vigil.alarms}
    return sorted(found.values(), key=lambda one: one.raised)


def _read(known: Known) -> tuple[Outcome, float]:
    made = round(datetime.fromisoformat(known.made).timestamp())
    awaited = Awaiting(made, "", known.probability, {}, known.vector, int(known.label))
    return Outcome(awaited, False, True), datetime.fromisoformat(known.known).timestamp()


def _tell(alarm: Alarm, changes: int) -> tuple[str, ...]:
    week = number_week(alarm.raised)
    lasted = f"{number_week(alarm.ended) - week}" if alarm.ended else "to the end"
    after = f"{week - changes:+d}" if changes else f"{week}"
    return alarm.kind, alarm.about, "more" if alarm.rose else "less", f"{alarm.ratio:.2f}", after, lasted


if __name__ == "__main__":
    typer.run(bench)
