"""What is written of a town's last days, as the log has it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from infra.alerting.rules_file import SHIPPED, read_rules
from infra.partnership.hard_stream.stream import HardRecord
from scoring.observed import Observed, observe, read_observed
from streams.settings import Settings
from tests.bench.searching.filling import AREA, say_kind
from tests.laws.alert_worlds import adoption

_WORKER = {"name": "Jo Bell", "role": "Constable", "team": "Northmoor neighbourhood team"}
_FACTS = ("given_name", "family_name", "birth_date", "gender", "nhs_number")
_APART_SECONDS = 10.0


def write_log(rows: Sequence[HardRecord], first: int, begins: float) -> Iterator[Observed]:
    """The rules that ship are adopted, then the events come, numbered from ``first``, from ``begins`` on (Unix
    seconds)."""
    shipped = read_rules(SHIPPED, Settings().partnership.areas).rules
    yield observe(adoption([rule.model_dump(mode="json") for rule in shipped]))
    for number, row in enumerate(rows):
        yield _write(row, first + number, begins + number * _APART_SECONDS)


def _write(row: HardRecord, number: int, at: float) -> Observed:
    kind, category = say_kind(row, number)
    moment = datetime.fromtimestamp(at, UTC).isoformat()
    data: dict[str, Any] = {"happened_at": moment, "recorded_at": moment, "category": category, "contact": _WORKER}
    if person := {name: said for name in _FACTS if (said := getattr(row, name))}:
        data["person"] = person | {"nhs_number": row.nhs_number.replace(" ", "")}
    if row.address or row.postcode:
        data["address"] = {"text": row.address, "postcode": row.postcode, "uprn": row.uprn}
    event = {"id": f"{number}", "source": f"uk.{row.source}.{AREA}", "type": f"{kind}-1", "area": AREA, "data": data}
    return read_observed(orjson.dumps(event))
