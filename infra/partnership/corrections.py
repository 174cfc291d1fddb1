"""What agencies send after an event: the same once more, or that it was wrong, withdrawn or to be restricted."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from infra.partnership.known import know_truly
from infra.partnership.people import Person
from infra.partnership.plan import DAY, HOUR, write_moment
from infra.partnership.recording import Clerk, Report
from streams.codes.person import Sensitivity

_SENT_TWICE, _RECTIFIED, _ERASED, _RESTRICTED = 0.006, 0.01, 0.002, 0.0015
# Mean days until somebody sees the fault.
_NOTICED = 12.0


def follow_report(rng: Random, clerk: Clerk, report: Report, person: Person | None) -> Iterator[Report]:
    """At most one of the four; a duplicate has the bytes of its original, ``time`` and all."""
    drawn = rng.random()
    if drawn < _SENT_TWICE:
        delay = HOUR if rng.random() < 0.6 else 3 * DAY
        yield replace(report, sent=report.sent + 60 + round(rng.random() * delay), again=True)
    elif drawn < _SENT_TWICE + _RECTIFIED:
        yield _correct(rng, clerk, report, "record-rectified-1", {"replacement": _put_right(report, person)})
    elif drawn < _SENT_TWICE + _RECTIFIED + _ERASED:
        yield _correct(rng, clerk, report, "record-erased-1", {"target": report.event["id"]})
    elif drawn < _SENT_TWICE + _RECTIFIED + _ERASED + _RESTRICTED:
        level = Sensitivity.RESTRICTED if rng.random() < 0.8 else Sensitivity.VERY_RESTRICTED
        data = {"target": report.event["id"], "sensitivity": level.value}
        yield _correct(rng, clerk, report, "record-restricted-1", data)


def _correct(rng: Random, clerk: Clerk, report: Report, kind: str, data: dict[str, Any]) -> Report:
    recorded = report.sent + HOUR + round(rng.expovariate(1 / _NOTICED) * DAY)
    sent = recorded + round(rng.uniform(0.1, 4) * HOUR)
    event = clerk.envelop(report.agency, kind, sent, {"recorded_at": write_moment(recorded)} | data)
    return replace(report, sent=sent, event=event)


def _put_right(report: Report, person: Person | None) -> dict[str, Any]:
    """The whole event as it should have been: the person as they are, or the home without its postcode's doubt."""
    data = dict(report.event["data"])
    if person is not None and "person" in data:
        kept = {"local_record_id": data["person"]["local_record_id"]}
        data["person"] = data["person"] | know_truly(report.agency, person) | kept
    else:
        data["contact"] = data["contact"] | {"role": "Duty manager"}
    return report.event | {"data": data}
