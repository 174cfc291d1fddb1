"""An alert as a FHIR R4 Flag, for receivers whose systems know no other shape.

The category is BaRS' (https://fhir.nhs.uk/CodeSystem/flag-categories-bars, Booking and Referral Standard), and only
where it is true: ``SG``, a safeguarding concern, for alerts to those who safeguard, with the one code of its own list
that claims no finding (``U``, https://fhir.nhs.uk/CodeSystem/safeguarding-codes-bars). ``RC``, repeat caller, means
three calls to NHS 111 in 96 hours; Linnet does not count those, and marks nobody for having asked for help often.
"""

from typing import Any

from streams.codes.alerts import AlertSubject, Change, Receiver
from streams.events.alerts import AlertChanged, AlertNotice

SYSTEM = "urn:linnet"
_BARS = "https://fhir.nhs.uk/CodeSystem"
_SAFEGUARDING = frozenset((Receiver.HUB, Receiver.POLICE_SAFEGUARDING, Receiver.CHILDREN, Receiver.ADULTS))
_STATUS = {
    Change.ACTIONED: "inactive",
    Change.DISMISSED: "inactive",
    Change.CLEARED: "inactive",
    Change.WITHDRAWN: "entered-in-error",
}


def write_flag(event: AlertChanged) -> dict[str, Any]:
    """The subject is named by its id here, and by nothing else; each change of an alert is the same Flag anew."""
    said = event.data
    status = _STATUS.get(said.change, "active")
    ended = {} if status == "active" else {"end": event.time.isoformat()}
    return {
        "resourceType": "Flag",
        "id": said.alert,
        "meta": {"lastUpdated": event.time.isoformat()},
        "identifier": [{"system": f"{SYSTEM}:alert", "value": f"{event.area}.{said.alert}"}],
        "status": status,
        **_categorise(said),
        "code": _write_code(said),
        "subject": _write_subject(event.area, said),
        "period": {"start": said.opened_at.isoformat(), **ended},
        "author": {"display": "Linnet"},
    }


def _is_safeguarding(said: AlertNotice) -> bool:
    return not _SAFEGUARDING.isdisjoint(said.receivers)


def _categorise(said: AlertNotice) -> dict[str, Any]:
    if not _is_safeguarding(said):
        return {}
    coding = {"system": f"{_BARS}/flag-categories-bars", "code": "SG", "display": "Safeguarding Concern"}
    return {"category": [{"coding": [coding]}]}


def _write_code(said: AlertNotice) -> dict[str, Any]:
    if not _is_safeguarding(said):
        return {"text": said.title}
    shown = "Unspecified Safeguarding Concern Identified"
    return {
        "coding": [{"system": f"{_BARS}/safeguarding-codes-bars", "code": "U", "display": shown}],
        "text": said.title,
    }


def _write_subject(area: str, said: AlertNotice) -> dict[str, Any]:
    person = said.subject == AlertSubject.PERSON
    kind, name = ("Patient", "person") if person else ("Location", "address")
    return {"type": kind, "identifier": {"system": f"{SYSTEM}:{name}", "value": f"{area}.{said.entity}"}}
