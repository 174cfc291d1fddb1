"""How soon the watch over the model says that something has changed, and how often without cause: on made-up weeks of a
caseload of which three in a hundred predictions come true, four by each crisis."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from scoring.risk.vigil import Alarm
from tests.watched import START, WEEK, live

_CHANGE, _AFTER = 80, 60
_SIZES = (1_500, 5_000, 20_000, 35_000)
_MORE = (1.1, 1.15, 1.2, 1.25)


def bench(
    years: Annotated[int, typer.Option(help="in which nothing changes, for each size")] = 400,
    runs: Annotated[int, typer.Option(help="for each change and size")] = 60,
    seed: int = 1,
) -> None:
    """A minute."""
    random = np.random.default_rng(seed)
    _show(("people", "alarms without cause", "of them"), [_count(random, people, years) for people in _SIZES])
    heads = ("people", "change", "weeks until noticed: middle", "nine in ten", "within six")
    _show(heads, [line for people in _SIZES for line in _time(random, people, runs)])


def _count(random: np.random.Generator, people: int, years: int) -> tuple[str, ...]:
    lives = max(1, years // 10)
    seen = Counter(alarm.kind for _ in range(lives) for alarm in live(random, people, 522, lambda _: (1.0, 1.0)).alarms)
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(seen.items()))
    return f"{people:,}", f"{seen.total()} in {lives * 10} years", kinds


def _time(random: np.random.Generator, people: int, runs: int) -> Iterator[tuple[str, ...]]:
    for more in _MORE:
        found = [_wait(random, people, more, 1.0, "calibration") for _ in range(runs)]
        yield (f"{people:,}", f"crises x {more}", *_summarise(found))
    found = [_wait(random, people, 1.0, 0.55, "feed") for _ in range(runs)]
    yield (f"{people:,}", "police contacts x 0.55", *_summarise(found))


def _wait(random: np.random.Generator, people: int, more: float, police: float, kind: str) -> float:
    """Weeks after the change, or infinity."""
    vigil = live(random, people, _CHANGE + _AFTER, lambda week: (more, police) if week >= _CHANGE else (1.0, 1.0))
    told = [_place(alarm) - _CHANGE for alarm in vigil.alarms if alarm.kind == kind and _place(alarm) > _CHANGE]
    return min(told, default=float("inf"))


def _place(alarm: Alarm) -> float:
    return (alarm.raised - START) / WEEK


def _summarise(found: list[float]) -> tuple[str, ...]:
    middle, most = np.quantile(found, (0.5, 0.9), method="inverted_cdf")
    return _write(middle), _write(most), f"{100 * np.mean([each <= 6 for each in found]):.0f} %"


def _write(weeks: float) -> str:
    return f"{weeks:.0f}" if np.isfinite(weeks) else f"over {_AFTER}"


def _show(heads: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    table = Table(*heads, box=None, pad_edge=False)
    for line in lines:
        table.add_row(*line)
    Console(highlight=False).print(table, "")


if __name__ == "__main__":
    typer.run(bench)
