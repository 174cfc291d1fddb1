# /// script
# requires-python = ">=3.11"
# dependencies = ["splink==5.0.0", "duckdb==2.0.0", "pandas==2.3.3", "orjson==3.13.0"]
# ///
# mypy: disable-error-code="import-not-found,import-untyped"
"""A night of a hub that has no stream: nightly_batch EVENTS.jsonl. Splink links all that is in the store, then SQL
counts over windows and asks twenty rules. Prints what came of it and what it took, as JSON. One thread for each.
"""

import json
import sys
import time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import duckdb
import orjson
import pandas as pd

from tests.bench.linkage.peers.splink_pairs import SETTINGS, prepare, train

_LOWEST_WEIGHT, _LIKELY_ENOUGH = 0.0, 0.95
_STATED = ("given_name", "family_name", "birth_date", "gender", "nhs_number")
_RECORD = ("source", "local_record_id", *_STATED, "address", "postcode")
_WINDOWS = (7, 28, 91, 365)

# A person's and an address's contacts in each window, up to the last event, and of how many agencies they are.
_COUNTS = """
create table counts as
select subject, entity, {counts}
from (
    select 'person' as subject, person as entity, source, happened from events where person is not null
    union all
    select 'address', uprn_or_text, source, happened from events where uprn_or_text is not null
), (select max(happened) as today from events)
group by all
"""
_COUNT = """
    count(*) filter (happened > today - interval {days} day) as contacts_{days},
    count(distinct source) filter (happened > today - interval {days} day) as agencies_{days}
"""
# Twenty rules of the kind that ship: so many contacts, or so many agencies, within so many days.
_RULES = [
    f"{measure}_{days} >= {least}"
    for days in _WINDOWS
    for measure, least in (("contacts", 2), ("contacts", 3), ("contacts", 5), ("agencies", 2), ("agencies", 3))
]


def main(path: str) -> None:
    begun, processor = time.perf_counter(), time.process_time()
    events = _read(path)
    records = events[list(_RECORD)].drop_duplicates().reset_index(drop=True)
    records["record_id"] = records.index.astype(str)
    read = time.perf_counter()
    linker = train(SETTINGS["uk"], prepare(records[records["family_name"] != ""].copy()))
    pairs = linker.inference.predict(threshold_match_weight=_LOWEST_WEIGHT)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, _LIKELY_ENOUGH)
    linked = time.perf_counter()
    persons = clusters.as_pandas_dataframe()[["record_id", "cluster_id"]]
    found = _count(events.merge(records, on=list(_RECORD)).merge(persons, on="record_id", how="left"))
    done = time.perf_counter()
    said = {
        "seconds": done - begun, "linking": linked - read, "counting": done - linked,
        "processor": time.process_time() - processor, "memory": getrusage(RUSAGE_SELF).ru_maxrss * 1024,
        "records": len(records), "persons": int(persons["cluster_id"].nunique()), "alerts": found,
    }  # fmt: skip
    sys.stdout.write(json.dumps(said))


def _read(path: str) -> pd.DataFrame:
    with Path(path).open("rb") as lines:
        rows = [_turn(event) for event in map(orjson.loads, lines) if "happened_at" in event["data"]]
    return pd.DataFrame(rows).drop_duplicates("id")


def _turn(event: dict[str, Any]) -> dict[str, str]:
    data = event["data"]
    person, address = data.get("person", {}), data.get("address", {})
    return {
        "id": f"{event['source']} {event['id']}",
        "source": event["source"],
        "category": data.get("category", ""),
        "happened": data["happened_at"],
        "local_record_id": person.get("local_record_id", ""),
        **{name: person.get(name, "") for name in _STATED},
        "address": address.get("text", ""),
        "postcode": address.get("postcode", ""),
        "uprn_or_text": address.get("uprn") or address.get("text") or "",
    }


def _count(events: pd.DataFrame) -> int:
    """How many of the rules apply, each to each person and address."""
    store = duckdb.connect(config={"threads": 1})
    store.register("joined", events.rename(columns={"cluster_id": "person"}))
    store.execute("create table events as select * replace (happened::timestamptz as happened) from joined")
    store.execute("update events set uprn_or_text = null where uprn_or_text = ''")
    store.execute(_COUNTS.format(counts=",".join(_COUNT.format(days=days) for days in _WINDOWS)))
    asked = " union all ".join(
        f"select {at} as rule, subject, entity from counts where {rule}" for at, rule in enumerate(_RULES)
    )
    store.execute(f"create table alerts as {asked}")
    (found,) = store.execute("select count(*) from alerts").fetchone() or (0,)
    return int(found)


if __name__ == "__main__":
    main(*sys.argv[1:])
