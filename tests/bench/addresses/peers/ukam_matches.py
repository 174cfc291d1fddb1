# /// script
# requires-python = ">=3.11"
# dependencies = ["uk_address_matcher==1.5.3", "splink<5", "duckdb<2"]
# ///
# mypy: disable-error-code="import-not-found"
"""uk_address_matcher on the same files: ukam_matches.py MESSY.csv LIST.csv MATCHES.csv. Says its seconds at the end."""

import csv
import json
import sys
import time

import duckdb
from uk_address_matcher import AddressMatcher


def main(messy: str, canonical: str, matches: str) -> None:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    began = time.perf_counter()
    matcher = AddressMatcher(
        canonical_addresses=_read(connection, canonical), addresses_to_match=_read(connection, messy), con=connection
    )
    found = matcher.match().matches()
    at, to, weight = (found.columns.index(name) for name in ("unique_id", "resolved_canonical_id", "match_weight"))
    with open(matches, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("messy_id", "canonical_id", "weight"))
        writer.writerows((row[at], row[to], row[weight]) for row in found.fetchall() if row[to] is not None)
    sys.stdout.write(json.dumps({"match": time.perf_counter() - began}) + "\n")


def _read(connection: duckdb.DuckDBPyConnection, path: str) -> duckdb.DuckDBPyRelation:
    return connection.sql(
        f"SELECT id AS unique_id, address AS address_concat, postcode FROM read_csv('{path}', all_varchar = true)"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
