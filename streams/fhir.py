"""What FHIR R4 resources of ours have in common, and an alert as a Flag: what is sent and what is asked for are one.

Everybody is named by their id here and by nothing else. FHIR's ids have no ``_``, and ours no ``.``: the one stands for
the other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from streams.codes.alerts import Change, Receiver

SYSTEM = "urn:linnet"
Resource = dict[str, Any]
_BARS = "https://fhir.nhs.uk/CodeSystem"
_CATEGORY = {"system": f"{_BARS}/flag-categories-bars", "code": "SG", "display": "Safeguarding Concern"}
_CODE = {
    "system": f"{_BARS}/safeguarding-codes-bars",
    "code": "U",
    "display": "Unspecified Safeguarding Concern Identified",
}
_SAFEGUARDING = frozenset((Receiver.HUB, Receiver.POLICE_SAFEGUARDING, Receiver.CHILDREN, Receiver.ADULTS))
_STATUS = {
    Change.ACTIONED: "inactive",
    Change.DISMISSED: "inactive",
    Change.CLEARED: "inactive",
    Change.WITHDRAWN: "entered-in-error",
}


def write_fhir_id(name: str) -> str:
    """
    >>> read_fhir_id(write_fhir_id("_3NhGeXvqSEI13Kx"))
    '_3NhGeXvqSEI13Kx'
    """
    return name.replace("_", ".")


def read_fhir_id(fhir_id: str) -> str:
    return fhir_id.replace(".", "_")


def write_instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def refer(person: bool, public_id: str) -> Resource:
    """A person, or the address (also of a household)."""
    kind, name = ("Patient", "person") if person else ("Location", "address")
    return {"type": kind, "identifier": {"system": f"{SYSTEM}:{name}", "value": public_id}}


@dataclass(frozen=True, slots=True)
class Flagged:
    """An alert as far as a Flag tells of it. ``public_id``: its area and id; ``about``: whom, by :func:`refer`."""

    public_id: str
    change: Change
    opened: datetime
    changed: datetime
    title: str
    receivers: Collection[str]
    about: Resource


def write_flag(alert: Flagged) -> Resource:
    """Each change of an alert is the same Flag anew.

    The category is BaRS' (https://fhir.nhs.uk/CodeSystem/flag-categories-bars, Booking and Referral Standard), and
    only where it is true: ``SG``, a safeguarding concern, for alerts to those who safeguard, with the one code of its
    own list that claims no finding (``U``, https://fhir.nhs.uk/CodeSystem/safeguarding-codes-bars). ``RC``, repeat
    caller, means three calls to NHS 111 in 96 hours; Linnet does not count those, and marks nobody for having asked for
    help often.
    """
    status = _STATUS.get(alert.change, "active")
    ended = {} if status == "active" else {"end": write_instant(alert.changed)}
    safeguarding = not _SAFEGUARDING.isdisjoint(alert.receivers)
    return {
        "resourceType": "Flag",
        "id": write_fhir_id(alert.public_id.partition(".")[2]),
        "meta": {"lastUpdated": write_instant(alert.changed)},
        "identifier": [{"system": f"{SYSTEM}:alert", "value": alert.public_id}],
        "status": status,
        **({"category": [{"coding": [_CATEGORY]}]} if safeguarding else {}),
        "code": {**({"coding": [_CODE]} if safeguarding else {}), "text": alert.title},
        "subject": alert.about,
        "period": {"start": write_instant(alert.opened), **ended},
        "author": {"display": "Linnet"},
    }
