"""Dwellings and their messy texts as files: the list, and the parts that ``address-errors`` starts from."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.bench.addresses.dwellings import Builder, Dwelling
from tests.bench.addresses.streets import invent_streets
from tests.bench.linkage.scripts import run_script

_PEERS = Path(__file__).with_name("peers")
_PARTS = (
    "uprn", "feature_type", "subname", "name", "number", "streetname", "locality", "townname", "postcode",
    "classificationcode", "parentuprn", "rootuprn", "usrn", "rm_subbuildingname", "rm_buildingname",
    "rm_buildingnumber", "rm_thoroughfare", "rm_posttown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Errors:
    """``copies`` of each dwelling's address; ``prevalence`` and ``noise`` as in ``peers/messy_texts.py``."""

    copies: int
    prevalence: float
    noise: float


@dataclass(frozen=True, slots=True)
class Files:
    listed: Path
    messy: Path


def make_files(folder: Path, seed: int, number: int, errors: Errors) -> Files:
    rng = Random(seed)
    dwellings = Builder(rng, invent_streets(rng, number // 12)).build(number)
    files, parts = Files(folder / "list.csv", folder / "messy.csv"), folder / "parts.csv"
    _write(files.listed, ("id", "address", "postcode"), ((each.id, each.text, each.postcode) for each in dwellings))
    _write(parts, _PARTS, map(_take_apart, dwellings))
    script = str(_PEERS / "messy_texts.py")
    told = (errors.copies, errors.prevalence, errors.noise)
    run_script(script, str(parts), str(files.messy), str(seed), *map(str, told))
    return files


def match_peer(files: Files, matches: Path) -> float:
    """uk_address_matcher's matches. Returns the seconds of processor time it took, its start included."""
    script = str(_PEERS / "ukam_matches.py")
    return run_script(script, str(files.messy), str(files.listed), str(matches)).processor


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _take_apart(each: Dwelling) -> Sequence[str]:
    flat, name, street = each.flat.upper(), each.name.upper(), each.street.upper().replace("'", "")
    town = each.town.upper()
    council = (flat, name, each.number, street, each.locality.upper(), town, each.postcode)
    building = (each.parent, each.parent or each.id, each.usrn)
    return (each.id, "builtaddress", *council, "RD04", *building, flat, name, each.number, street, town)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
