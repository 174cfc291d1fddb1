"""A file in numbers, for its receipt and for what its sender is told each week. Counts only: nothing that was sent."""

from collections import Counter
from typing import Any

import orjson

from consumers.feeds.judging import Judge

_FAULTS_KEPT = 200


def make_tally(judge: Judge) -> str:
    """JSON: ``filled`` by field, of ``told`` events; ``late`` by whole days from record to receipt."""
    filled: Counter[str] = Counter()
    late: Counter[int] = Counter()
    told = 0
    for teller in judge.tellers:
        late.update(teller.days_late)
        entries = (entry.field for entry in teller.plan.entries)
        paths = {field.name: field.path for field in entries if field.part in ("person", "address")}
        for fields, count in teller.shapes.items():
            told += count
            filled.update(dict.fromkeys((paths[name] for name in fields), count))
    tally: dict[str, Any] = {
        "rows": judge.rows,
        "refused": judge.refused,
        "silent": judge.silent,
        "repeated": judge.repeated,
        "unread": judge.header.unread if judge.header else 0,
        "told": told,
        "filled": dict(filled),
        "late": {str(days): count for days, count in late.items()},
        "faults": [[*key, count] for key, count in judge.codes.most_common(_FAULTS_KEPT)],
    }
    return orjson.dumps(tally).decode()
