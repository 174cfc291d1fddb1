"""What the watch over the model says of a kept run, day by day, without linking and counting again.

What agencies' data add (skill) needs the model as it was on each day: with ``--skill`` the champion learns again from
the vectors that were kept. It learns a day's labels at the day's end and not tick by tick, so that it is not the same
to the last digit; how far its predictions are from those that were made is told.
"""

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
from scoring.risk.labels import DAY, HORIZON, Outcome
from scoring.risk.vigil import Alarm
from scoring.risk.weeks import number_week
from tests.bench.risk.journal import read_run
from tests.bench.risk.pupil import Pupil

Days = dict[int, list[Outcome]]


def bench(
    keep: Annotated[Path, typer.Option(help="where python -m tests.bench.risk kept a run")],
    skill: Annotated[bool, typer.Option("--skill", help="also what agencies' data add")] = False,
) -> None:
    """A minute and 6 GB for 20,000 patients and three years; with skill, ten minutes."""
    turn = json.loads((keep / "data" / SCENARIO).read_text(encoding="utf-8"))["turns"]
    changes = number_week(datetime.fromisoformat(turn).timestamp()) if turn else 0
    table = Table("kind", "about", "direction", "found ÷ usual", "week of the change", "lasted weeks", box=None)
    pupil = Pupil() if skill else None
    for alarm in watch(read_run(keep).known, pupil):
        table.add_row(*_tell(alarm, changes))
    console = Console(highlight=False)
    console.print(table)
    if pupil:
        console.print(f"Learned again, its predictions are {pupil.mean_difference:.5f} from those made, on average.")


def watch(known: list[Known], pupil: Pupil | None = None) -> list[Alarm]:
    """Those of the whole run, each as it stood last. ``known`` lacks the predictions of the last 28 days, so that
    days on which none were made are not watched."""
    made, over, told = defaultdict[int, list[Awaiting]](list), Days(), Days()
    for outcome, at in map(_read, known):
        made[_number_day(outcome.awaited.made)].append(outcome.awaited)
        over.setdefault(_number_day(outcome.awaited.made + HORIZON), []).append(outcome)
        told.setdefault(_number_day(at), []).append(outcome)
    return _pass_days(made, over, told, pupil)


def _pass_days(made: dict[int, list[Awaiting]], over: Days, told: Days, pupil: Pupil | None) -> list[Alarm]:
    vigil, found = None, dict[tuple[str, str, bool, float], Alarm]()
    for day in range(min(made), max(made) + 1):
        ends, known = (day + 1) * DAY - 1, over.get(day, [])
        parts = pupil.pass_day(made[day], known, ends) if pupil else None
        vigil = follow(vigil, made[day], known, ends, parts, told.get(day, []))
        found |= {(one.kind, one.about, one.rose, one.raised): one for one in vigil.alarms}
    return sorted(found.values(), key=lambda one: one.raised)


def _number_day(moment: float) -> int:
    return int(moment // DAY)


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
