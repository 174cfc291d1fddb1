"""How well addresses are resolved against a list, beside uk_address_matcher in the same run, and clustered without."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infra.linkage.addresses import match_files
from infra.linkage.agreement import agree
from infra.linkage.evaluate import cluster_rows
from infra.linkage.records_file import read_rows
from scoring.linkage.models import load_models
from tests.bench.addresses.files import Errors, Files, make_files, match_peer, read
from tests.bench.linkage.scripts import read_times

# Three times the errors that councils make, and slips besides; and for texts that come one by one, of three sources.
HARD = Errors(copies=1, prevalence=3.0, noise=0.06)
STREAM = Errors(copies=3, prevalence=1.0, noise=0.06)
# None of these was looked at while the model was made.
SEEDS = [7001, 7002, 7003]

Texts = list[dict[str, str]]
_KINDS: Mapping[str, Callable[[dict[str, str]], bool]] = {
    "all": lambda text: bool(text),
    "with errors": lambda text: bool(text["touched"]),
    "without postcode": lambda text: not text["postcode"],
}
screen = Console(highlight=False, width=120)


def bench(
    dwellings: Annotated[int, typer.Option(min=100, help="how many are on the list")] = 20_000,
    seed: Annotated[list[int] | None, typer.Option(help="instead of the seeds for the final check")] = None,
    peer: Annotated[
        bool, typer.Option(help="run uk_address_matcher too; its environment is made on the first run")
    ] = True,
) -> None:
    """Takes about two minutes a seed."""
    for drawn in seed or SEEDS:
        with TemporaryDirectory() as folder:
            screen.print(_compare(Path(folder), drawn, dwellings, peer))
            screen.print(_stream(Path(folder), drawn, dwellings // 4))


def _compare(folder: Path, seed: int, dwellings: int, peer: bool) -> Table:
    files = make_files(folder, seed, dwellings, HARD)
    table = Table(
        "texts", "of", "precision", "recall", title=f"{dwellings:,} dwellings, seed {seed}", title_justify="left"
    )
    for name, matches in _match(folder, files, peer):
        found = {row["messy_id"]: row["canonical_id"] for row in read(matches)}
        for kind, belongs in _KINDS.items():
            precision, recall = _judge([text for text in read(files.messy) if belongs(text)], found)
            table.add_row(kind, name, f"{precision:.4f}", f"{recall:.4f}")
    return table


def _match(folder: Path, files: Files, peer: bool) -> Iterator[tuple[str, Path]]:
    began = time.perf_counter()
    match_files(files.messy, files.listed, folder / "ours.csv")
    yield f"Linnet, {time.perf_counter() - began:.1f} s", folder / "ours.csv"
    if peer:
        said = match_peer(files, folder / "peer.csv")
        yield f"uk_address_matcher, {read_times(said)}", folder / "peer.csv"


def _judge(texts: Texts, found: Mapping[str, str]) -> tuple[float, float]:
    answered = [text for text in texts if text["id"] in found]
    right = sum(found[text["id"]] == text["truth"] for text in answered)
    return right / max(1, len(answered)), right / max(1, len(texts))


def _stream(folder: Path, seed: int, dwellings: int) -> str:
    """Pairwise F1 and B-cubed of the texts of three sources as they come, without any list."""
    files = make_files(folder, seed, dwellings, STREAM)
    rows = list(read_rows(files.messy, {"record_id": "id"}))
    true = {row.record_id: row.others["truth"] for row in rows}
    clusters = cluster_rows(rows, load_models(), None)
    found = agree(clusters.addresses, true)
    pairs, cubed = found.pairs.score, found.b_cubed
    return (
        f"{len(rows):,} texts of {dwellings:,} dwellings without a list: pairs P {pairs.precision:.4f}, "
        f"R {pairs.recall:.4f}, F1 {pairs.f1:.4f} (aim 0.94), B-cubed F1 {cubed.f1:.4f}, "
        f"p50 {clusters.percentile(0.5) * 1000:.2f} ms, p99 {clusters.percentile(0.99) * 1000:.2f} ms\n"
    )


if __name__ == "__main__":
    typer.run(bench)
