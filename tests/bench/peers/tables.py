"""The plays side by side, the median of each figure over the rounds; and ours divided by each peer's."""

from collections.abc import Callable, Mapping, Sequence
from math import isnan, nan
from statistics import median

from tests.bench.figures import Aim, Figure, Section, rank, write_number
from tests.bench.linkage.tables import Lines
from tests.bench.peers.entrants import BACKFILL, BARE, BARE_FLOOR, FAUST_FLOOR, LIVE, Entrant
from tests.bench.peers.plays import HOST, KAFKA, VALKEY, Played

Plays = Sequence[Played]
_MEGABYTE = 2**20
_OWN = Aim(1.2, at_least=False)

# Of one play; None where there is no such thing.
_COLUMNS: dict[str, Callable[[Played], float | None]] = {
    "events/s": lambda play: play.events / play.spent.wall,
    "CPU of the host, µs/event": lambda play: play.cpu(HOST),
    "of Kafka": lambda play: play.cpu(KAFKA) if KAFKA in play.spent.cpu else None,
    "of Valkey": lambda play: play.cpu(VALKEY),
    "of all three": lambda play: play.whole,
    "memory, MB": lambda play: play.memory / _MEGABYTE,
    "latency, median, ms": lambda play: rank(sorted(play.times), 0.5) if play.times else None,
    "99th percentile, ms": lambda play: rank(sorted(play.times), 0.99) if play.times else None,
    "% of a core meanwhile": lambda play: play.busy * 100 if play.times else None,
}
_COMPARED = ("events/s", "CPU of the host, µs/event", "of all three", "memory, MB")


def list_plays(played: Mapping[Entrant, Plays]) -> Lines:
    lines = [
        (entrant.title, *(_write(_middle(plays, of)) for of in _COLUMNS.values())) for entrant, plays in played.items()
    ]
    return [("", *_COLUMNS), *lines]


def list_ratios(played: Mapping[Entrant, Plays]) -> Lines:
    """Ours ÷ theirs. Empty where one of ours did not play."""
    ours = [each for each in (LIVE, BACKFILL) if each in played]
    heads = ("", *(f"{each.name}: {column}" for each in ours for column in _COMPARED))
    lines = [
        (peer.title, *(_divide(played[each], plays, column) for each in ours for column in _COMPARED))
        for peer, plays in played.items()
        if peer not in ours and peer.works
    ]
    return [heads, *lines] if ours and lines else []


def tell_side_by_side(beside: Plays, one: Plays) -> Section:
    """``one``: of one process. What it did beside others is no measure."""
    both = median(play.events / play.spent.wall for play in beside)
    figures = [Figure("all of it", both, "events/s"), Figure("all of it", beside[0].spent.wall / 60, "min")]
    if alone := [play.events / play.spent.wall for play in one if play.whole is not None]:
        figures.append(Figure("÷ one process", both / median(alone), ""))
    return Section("Linnet backfill, two areas side by side on these two cores", figures)


def tell_ahead(played: Mapping[Entrant, Plays]) -> list[Section]:
    """Backfill beside each other host of the same work: by the clock where each had these cores to itself, else by what
    it costs the host."""
    peers = [each for each in played if each.works and each not in (LIVE, BACKFILL)]
    if BACKFILL not in played or not peers:
        return []
    column = "events/s" if all(play.whole is not None for play in played[BACKFILL]) else "CPU of the host, µs/event"
    aim = Aim(1.0, at_least=column == "events/s")
    figures = [
        Figure(f"÷ {peer.title}, {column}", _ratio(played[BACKFILL], played[peer], column), "", aim) for peer in peers
    ]
    return [Section("Linnet backfill beside each other Python host", figures)]


def own_shares(played: Mapping[Entrant, Plays]) -> list[Section]:
    """What Linnet's work costs under Faust and in the bare loop, each apart from what its host costs without work: for
    each message, and by the clock while it waits for more."""
    if not {LIVE, FAUST_FLOOR, BARE, BARE_FLOOR} <= played.keys():
        return []
    (live, taking, waiting), (bare, looping, polling) = (
        (_cost(played[ours]), _cost(played[floor]), _wait(played[floor], played[ours]))
        for ours, floor in ((LIVE, FAUST_FLOOR), (BARE, BARE_FLOOR))
    )
    ratio = (live - taking - waiting) / (bare - looping - polling)
    figures = [
        Figure("Linnet live, CPU of the host", live, "µs/event"),
        Figure("of which Faust, taking and acknowledging", taking, "µs/event"),
        Figure("of which Faust, asking for more, by the clock", waiting, "µs/event"),
        Figure("a bare loop, CPU of the host", bare, "µs/event"),
        Figure("of which the loop, taking and committing offsets", looping, "µs/event"),
        Figure("of which the loop, asking for more, by the clock", polling, "µs/event"),
        Figure("the live path ÷ the bare loop, each without its host's", ratio, "", _OWN),
    ]
    return [Section("Whose time it is", figures)]


def _cost(plays: Plays) -> float:
    return median(play.cpu(HOST) for play in plays)


def _wait(floor: Plays, ours: Plays) -> float:
    """Microseconds an event, at the pace at which ours went: a host that is idle all the while takes so much."""
    return median(play.busy for play in floor) * median(play.spent.wall / play.events for play in ours) * 1e6


def _divide(ours: Plays, theirs: Plays, column: str) -> str:
    ratio = _ratio(ours, theirs, column)
    return "" if isnan(ratio) else f"{ratio:.2f}"


def _ratio(ours: Plays, theirs: Plays, column: str) -> float:
    """Not a number where one of them has none."""
    mine, its = _middle(ours, _COLUMNS[column]), _middle(theirs, _COLUMNS[column])
    return nan if mine is None or not its else mine / its


def _middle(plays: Plays, of: Callable[[Played], float | None]) -> float | None:
    values = [value for play in plays if (value := of(play)) is not None]
    return median(values) if values else None


def _write(value: float | None) -> str:
    return "" if value is None else write_number(value)
