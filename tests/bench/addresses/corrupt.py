"""Writes dwellings down as councils do. Runs in an environment of its own, with ``address-errors``.

    python corrupt.py DWELLINGS.csv MESSY.csv SEED

Hard settings: three times the profile's share of touched records, noise beyond what councils do on a sixteenth,
one postcode in twelve left out and one in twenty mistyped; each house style writes a fifth.
"""

import csv
import random
import sys
from typing import Any

_PREVALENCE, _NOISE, _MOST_NOISE = 3.0, 0.06, 2
_MISSING, _MISTYPED = 0.08, 0.05
_FIELDS = ("id", "truth", "address", "postcode", "touched")


def main(dwellings: str, messy: str, seed: int, copies: int = 1) -> None:
    # Here, not above: this environment has it and the project's, which collects this file for its tests, has not.
    import address_errors  # type: ignore[import-not-found]

    records = address_errors.load_components(dwellings)
    rng = random.Random(seed)
    with open(messy, "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, _FIELDS)
        writer.writeheader()
        for copy in range(copies):
            for row in _write(address_errors, records, seed + copy, rng):
                writer.writerow(row | {"id": f"m{copy}-{row['id']}"})


def _write(library: Any, records: list[dict[str, str]], seed: int, rng: random.Random) -> list[dict[str, str]]:
    profile, noise = library.Profile.load(), {"rate": _NOISE, "max_ops": _MOST_NOISE}
    hard = library.Controls.from_dict({"prevalence": _PREVALENCE, "noise": noise, "postcode": "clean"})
    ids = [record["uprn"] for record in records]
    rng.shuffle(ids)
    written = []
    styles = profile.styles()
    for at, style in enumerate(styles):
        generator = library.Corruptor(
            profile, style=style, seed=seed * 10 + at, controls=hard, source_id=f"{style}{seed}"
        )
        generator.index(records)
        for row in generator.generate(ids[at :: len(styles)]):
            written.append(_record(row, generator.rec[row["source_uprn"]]["postcode"], rng))
    rng.shuffle(written)
    return written


def _record(row: dict[str, str], postcode: str, rng: random.Random) -> dict[str, str]:
    typed = _mistype(postcode, rng)
    touched = bool(row["applied_rules"] or row["noise_ops"])
    return {
        "id": row["source_uprn"],
        "truth": row["source_uprn"],
        "address": row["recorded_address"],
        "postcode": typed,
        "touched": "1" if touched else "",
    }


def _mistype(postcode: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < _MISSING:
        return ""
    if kind > _MISSING + _MISTYPED:
        return postcode
    at = rng.randrange(len(postcode))
    if postcode[at] == " ":
        return postcode.replace(" ", "")
    other = rng.choice("0123456789" if postcode[at].isdigit() else "ABDEFGHJLNPQRSTUWXYZ")
    return postcode[:at] + other + postcode[at + 1 :]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1)
