"""What linkage promises beside being right: its pace, that order is nothing, that what is erased was never there, and
that a person's decision touches only what it is about.

Times are processor time of the one process measured, as others share the machine's cores.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Annotated
from unittest.mock import patch

import typer
from rich.console import Console

from infra.linkage.evaluate import cluster_rows, count_differences
from infra.linkage.playing import Play, revision_of
from infra.linkage.records_file import Row, read_rows
from infra.partnership.hard_stream.stream import write_stream
from infra.roles import rest_collector
from scoring.batches import Step, run_batch
from scoring.linkage.clustering import Pair
from scoring.linkage.models import load_models
from scoring.linkage.records import RecordId
from scoring.outgoing import LogPoint
from scoring.pipeline import Prepared, apply
from scoring.revisions import Revision
from scoring.state import keys
from scoring.state.area import AreaState, Changes, Draft
from scoring.state.connection import connect
from scoring.state.documents import Cell, Decision, Worker
from scoring.state.keys import Subject
from scoring.state.store import AreaStore, Position
from streams.contract import EventKey
from tests.bench.alone import alone
from tests.bench.chapters import put_chapter
from tests.bench.figures import Aim, Figure, Section, write_markdown, write_table
from tests.bench.machine import describe_machine
from tests.bench.scratch import scratch_valkey

screen = Console(stderr=True, highlight=False)
AREA = "proofs"
_SMALL, _LARGE = (8_000, 25_000, 4711), (32_000, 100_000, 4714)
_ERASED = 800
_DECISIONS = 200


def bench(
    names: Annotated[list[str] | None, typer.Argument(help="pace, large, redis, erasure, decisions, order")] = None,
    records: Annotated[Path | None, typer.Option(help="a CSV instead of the streams made for this")] = None,
    orders: Annotated[int, typer.Option(min=2, help="random orders to compare")] = 20,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Measure on the hard UK stream. ``order`` takes half an hour, all others some minutes together."""
    measures: dict[str, Callable[[Path], Section]] = {
        "pace": lambda path: alone(measure_pace, path, 0.5, 5.0),
        "large": lambda path: alone(measure_pace, path, None, 15.0),
        "redis": lambda path: alone(measure_redis, path),
        "erasure": lambda path: alone(measure_erasure, path),
        "decisions": lambda path: alone(measure_decisions, path),
        "order": lambda path: alone(measure_order, path, orders),
    }
    if unknown := set(names or ()) - set(measures):
        raise typer.BadParameter(f"{', '.join(unknown)}: choose of {', '.join(measures)}")
    machine = describe_machine()
    table = Console(width=None if screen.is_terminal else 140, highlight=False)
    with TemporaryDirectory(prefix="linnet-proofs-") as folder:
        for name in names or measures:
            screen.print(f"Measuring {name}")
            path = records or _make(Path(folder), _LARGE if name == "large" else _SMALL)
            section = measures[name](path)
            table.print(write_table([section]))
            if write:
                put_chapter(write, f"proofs {name}", write_markdown(machine, [section]))


def _make(folder: Path, size: tuple[int, int, int]) -> Path:
    path = folder / f"{size[1]}.csv"
    if not path.exists():
        write_stream(path, *size)
    return path


def measure_pace(path: Path, middle: float | None, slow: float) -> Section:
    """The last fifth of the records, each with person and address, on top of all before."""
    rows, play = list(read_rows(path, {})), Play(load_models())
    rest_collector()
    with patch("infra.linkage.playing.perf_counter", process_time):
        play.add(rows)
    last = play.seconds[-len(rows) // 5 :]
    figures = [
        *_percentiles("all records", play.seconds, middle, slow),
        *_percentiles("the last fifth", last, None, slow),
        Figure("all records, in a second", len(rows) / sum(play.seconds), "records"),
    ]
    return Section(f"Pure core, one record at a time, {len(rows):,} records", figures)


def measure_redis(path: Path) -> Section:
    rows = list(read_rows(path, {}))
    figures: list[Figure] = []
    with scratch_valkey() as scratch:
        rest_collector()
        for size, count in ((100, len(rows) - 1_000), (1, 1_000)):
            chosen = rows[:count] if size > 1 else rows[-count:]
            batches = [chosen[at : at + size] for at in range(0, len(chosen), size)]
            first = 0 if size > 1 else len(rows) - 1_000
            walls = asyncio.run(_store(scratch.redis_url, batches, first))
            last = walls[-len(walls) // 5 :] if size > 1 else walls
            each = [wall / size for wall in last]
            figures += _percentiles(f"batches of {size}, of each a record's part, wall time", each, None, None)
    return Section(f"Through Redis, after {len(rows):,} records", figures)


def measure_erasure(path: Path) -> Section:
    rows, models = list(read_rows(path, {})), load_models()
    kept, further = rows[:-_ERASED], rows[-_ERASED:]
    rest_collector()
    with patch("infra.linkage.playing.perf_counter", process_time):
        play = Play(models).add(kept)
        before = _knowledge(play.state)
        play.add(further)
        changed = _differing(before, _knowledge(play.state))
        play.erase(further)
    figures = [
        Figure("keys changed in between", changed, "keys"),
        Figure("keys that differ afterwards", _differing(before, _knowledge(play.state)), "keys", Aim(0, False)),
        *_percentiles("erasing a record", play.seconds[-_ERASED:], None, None),
    ]
    return Section(f"{_ERASED} records added and erased again", figures)


def measure_decisions(path: Path) -> Section:
    """On pairs that stand in the review queue, by turns confirmed and refused, each withdrawn again."""
    play = Play(load_models()).add(read_rows(path, {}))
    rest_collector()
    before = _knowledge(play.state)
    doubts = sorted(play.state.scores.get(keys.doubts(Subject.PERSON), {}))
    chosen = Random(1).sample(doubts, min(_DECISIONS, len(doubts)))
    seconds, written = [], []
    for number, doubt in enumerate(chosen):
        one, other = map(RecordId, doubt.split())
        for cell in (_decide(number, (one, other)), Cell(erased=True)):
            began = process_time()
            changes = _apply(play, Revision(EventKey(f"D{number}"), "", 0.0, cell))
            seconds.append(process_time() - began)
            written.append(sum(key.startswith("person-record:") for key in changes.documents))
    figures = [
        *_percentiles("a decision, or its withdrawal", seconds, None, None),
        Figure("records it writes, on average", sum(written) / max(1, len(written)), "records"),
        Figure("records it writes at most", max(written, default=0), "records"),
        Figure("keys that differ when all are withdrawn", _differing(before, _knowledge(play.state)), "keys"),
    ]
    return Section(f"{len(chosen)} decisions on doubtful pairs, of {len(doubts):,}", figures)


def measure_order(path: Path, orders: int) -> Section:
    rows, models = list(read_rows(path, {})), load_models()
    rest_collector()
    first = cluster_rows(rows, models, None)
    others = [cluster_rows(rows, models, seed) for seed in range(1, orders + 1)]
    persons = sum(count_differences(first.persons, other.persons) for other in others)
    addresses = sum(count_differences(first.addresses, other.addresses) for other in others)
    figures = [
        Figure("pairs of persons that differ", persons, "pairs", Aim(0, False)),
        Figure("pairs of addresses that differ", addresses, "pairs", Aim(0, False)),
    ]
    return Section(f"{orders} random orders of {len(rows):,} records", figures)


def _percentiles(what: str, seconds: Sequence[float], middle: float | None, slow: float | None) -> Iterator[Figure]:
    ranked = [second * 1000 for second in sorted(seconds)]
    for name, share, most in (("p50", 0.5, middle), ("p99", 0.99, slow), ("most", 1.0, None)):
        value = ranked[min(int(share * len(ranked)), len(ranked) - 1)]
        yield Figure(f"{what}: {name}", value, "ms", None if most is None else Aim(most, False))


async def _store(url: str, batches: Sequence[Sequence[Row]], first: int) -> list[float]:
    redis, models, walls = connect(url), load_models(), []
    store, offset = AreaStore(redis, AREA), first
    for batch in batches:
        began = perf_counter()
        before = await store.position()
        steps = [Step(Prepared(revision_of(row)), LogPoint(AREA, 0, offset + n, 0)) for n, row in enumerate(batch, 1)]
        offset += len(batch)
        changes, outbox = await run_batch(steps, store, models)
        await store.commit(changes, outbox, before, Position(0, offset))
        walls.append(perf_counter() - began)
    await redis.aclose()
    return walls


def _decide(number: int, pair: Pair) -> Cell:
    nobody = Worker("", "", "")
    decision = Decision(Subject.PERSON, *pair, number % 2 == 0, float(number), nobody, "", f"D{number}")
    return Cell(decision=decision)


def _apply(play: Play, revision: Revision) -> Changes:
    changes = apply(Prepared(revision), Draft(play.state), play.models)
    play.state.fold(changes)
    return changes


def _knowledge(state: AreaState) -> dict[str, object]:
    """All that is held of records and entities, without what is empty, and without the cells of events."""
    documents: dict[str, object] = {
        key: held for key, held in state.documents.items() if held is not None and not key.startswith("cell:")
    }
    sets: dict[str, object] = {key: frozenset(held) for key, held in state.members.items() if held}
    return {**documents, **sets, **{key: dict(held) for key, held in state.scores.items() if held}}


def _differing(one: dict[str, object], other: dict[str, object]) -> int:
    return sum(one.get(key) != other.get(key) for key in {*one, *other})


if __name__ == "__main__":
    typer.run(bench)
