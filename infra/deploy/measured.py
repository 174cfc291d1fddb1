"""What Linnet was measured to cost, read off the documents that the measurements wrote."""

import re
from dataclasses import dataclass
from pathlib import Path

from infra.deploy.chapters import find, find_chapter, pick, read_table, to_number
from infra.reference.tables import ROOT

DOCS = ROOT / "docs"
# Whose work comes with the events, so that twice as many take twice the processor time.
BY_EVENTS = ("intake", "projector", "relay", "delivery", "Kafka", "Valkey")


@dataclass(frozen=True, slots=True)
class Hour:
    """``rate``: events a second, which come one by one; many at once cost less each. By process the share of a core,
    and MiB of memory in its last minutes."""

    rate: float
    cores: dict[str, float]
    memory: dict[str, float]


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of Redis: of everything for each event; and of one person, one address, one event alone. ``events``: how
    many there are for each person."""

    whole: float
    person: float
    address: float
    event: float
    events: float


@dataclass(frozen=True, slots=True)
class Play:
    """Of so many ``events`` at full speed: events a second of a projector and of a rebuild, and the share of a core
    that Valkey takes beside the latter. ``beside``: how many others played at the same time, so that the pace is worked
    out of processor time, of the host and of Valkey, which wait for each other (of 100,000 events played alone: 461 a
    second so, and 463 by the clock)."""

    events: int
    live: float
    rebuild: float
    valkey: float
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """Microseconds of processor time that an event costs more under those that ship than under none, at full speed."""

    projector: float
    valkey: float


@dataclass(frozen=True, slots=True)
class Costs:
    hour: Hour
    weight: Weight
    play: Play
    rules: Rules


def read_costs(docs: Path = DOCS) -> Costs:
    """Raises :class:`streams.errors.Broken` for a figure that is not there any more."""
    return Costs(
        _read_hour(find_chapter(docs / "soak-figures.md", "hour at 10", "tests.soak hour")),
        _read_weight(find_chapter(docs / "figures.md", r"ruled \d+", "tests.bench.ruled")),
        _read_play(find_chapter(docs / "peers-figures.md", r"peers \d+(?: \d+ at once)?", "tests.bench.peers")),
        _read_rules((docs / "alerting-figures.md").read_text(encoding="utf-8")),
    )


def _read_hour(chapter: str) -> Hour:
    shares = {row["process"]: row["of a core"] for row in read_table(chapter, "of a core")}
    last = read_table(chapter, "until minute")[-1]
    for name in BY_EVENTS:
        pick(shares, name)
    return Hour(
        find(chapter, r"Sent: [\d,]+ events, ([\d.,]+) a second"),
        {name: to_number(share) / 100 for name, share in shares.items()},
        {name: to_number(pick(last, f"{name}, MiB")) for name in shares},
    )


def _read_weight(chapter: str) -> Weight:
    named = ("all keys, for each event", r"person \([^|]*\)", r"address \([^|]*\)", r"cell of an event \([^|]*\)")
    whole, person, address, event = (find(chapter, rf"^\| {name} \| ([\d.,]+) bytes \|") for name in named)
    events, people = find(chapter, r"^\| cell of an event \(([\d,]+)\)"), find(chapter, r"^\| person \(([\d,]+), of ")
    return Weight(whole, person, address, event, events / people)


def _read_play(chapter: str) -> Play:
    plays = {row[""]: row for row in read_table(chapter, "events/s")}
    live, rebuild = (pick(plays, name) for name in ("Linnet live (Faust)", "Linnet backfill"))
    together = re.search(r"of a simulated year (\d+) at once", chapter)
    behind, pace = (_work_out_pace(row) if together else to_number(row["events/s"]) for row in (live, rebuild))
    return Play(
        round(find(chapter, r"messages: ([\d,]+) events of a simulated year")),
        behind,
        pace,
        pace * to_number(pick(rebuild, "of Valkey")) / 1e6,
        int(together[1]) - 1 if together else 0,
    )


def _work_out_pace(row: dict[str, str]) -> float:
    return 1e6 / sum(to_number(pick(row, whose)) for whose in ("CPU of the host, µs/event", "of Valkey"))


def _read_rules(text: str) -> Rules:
    def find_more(who: str) -> float:
        under, without = (
            find(text, rf"^\| processor time of {who}, {how} \| ([\d.,]+) µs/event \|")
            for how in ("under rules", "without rules")
        )
        return under - without

    return Rules(find_more("the core"), find_more("Valkey"))
