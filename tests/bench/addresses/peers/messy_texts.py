# /// script
# requires-python = ">=3.11"
# dependencies = ["address-errors==0.1.1"]
# ///
# mypy: disable-error-code="import-not-found"
"""Writes dwellings down as councils do: messy_texts.py DWELLINGS.csv MESSY.csv SEED COPIES PREVALENCE NOISE.

Each of five councils' house styles writes a fifth. ``PREVALENCE`` multiplies the share of records with an error,
``NOISE`` is the share with up to two slips beyond what councils make. One postcode in twelve is left out and one in
twenty mistyped. ``touched`` marks the texts with an error other than in the postcode.
"""

import csv
import random
import sys

from address_errors import Controls, Corruptor, Profile, load_components

_MISSING, _MISTYPED = 0.08, 0.05
_FIELDS = ("id", "truth", "address", "postcode", "touched")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"

Record = dict[str, str]


def main(dwellings: str, messy: str, seed: str, copies: str, prevalence: str, noise: str) -> None:
    records = load_components(dwellings)
    controls = Controls.from_dict(
        {"prevalence": float(prevalence), "noise": {"rate": float(noise), "max_ops": 2}, "postcode": "clean"}
    )
    rng = random.Random(int(seed))
    with open(messy, "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, _FIELDS, lineterminator="\n")
        writer.writeheader()
        for copy in range(int(copies)):
            written = _write(records, int(seed) + copy, controls, rng)
            writer.writerows(row | {"id": f"{copy}-{at:06}"} for at, row in enumerate(written))


def _write(records: list[Record], seed: int, controls: Controls, rng: random.Random) -> list[Record]:
    profile = Profile.load()
    ids = [record["uprn"] for record in records]
    rng.shuffle(ids)
    written, styles = [], profile.styles()
    for at, style in enumerate(styles):
        writer = Corruptor(profile, style=style, seed=seed * 10 + at, controls=controls, source_id=f"{style}{seed}")
        writer.index(records)
        for row in writer.generate(ids[at :: len(styles)]):
            written.append(_record(row, writer.rec[row["source_uprn"]]["postcode"], rng))
    rng.shuffle(written)
    return written


def _record(row: Record, postcode: str, rng: random.Random) -> Record:
    return {
        "truth": row["source_uprn"],
        "address": row["recorded_address"],
        "postcode": _type(postcode, rng),
        "touched": "1" if row["applied_rules"] or row["noise_ops"] else "",
    }


def _type(postcode: str, rng: random.Random) -> str:
    kind = rng.random()
    if kind < _MISSING:
        return ""
    if kind > _MISSING + _MISTYPED:
        return postcode
    at = rng.randrange(len(postcode))
    if postcode[at] == " ":
        return postcode.replace(" ", "")
    return postcode[:at] + rng.choice("0123456789" if postcode[at].isdigit() else _LETTERS) + postcode[at + 1 :]


if __name__ == "__main__":
    main(*sys.argv[1:])
