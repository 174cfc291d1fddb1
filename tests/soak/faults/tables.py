"""What was seen, as tables."""

from itertools import pairwise

from infra.reference.tables import write_table
from tests.soak.faults.brokers import Rolled
from tests.soak.faults.clocks import JUMPS
from tests.soak.faults.extremes import Met
from tests.soak.faults.floods import POISONS
from tests.soak.faults.hour import Gauged, rank_ms
from tests.soak.faults.network import Healed


def write_healed(healed: list[Healed], harms: list[str]) -> str:
    took = {(one.link, one.harm): f"{one.seconds:.1f}" for one in healed}
    links = list(dict.fromkeys(one.link for one in healed))
    return write_table(("connection", *harms), [(link, *(took[link, harm] for harm in harms)) for link in links])


def write_rolled(rolled: Rolled) -> str:
    restarts = ", ".join(f"{one:.1f} s" for one in rolled.restarts)
    rows = [
        ("each broker stopped and started in turn, until all copies are in sync again", restarts),
        (f"what passed through meanwhile ({len(rolled.meanwhile)} homes): slowest", f"{max(rolled.meanwhile):.1f} s"),
        ("a broker killed, and not started: until something had passed through", f"{rolled.broker_lost:.1f} s"),
        ("two killed: was anything said to be safe?", "no" if rolled.refused_with_two_lost else "**yes**"),
        ("the two started again: until something had passed through", f"{rolled.two_lost:.1f} s"),
        ("a projector killed, and started again: until the next commit", f"{rolled.back:.1f} s"),
        ("a projector killed, and not started: until another's first commit", f"{rolled.failover:.1f} s"),
    ]
    return write_table(("", "seen"), rows)


def write_met(met: Met, events: int) -> str:
    freed = met.freed
    rows = [
        ("Valkey's disk full: from when there was space again", f"{freed.valkey:.1f} s" if freed else "not tried"),
        ("Kafka's disk full: from its start when there was space", f"{freed.kafka:.1f} s" if freed else "not tried"),
        (
            f"{events:,} events for one area at once, and {len(POISONS)} messages that nobody can read for another: "
            "what passed meanwhile",
            f"{met.flooded.meanwhile:.1f} s",
        ),
        ("until all of the flood was known", f"{met.flooded.known:.1f} s"),
        (
            f"a clock that was wrong {len(JUMPS)} times, by 400 days at most: from when it was right",
            f"{met.righted:.1f} s",
        ),
        ("alerts that ended by a time that was wrong", f"{met.cleared}"),
    ]
    return write_table(("", "seen"), rows)


def write_gauged(gauged: Gauged) -> str:
    slices = 12 if gauged.seconds >= 720 else 5
    edges = [gauged.seconds * number / slices for number in range(slices + 1)]
    rows = []
    for start, end in pairwise(edges):
        known = gauged.latencies(start, end)
        weights = (f"{gauged.weigh(name, start, end):.0f}" for name in gauged.weight)
        rows.append((f"{end / 60:.1f}", rank_ms(known, 0.5), rank_ms(known, 0.99), *weights))
    head = ("until minute", "known, median, ms", "99 of 100 within, ms", *(f"{name}, MiB" for name in gauged.weight))
    return write_table(head, rows)


def write_growth(gauged: Gauged) -> str:
    rows = [
        (name, f"{gauged.growth(name):+.1f} MiB/h", f"{gauged.spent.cpu[name] / gauged.spent.wall:.1%}")
        for name in gauged.weight
    ]
    return (
        write_table(("process", "grows by", "of a core"), rows)
        + "\n\nThe growth is by least squares, without the first fifth. Valkey holds what becomes known, so it grows. "
        f"The median latency of the last third is {gauged.drift():.2f} times that of the third before."
    )
