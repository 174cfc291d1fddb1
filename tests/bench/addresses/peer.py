"""uk_address_matcher on the same files. Runs in an environment of its own, with ``uk_address_matcher``.

python peer.py MESSY.csv LIST.csv MATCHES.csv
"""

import csv
import sys
import time
from typing import Any


def main(messy: str, canonical: str, matches: str) -> None:
    # Here, not above: this environment has them and the project's, which collects this file for its tests, has not.
    import duckdb  # type: ignore[import-not-found]
    from uk_address_matcher import AddressMatcher  # type: ignore[import-not-found]

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    began = time.perf_counter()
    matcher = AddressMatcher(
        canonical_addresses=_read(connection, canonical), addresses_to_match=_read(connection, messy), con=connection
    )
    found = matcher.match().matches()
    names = found.columns
    at, to, weight = (names.index(name) for name in ("unique_id", "resolved_canonical_id", "match_weight"))
    rows = found.fetchall()
    with open(matches, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("messy_id", "canonical_id", "weight"))
        writer.writerows((row[at], row[to], row[weight]) for row in rows if row[to] is not None)
    sys.stdout.write(f"{time.perf_counter() - began:.1f}\n")


def _read(connection: Any, path: str) -> Any:
    return connection.sql(
        f"SELECT id AS unique_id, address AS address_concat, postcode FROM read_csv('{path}', all_varchar = true)"
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
