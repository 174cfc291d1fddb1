# /// script
# requires-python = ">=3.11"
# dependencies = ["splink==5.0.0", "duckdb==2.0.0", "pandas==2.3.3"]
# ///
# mypy: disable-error-code="import-not-found,import-untyped"
"""Splink's candidate pairs with their match weights, trained without labels on the very file: splink_pairs.py
SETTINGS RECORDS.csv PAIRS.csv. Prints how long training and prediction took, as JSON."""

import json
import sys
import time
import unicodedata
from typing import Any

import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

_LOWEST_WEIGHT = -6.0
_SAMPLED = 2e6

_NAME_AND_BIRTH = ("given_name", "family_name", "birth_date")
_SWAPPED = "l.given_name = r.family_name and l.family_name = r.given_name and l.birth_date = r.birth_date"

# FEBRL as in Splink's own examples for it, without the social security number.
_DOCS: dict[str, Any] = {
    "blocks": [["given_name"], ["family_name"], ["birth_date"], ["postcode"]],
    "comparisons": [
        cl.NameComparison("given_name"),
        cl.NameComparison("family_name"),
        cl.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%Y-%m-%d"),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
    ],
}
# The same with what is left of the address, and blocks that reach records of which all names are wrong.
_MINPLUS: dict[str, Any] = {
    "blocks": [
        ["given_name", "family_name"], ["birth_date"], ["postcode", "street_number"], ["given_name", "postcode"],
        ["family_name", "postcode"], ["address_1"], ["suburb", "street_number"], ["given_name", "suburb"],
        ["family_name", "suburb"],
    ],
    "comparisons": [
        *_DOCS["comparisons"],
        cl.JaroWinklerAtThresholds("address_1", [0.95, 0.88]),
        cl.JaroWinklerAtThresholds("suburb", [0.92]),
    ],
}  # fmt: skip
_UK: dict[str, Any] = {
    "blocks": [
        ["given_name", "family_name"], ["birth_date"], ["nhs_number"], ["family_name", "postcode"],
        ["given_name", "postcode"], ["family_name", "initial", "birth_year"], ["postcode", "birth_year"],
        ["given_name", "address_start"], ["family_name", "address_start"],
    ],
    "comparisons": [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("family_name").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%Y-%m-%d"),
        cl.PostcodeComparison("postcode"),
        cl.JaroWinklerAtThresholds("address", [0.95, 0.88]),
        cl.ExactMatch("gender"),
        cl.ExactMatch("nhs_number"),
    ],
}  # fmt: skip
_WITHOUT_POSTCODE: dict[str, Any] = {
    "blocks": [
        ["given_name", "family_name"], ["birth_date"], ["family_name", "initial", "birth_year"],
        ["given_name", "address_start"], ["family_name", "address_start"], ["given_name", "birth_year"],
    ],
    "comparisons": [comparison for at, comparison in enumerate(_UK["comparisons"]) if at not in (3, 6)],
}  # fmt: skip
SETTINGS = {"febrl-docs": _DOCS, "febrl-minplus": _MINPLUS, "uk": _UK, "census": _WITHOUT_POSTCODE}


def main(name: str, records: str, pairs: str) -> None:
    chosen = SETTINGS[name]
    table = prepare(pd.read_csv(records, dtype=str, keep_default_na=False))
    start = time.perf_counter()
    linker = train(chosen, table)
    trained = time.perf_counter()
    found = linker.inference.predict(threshold_match_weight=_LOWEST_WEIGHT).as_pandas_dataframe()
    predicted = time.perf_counter()
    found[["record_id_l", "record_id_r", "match_weight"]].to_csv(pairs, index=False)
    sys.stdout.write(json.dumps({"train": trained - start, "predict": predicted - trained}))


def prepare(table: pd.DataFrame) -> pd.DataFrame:
    table = table.reindex(columns=dict.fromkeys([*table.columns, "postcode", "gender", "nhs_number"]), fill_value="")
    for column in ("given_name", "family_name", "address"):
        table[column] = table[column].map(_fold)
    squeezed = table["postcode"].str.upper().str.replace(" ", "")
    table["postcode"] = squeezed.where(squeezed.str.len() < 5, squeezed.str[:-3] + " " + squeezed.str[-3:])
    table["initial"], table["address_start"] = table["given_name"].str[:1], table["address"].str[:12]
    table["birth_year"] = table["birth_date"].str[:4]
    return table.replace("", None)


def _fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.upper())
    return " ".join("".join(c for c in letters if c.isalnum() or c in " '-").split())


def train(chosen: dict[str, Any], table: pd.DataFrame) -> Linker:
    db = DuckDBAPI()
    db._execute_sql_against_backend("set threads=1")
    two = sorted(set(table["source"]))
    # FEBRL 4 is two files that each hold a person once; Splink may know it.
    linked = len(two) == 2
    settings = SettingsCreator(
        link_type="link_only" if linked else "dedupe_only",
        unique_id_column_name="record_id",
        comparisons=chosen["comparisons"],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in chosen["blocks"]],
    )
    tables = [table[table["source"] == source] for source in two] if linked else [table]
    linker = Linker([db.register(each) for each in tables], settings)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on(*_NAME_AND_BIRTH), _SWAPPED], recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=_SAMPLED, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("birth_date"))
    training.estimate_parameters_using_expectation_maximisation(block_on("given_name", "family_name"))
    return linker


if __name__ == "__main__":
    main(*sys.argv[1:])
