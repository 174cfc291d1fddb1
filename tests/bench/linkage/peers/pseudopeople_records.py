# /// script
# requires-python = ">=3.11,<3.12"
# dependencies = ["pseudopeople==1.3.1", "pandas==2.3.3"]
# ///
# mypy: disable-error-code="import-not-found,import-untyped"
"""pseudopeople's sample (it ships in the package) in Linnet's columns: pseudopeople_records.py RECORDS.csv.

Three copies of the 2020 census, each with noise of its own, and beside them the surveys of all years and the WIC
programme of one. The middle initial is left out, and the one postcode that all of the sample has.
"""

import csv
import re
import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pseudopeople

_YEAR, _CHILD = 2020, 18
_COLUMNS = (
    "record_id", "source", "given_name", "family_name", "birth_date", "gender", "address", "truth_person",
    "truth_address", "name_origin", "child", "institution",
)  # fmt: skip
_SOURCES = {
    "census-1": (pseudopeople.generate_decennial_census, _YEAR, 1),
    "census-2": (pseudopeople.generate_decennial_census, _YEAR, 2),
    "census-3": (pseudopeople.generate_decennial_census, _YEAR, 3),
    "wic": (pseudopeople.generate_women_infants_and_children, _YEAR, 1),
    "acs": (pseudopeople.generate_american_community_survey, None, 1),
    "cps": (pseudopeople.generate_current_population_survey, None, 1),
}


def main(records: str) -> None:
    with open(records, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, _COLUMNS, lineterminator="\n")
        table.writeheader()
        for source, (generate, year, seed) in _SOURCES.items():
            table.writerows(_turn(source, generate(year=year, seed=seed)))


def _turn(source: str, table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for nth, row in enumerate(table.astype(object).fillna("").to_dict("records"), 1):
        birth = _read_date(str(row["date_of_birth"]))
        yield {
            "record_id": f"{source}-{nth:06}",
            "source": source,
            "given_name": row["first_name"],
            "family_name": row["last_name"],
            "birth_date": birth,
            "gender": row["sex"],
            "address": _write_address(row),
            "truth_person": row["simulant_id"],
            "truth_address": row["household_id"],
            "name_origin": row["race_ethnicity"],
            "child": int(birth[:4].isdigit() and int(birth[:4]) > _YEAR - _CHILD),
            "institution": row["housing_type"] if row.get("housing_type", "Household") != "Household" else "",
        }


def _read_date(text: str) -> str:
    """Month, day and year, however they are parted; misprints are kept, and what is no date at all is left out."""
    digits = re.sub(r"[^0-9A-Za-z]", "", text)
    return f"{digits[4:]}-{digits[:2]}-{digits[2:4]}" if len(digits) == 8 and digits.isdigit() else ""


def _write_address(row: dict[str, Any]) -> str:
    first = f"{row['street_number']} {row['street_name']}".strip()
    return ", ".join(part for part in (row["unit_number"], first, row["city"]) if part)


if __name__ == "__main__":
    main(*sys.argv[1:])
