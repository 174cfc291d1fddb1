"""Estimates the model of places that ships: python -m tests.bench.addresses.estimate MODEL.json. Takes five minutes.

The truth is known of generated texts, so how often true pairs, neighbours, units of one building and random pairs
reach each level is counted. Where generated errors are known to differ from life the count is replaced by hand, with
the reason beside it.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log2
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec

from scoring.linkage.places.comparing import compare
from scoring.linkage.places.forms import Form, read_form
from scoring.linkage.places.levels import COUNTS, Levels
from scoring.linkage.places.parameters import CLASSES, FORMAT, Parameters
from scoring.linkage.records import Place
from tests.bench.addresses.files import Errors, make_files, read
from tests.bench.addresses.handset import HAND_SET, PRIORS, RARITY

# Development only: the bench judges on others.
_SEEDS = {101: Errors(1, 3.0, 0.06), 103: Errors(1, 3.0, 0.06), 301: Errors(3, 3.0, 0.06), 303: Errors(3, 1.0, 0.06)}
_DWELLINGS = 12_000
# Nothing is rarer than this, however seldom it was met: bits.
_RAREST = {"same": 11.5, "random": 13.0, "neighbour": 9.0, "building": 8.0}

Counts = dict[str, dict[str, Counter[int]]]
Told = tuple[str, Form]


def main(out: str) -> None:
    counts: Counts = {name: defaultdict(Counter) for name in CLASSES}
    for seed, errors in _SEEDS.items():
        with TemporaryDirectory() as folder:
            for name, one, other in _draw(Path(folder), seed, errors):
                _count(counts[name], compare(one, other))
    levels = {field: {name: _weigh(counts[name][field], field, name) for name in CLASSES} for field in COUNTS}
    for (field, name, level), bits in HAND_SET.items():
        levels[field][name][level] = bits
    Path(out).write_bytes(msgspec.json.format(msgspec.json.encode(_fill(levels)), indent=1) + b"\n")


def _draw(folder: Path, seed: int, errors: Errors) -> Iterator[tuple[str, Form, Form]]:
    """Pairs of each class: every text with its own row, with another text of it, and with one of each other kind."""
    files = make_files(folder, seed, _DWELLINGS, errors)
    parts = {row["uprn"]: row for row in read(folder / "parts.csv")}
    rows = [(row["id"], _read(row)) for row in read(files.listed)]
    texts = [(row["truth"], _read(row)) for row in read(files.messy)]
    rng, listed = Random(seed), dict(rows)
    for told in ([(name, form, listed[name]) for name, form in texts], _pair(texts, rng)):
        yield from (("same", one, other) for _, one, other in told)
    for others in (rows, texts):
        kin = _Kin(parts, others, rng)
        for name, form in texts:
            yield from ((kind, form, other) for kind, other in kin.meet(name))


def _read(row: dict[str, str]) -> Form:
    return read_form(Place(row["address"], row["postcode"], ""))


def _pair(texts: list[Told], rng: Random) -> list[tuple[str, Form, Form]]:
    by_truth = defaultdict[str, list[Form]](list)
    for name, form in texts:
        by_truth[name].append(form)
    drawn = [(name, rng.sample(forms, 2)) for name, forms in by_truth.items() if len(forms) > 1]
    return [(name, one, other) for name, (one, other) in drawn]


class _Kin:
    def __init__(self, parts: dict[str, dict[str, str]], others: list[Told], rng: Random) -> None:
        self._parts, self._others, self._rng = parts, others, rng
        self._streets, self._buildings = defaultdict[str, list[Told]](list), defaultdict[str, list[Told]](list)
        for told in others:
            self._streets[parts[told[0]]["usrn"]].append(told)
            self._buildings[parts[told[0]]["rootuprn"]].append(told)

    def meet(self, name: str) -> Iterator[tuple[str, Form]]:
        own = self._parts[name]
        kinds = {
            "neighbour": (self._streets[own["usrn"]], "rootuprn"),
            "building": (self._buildings[own["rootuprn"]], "uprn"),
            "random": (self._others, "usrn"),
        }
        for kind, (pool, apart) in kinds.items():
            other, form = self._rng.choice(pool) if pool else (name, None)
            if form and self._parts[other][apart] != own[apart]:
                yield kind, form


def _count(counts: dict[str, Counter[int]], levels: Levels) -> None:
    for field in COUNTS:
        if field in ("name", "name_alone"):
            continue
        counts[field][getattr(levels, field)] += 1
    counts["name" if levels.numbered else "name_alone"][levels.name] += 1


def _weigh(counted: Counter[int], field: str, name: str) -> list[int]:
    total = sum(counted.values()) + COUNTS[field] / 2
    shares = [(counted[level] + 0.5) / total for level in range(COUNTS[field])]
    return [max(round(100 * log2(share)), round(-100 * _RAREST[name])) for share in shares]


def _fill(levels: dict[str, dict[str, list[int]]]) -> Parameters:
    held = {
        "format": FORMAT, "version": "places-2026-12", "threshold": 0, "doubt": -200, "floor": -300, "levels": levels,
        "priors": PRIORS, "rarity": RARITY, "rarity_other": 1050, "rarity_bounds": (650, 1250), "name_rarity": 650,
        "number_rarity": (550, 680, 880, 1000), "provenance": {
            "levels": "counted on generated pairs by tests/bench/addresses/estimate.py, seeds "
            f"{', '.join(map(str, _SEEDS))}: invented dwellings, written down by "
            "address-errors 0.1.1 in the house styles of five councils",
            "by hand": "tests/bench/addresses/handset.py says which levels and why; also the priors and rarities",
        },
    }  # fmt: skip
    return msgspec.convert(held, Parameters)


if __name__ == "__main__":
    main(sys.argv[1])
