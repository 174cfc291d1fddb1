"""How well addresses are resolved against a list, beside uk_address_matcher in the same run, and clustered without."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from infra.linkage.addresses import match_files
from infra.linkage.agreement import agree
from infra.linkage.evaluate import cluster_rows
from infra.linkage.records_file import read_rows
from scoring.linkage.models import load_models
from tests.bench.addresses.files import Errors, Files, make_files, match_peer, read
from tests.bench.chapters import put_chapter
from tests.bench.linkage.tables import Lines, show, write_markdown

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
# Pairwise F1 without a list.
_LEAST = 0.94
screen = Console(highlight=False, width=140)


def bench(
    dwellings: Annotated[int, typer.Option(min=100, help="how many are on the list")] = 20_000,
    seed: Annotated[list[int] | None, typer.Option(help="instead of the seeds for the final check")] = None,
    peer: Annotated[
        bool, typer.Option(help="run uk_address_matcher too; its environment is made on the first run")
    ] = True,
    write: Annotated[Path | None, typer.Option(help="also write the tables, as Markdown, to this file")] = None,
) -> None:
    """Takes about two minutes a seed."""
    for drawn in seed or SEEDS:
        with TemporaryDirectory() as folder:
            tables = {
                f"{dwellings:,} dwellings on the list, seed {drawn}": _compare(Path(folder), drawn, dwellings, peer),
                f"No list, {dwellings // 4:,} dwellings, seed {drawn}": _stream(Path(folder), drawn, dwellings // 4),
            }
        for title, lines in tables.items():
            screen.print(show(title, lines), "")
        if write:
            written = (f"**{title}**\n\n{write_markdown(lines)}" for title, lines in tables.items())
            put_chapter(write, f"addresses {drawn}", "\n".join(written))


def _compare(folder: Path, seed: int, dwellings: int, peer: bool) -> Lines:
    files = make_files(folder, seed, dwellings, HARD)
    answers = [(name, used, read_matches(path)) for name, used, path in _match(folder, files, peer)]
    lines = [("", *(f"{name}: {measure}" for name, _, _ in answers for measure in ("precision", "recall")), "aim")]
    for kind, belongs in _KINDS.items():
        texts = [text for text in read(files.messy) if belongs(text)]
        judged = [_judge(texts, found) for _, _, found in answers]
        shares = [f"{share:.4f}" for each in judged for share in each]
        lines.append((f"{kind}, {len(texts):,} texts", *shares, _say_aim(judged)))
    used = [cell for _, seconds, _ in answers for cell in (f"{seconds:.0f} s", "")]
    return [*lines, ("processor time", *used, "")]


def _say_aim(judged: Sequence[tuple[float, float]]) -> str:
    """Above the peer in both."""
    if len(judged) < 2:
        return ""
    ours, theirs = judged
    return "both greater (met)" if ours[0] > theirs[0] and ours[1] > theirs[1] else "both greater (missed)"


def read_matches(path: Path) -> dict[str, str]:
    return {row["messy_id"]: row["canonical_id"] for row in read(path)}


def _match(folder: Path, files: Files, peer: bool) -> Iterator[tuple[str, float, Path]]:
    """Name, seconds of processor time, matches."""
    began = time.process_time()
    match_files(files.messy, files.listed, folder / "ours.csv")
    yield "Linnet", time.process_time() - began, folder / "ours.csv"
    if peer:
        yield "uk_address_matcher", match_peer(files, folder / "peer.csv"), folder / "peer.csv"


def _judge(texts: Texts, found: Mapping[str, str]) -> tuple[float, float]:
    answered = [text for text in texts if text["id"] in found]
    right = sum(found[text["id"]] == text["truth"] for text in answered)
    return right / max(1, len(answered)), right / max(1, len(texts))


def _stream(folder: Path, seed: int, dwellings: int) -> Lines:
    """The texts of three sources as they come."""
    files = make_files(folder, seed, dwellings, STREAM)
    rows = list(read_rows(files.messy, {"record_id": "id"}))
    clusters = cluster_rows(rows, load_models(), None)
    found = agree(clusters.addresses, {row.record_id: row.others["truth"] for row in rows})
    pairs, cubed = found.pairs.score, found.b_cubed
    met = "met" if pairs.f1 >= _LEAST else "missed"
    return [
        (f"{len(rows):,} texts", "precision", "recall", "F1", "aim"),
        ("pairs", *(f"{share:.4f}" for share in (pairs.precision, pairs.recall, pairs.f1)), f"≥ {_LEAST} ({met})"),
        ("B-cubed", *(f"{share:.4f}" for share in (cubed.precision, cubed.recall, cubed.f1)), ""),
    ]


if __name__ == "__main__":
    typer.run(bench)
