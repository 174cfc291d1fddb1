"""The labelled data that linkage is judged on: what it is, how it is made, what is aimed at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.partnership.hard_stream.stream import write_stream
from tests.bench.linkage.scripts import run_script

# Measure to the least it should be; the share of joined pairs that are wrong at home is the one that is a most.
Aims = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Peer:
    """A script of ``peers`` that writes pairs with weights, and the settings it is told."""

    name: str
    script: str
    settings: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """``make`` writes the records for a seed, for data that has one. ``truth_address`` is there if ``homes``. ``teach``
    writes other records of the kind for Linnet to learn from, where its own model is of another country. ``people``: as
    many as Linnet is told that there are, for data of other than its model is for."""

    title: str
    make: Callable[[Path, int], None]
    peers: tuple[Peer, ...]
    aims: Aims
    groups: tuple[str, ...] = ()
    homes: bool = False
    seeds: tuple[int, ...] = field(default=(0,))
    teach: Callable[[Path], None] | None = None
    people: int | None = None


def _write_febrl(number: str) -> Callable[[Path, int], None]:
    def write(path: Path, seed: int) -> None:
        del seed
        run_script("febrl_records.py", number, str(path))

    return write


def _teach_febrl(path: Path) -> None:
    """FEBRL 2: other records, of other people."""
    run_script("febrl_records.py", "2", str(path))


def _write_pseudopeople(path: Path, seed: int) -> None:
    del seed
    run_script("pseudopeople_records.py", str(path))


def _write_hard(people: int, records: int) -> Callable[[Path, int], None]:
    def write(path: Path, seed: int) -> None:
        write_stream(path, people, records, seed)

    return write


_FEBRL_PEERS = (
    Peer("Splink, its example", "splink_pairs.py", "febrl-docs"),
    Peer("Splink, whole address", "splink_pairs.py", "febrl-minplus"),
    Peer("recordlinkage ECM", "recordlinkage_pairs.py", "febrl"),
)
_UK_PEERS = (Peer("Splink", "splink_pairs.py", "uk"),)
_FEBRL_AIMS = {"pair F1": 0.997}
_HARD_AIMS = {"pair F1": 0.978, "B-cubed F1": 0.985, "wrong at home": 0.02}
_GROUPS = ("name_origin", "mover", "sharer", "child", "twin", "junior", "institution")

DATA_SETS = {
    "febrl3": DataSet("FEBRL 3: 5,000 records", _write_febrl("3"), _FEBRL_PEERS, _FEBRL_AIMS, teach=_teach_febrl),
    "febrl4": DataSet("FEBRL 4: two files of 5,000", _write_febrl("4"), _FEBRL_PEERS, _FEBRL_AIMS, teach=_teach_febrl),
    "hard": DataSet(
        "Hard UK stream: 25,000 records of 8,000 people", _write_hard(8_000, 25_000), _UK_PEERS, _HARD_AIMS,
        _GROUPS, homes=True, seeds=(4711, 4712, 4713)),
    "pseudopeople": DataSet(
        "pseudopeople's sample: three noisy censuses and three surveys", _write_pseudopeople,
        (Peer("Splink", "splink_pairs.py", "census"),), {"B-cubed F1": 0.985},
        ("name_origin", "child", "institution"), homes=True),
    "hard-100k": DataSet(
        "Hard UK stream: 100,000 records of 32,000 people", _write_hard(32_000, 100_000), _UK_PEERS, _HARD_AIMS,
        _GROUPS, homes=True, seeds=(4714,), people=32_000),
    "hard-300k": DataSet(
        "Hard UK stream: 312,000 records of 100,000 people", _write_hard(100_000, 312_000), (), _HARD_AIMS,
        _GROUPS, homes=True, seeds=(4715,), people=100_000),
}  # fmt: skip
