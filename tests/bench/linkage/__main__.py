"""How well linkage does on labelled data, beside its peers on the same file in the same run."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from tests.bench.chapters import put_chapter
from tests.bench.linkage.closure import cluster_best, read_pairs
from tests.bench.linkage.datasets import DATA_SETS, DataSet, Peer
from tests.bench.linkage.judging import (
    Clusters,
    Rows,
    judge,
    list_group_errors,
    read_rows,
    share_wrong_at_home,
    true_persons,
)
from tests.bench.linkage.scripts import run_linnet, run_script
from tests.bench.linkage.tables import Lines, Result, compare, list_groups, show, write_markdown

screen = Console(stderr=True, highlight=False)


def bench(
    name: Annotated[str, typer.Argument(help=f"one of {', '.join(DATA_SETS)}, or all of them")],
    seed: Annotated[list[int] | None, typer.Option(help="instead of the seeds for the final check")] = None,
    peers: Annotated[bool, typer.Option(help="run the peers too; their environments are made on the first run")] = True,
    write: Annotated[
        Path | None, typer.Option(help="also write the tables, as Markdown, to this file, one after the other")
    ] = None,
) -> None:
    """Link the records of a data set with Linnet and its peers. A peer gets the best of all thresholds; Linnet its
    own. One to three minutes each; ``hard-300k``, which has no peers, a quarter of an hour."""
    chosen = list(DATA_SETS) if name == "all" else [name]
    if unknown := set(chosen) - set(DATA_SETS):
        raise typer.BadParameter(f"{', '.join(unknown)}: choose one of {', '.join(DATA_SETS)}")
    for each in chosen:
        for drawn in seed or DATA_SETS[each].seeds:
            text = "\n".join(_measure(DATA_SETS[each], drawn, peers))
            if write:
                put_chapter(write, f"linkage {each} {drawn or ''}".strip(), text)


def _measure(data: DataSet, seed: int, peers: bool) -> Iterator[str]:
    title = f"{data.title}, seed {seed}" if seed else data.title
    for lines in _compare(data, seed, data.peers if peers else ()):
        Console(width=None if screen.is_terminal else 150, highlight=False).print(show(title, lines), "")
        yield f"**{title}**\n\n{write_markdown(lines)}"


def _compare(data: DataSet, seed: int, peers: tuple[Peer, ...]) -> Iterator[Lines]:
    with TemporaryDirectory() as folder:
        records = Path(folder) / "records.csv"
        screen.print(f"Making {data.title}")
        data.make(records, seed)
        rows = read_rows(records)
        ours = [_link(data, rows, records, people) for people in dict.fromkeys((data.people, None))]
        found = [*ours, *(_follow(data, rows, records, peer) for peer in peers)]
    yield compare([result for result, _ in found], dict(data.aims))
    groups = [list(list_group_errors(rows, clusters, data.groups)) for _, clusters in found]
    if data.groups:
        yield list_groups(groups[0], groups[-1], found[-1][0].name)


def _link(data: DataSet, rows: Rows, records: Path, people: int | None) -> tuple[Result, Clusters]:
    name = "Linnet" if people == data.people else "Linnet, not told how many there are"
    screen.print(name)
    lesson = records.with_name("lesson.csv") if data.teach else None
    if data.teach and lesson:
        data.teach(lesson)
    ours = run_linnet(records, records.with_name("linnet.csv"), lesson, people)
    return _result(data, rows, name, ours.clusters, _say_time(ours.processor)), ours.clusters


def _follow(data: DataSet, rows: Rows, records: Path, peer: Peer) -> tuple[Result, Clusters]:
    screen.print(peer.name)
    pairs = records.with_name("pairs.csv")
    done = run_script(peer.script, peer.settings, str(records), str(pairs))
    threshold, clusters = cluster_best(read_pairs(pairs), true_persons(rows))
    remark = f"threshold {threshold:g} bits; {_say_time(done.processor)}"
    return _result(data, rows, peer.name, clusters, remark), clusters


def _say_time(seconds: float) -> str:
    return f"{seconds:.0f} s of processor time"


def _result(data: DataSet, rows: Rows, name: str, clusters: Clusters, remark: str) -> Result:
    wrong = share_wrong_at_home(rows, clusters) if data.homes else None
    return Result(name, judge(rows, clusters), wrong, remark)


if __name__ == "__main__":
    typer.run(bench)
