"""What a partnership of a size needs, worked out from what was measured and from what is assumed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from infra.reference.tables import ROOT, Row, write_table
from streams.errors import Broken

# Of a log without alert rules, ticks or a caseload: what does not depend on them.
FIGURES = ROOT / "docs" / "figures.md"
# Of a log with all of them: what does.
PLAYS = ROOT / "docs" / "peers-figures.md"
# Assumed, for nobody has measured a real partnership. The simulated one has 4.3 for each person it knows.
EVENTS_A_YEAR = 4
PEAK = 10
_YEAR_SECONDS = 365 * 86_400
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Size:
    name: str
    residents: int


SIZES = (Size("a council", 300_000), Size("an integrated care system", 1_700_000), Size("a nation", 57_000_000))


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU seconds an event, by process; bytes of Redis an event; events a second of a rebuild."""

    cpu: dict[str, float]
    redis_bytes: float
    rebuild: float


def read_costs(figures: Path = FIGURES, plays: Path = PLAYS) -> Costs:
    """From the tables that the benchmarks wrote. Raises :class:`Broken` where one is not there any more."""
    text, played = figures.read_text(encoding="utf-8"), plays.read_text(encoding="utf-8")
    # Events that come one by one; many at once cost a tenth of it.
    alone = _section(text, "Latency: processor time")
    _, projector, kafka, valkey = _find_play(played, "Linnet live (Faust)")
    return Costs(
        {
            "intake": _find(alone, "CPU of intake", "µs/event") / 1e6,
            "projector": projector / 1e6,
            "relay": _find(alone, "CPU of relay", "µs/event") / 1e6,
            "Kafka": _find(alone, "CPU of Kafka", "µs/event") / 1e6 + kafka / 1e6,
            "Valkey": valkey / 1e6,
        },
        _find(_section(text, "Redis: what knowledge weighs"), "all keys, for each event", "bytes"),
        _find_play(played, "Linnet backfill")[0],
    )


def _find_play(text: str, name: str) -> tuple[float, float, float, float]:
    """Of the first play that is told: events/s; µs/event of the process, of Kafka and of Valkey."""
    row = " ".join((rf"^\| {re.escape(name)} \|", *[r"([\d.,]+) \|"] * 4))
    found = re.search(row, text, re.MULTILINE)
    if not found:
        raise Broken(f"the figures no longer tell how {name!r} played; see python -m tests.bench.peers")
    speed, host, kafka, valkey = (float(number.replace(",", "")) for number in found.groups())
    return speed, host, kafka, valkey


def _section(text: str, title: str) -> str:
    return text.split(f"**{title}", 1)[1].split("\n**")[0]


def _find(table: str, name: str, unit: str) -> float:
    found = re.search(rf"^\| {re.escape(name)}(?: \([^|]*\))? \| ([\d.,]+) {unit} \|", table, re.MULTILINE)
    if not found:
        raise Broken(f"the figures no longer tell {name!r} in {unit}; see python -m tests.bench")
    return float(found[1].replace(",", ""))


def list_sizes(costs: Costs) -> Iterable[Row]:
    mean = [size.residents * EVENTS_A_YEAR / _YEAR_SECONDS for size in SIZES]
    peak = [PEAK * rate for rate in mean]
    yearly = [size.residents * EVENTS_A_YEAR for size in SIZES]
    yield "residents (assumed)", *(f"{size.residents:,}" for size in SIZES)
    yield f"events a year ({EVENTS_A_YEAR} a resident, assumed)", *(f"{count:,}" for count in yearly)
    yield "events a second, in the mean", *(f"{rate:.2f}" for rate in mean)
    yield f"at the busiest ({PEAK} times the mean, assumed)", *(f"{rate:.1f}" for rate in peak)
    for name, seconds in costs.cpu.items():
        yield f"of a core for {name}, at the busiest", *(f"{rate * seconds:.1%}" for rate in peak)
    yield "Redis, for each year of events", *(f"{count * costs.redis_bytes / _GIB:.1f} GiB" for count in yearly)
    yield "rebuild, for each year of events", *(_hours(count / costs.rebuild) for count in yearly)


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"


def write_capacity() -> str:
    return write_table(("", *(size.name for size in SIZES)), list_sizes(read_costs()))
