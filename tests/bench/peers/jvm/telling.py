"""What Kafka Streams took, and Linnet's backfill beside it."""

from collections.abc import Iterator, Sequence
from statistics import median

from tests.bench.figures import Aim, Figure, Section, rank
from tests.bench.peers.jvm.playing import Counted, Stretch
from tests.bench.peers.plays import HOST, KAFKA, Played

_MEGABYTE = 2**20
_HALF = Aim(0.5, at_least=True)
_TITLE = "Kafka Streams 4.4.0: counts by exact keys in RocksDB, exactly once; no linking, no rules, no corrections"


def tell_counts(counted: Counted, backfill: Sequence[Played]) -> Section:
    warm = counted.warm
    figures = [
        Figure("all of it", _rate(counted.whole), "events/s"),
        Figure("the second half, when the JVM has compiled itself", _rate(warm), "events/s"),
        Figure("CPU of the JVM, second half", warm.cpu(HOST), "µs/event"),
        Figure("CPU of Kafka, second half", warm.cpu(KAFKA), "µs/event"),
        Figure("memory of the JVM", counted.memory / _MEGABYTE, "MB"),
    ]
    if times := sorted(counted.times):
        figures += [
            Figure("from the sender to a reader of what is committed, median", rank(times, 0.5), "ms"),
            Figure("from the sender to a reader of what is committed, 99th percentile", rank(times, 0.99), "ms"),
        ]
    if backfill:
        figures += _compare(counted, backfill)
    return Section(_TITLE, figures)


def _compare(counted: Counted, backfill: Sequence[Played]) -> Iterator[Figure]:
    """By the clock only where backfill had these cores and Kafka to itself, as Kafka Streams had."""
    warm = counted.warm
    if alone := [play for play in backfill if play.whole is not None]:
        ours = median(play.events / play.spent.wall for play in alone)
        yield Figure("Linnet backfill ÷ it, events/s, all of it", ours / _rate(counted.whole), "", _HALF)
        yield Figure("Linnet backfill ÷ it, events/s, second half", ours / _rate(warm), "", _HALF)
    cost = median(play.cpu(HOST) for play in backfill)
    yield Figure("Linnet backfill ÷ it, CPU of the host, second half", cost / warm.cpu(HOST), "")


def _rate(stretch: Stretch) -> float:
    return stretch.events / stretch.spent.wall
