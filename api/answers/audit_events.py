"""Looks as FHIR R4 AuditEvents, for systems that gather those of many.

Who looked is named by what stands for them here, and by name; who was looked at by their id here and by nothing else.
"""

from collections.abc import Iterable
from typing import Any

from api.answers.audit import LookTold, ShownTold
from streams.codes.access import Action
from streams.codes.audit import Outcome

SYSTEM = "urn:linnet"
_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_ENTITY = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
_OBJECT_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
_SEARCHES = frozenset((Action.SEARCH_PERSONS, Action.SEARCH_ADDRESSES))
_WRITES = frozenset(
    (Action.DECIDE_LINK, Action.ANSWER_ALERT, Action.ANSWER_SCORE, Action.WATCH_ADDRESS, Action.CORRECT_HOLDINGS)
)
_MINOR_FAILURE, _SUCCESS = "4", "0"


def write_bundle(looks: Iterable[LookTold]) -> dict[str, Any]:
    entries = [{"fullUrl": f"{SYSTEM}:look:{look.id}", "resource": write_event(look)} for look in looks]
    return {"resourceType": "Bundle", "type": "collection", **({"entry": entries} if entries else {})}


def write_event(look: LookTold) -> dict[str, Any]:
    refused = look.outcome is Outcome.REFUSED
    entities = [_write_entity("person", one) for one in look.persons]
    entities += [_write_entity("address", one) for one in look.addresses]
    return {
        "resourceType": "AuditEvent",
        "id": look.id,
        "type": _write_type(look.action),
        "subtype": [_code("action", look.action.value, look.action_label)],
        "action": _write_action(look.action),
        "recorded": look.at.isoformat(timespec="milliseconds"),
        "outcome": _MINOR_FAILURE if refused else _SUCCESS,
        "outcomeDesc": look.outcome_label,
        **({"purposeOfEvent": [_write_purpose(look)]} if look.purpose else {}),
        "agent": [_write_agent(look)],
        "source": {"observer": {"display": "Linnet"}},
        **({"entity": entities} if entities else {}),
    }


def _code(system: str, code: str, display: str) -> dict[str, str]:
    return {"system": f"{SYSTEM}:{system}", "code": code, "display": display}


def _write_type(action: Action) -> dict[str, str]:
    searched = action in _SEARCHES
    code, display = ("110112", "Query") if searched else ("110110", "Patient Record")
    return {"system": _DICOM, "code": code, "display": display}


def _write_action(action: Action) -> str:
    if action in _WRITES:
        return "U"
    return "E" if action in _SEARCHES else "R"


def _write_purpose(look: LookTold) -> dict[str, Any]:
    reference = {"text": look.reference} if look.reference else {}
    return {"coding": [_code("purpose", look.purpose or "", look.purpose_label)], **reference}


def _write_agent(look: LookTold) -> dict[str, Any]:
    return {
        "role": [{"coding": [_code("role", look.role.value, look.role_label)]}],
        "who": {"identifier": {"system": f"{SYSTEM}:viewer", "value": look.viewer}, "display": look.name},
        "requestor": True,
        "policy": [f"{SYSTEM}:rule:{look.rule}"],
    }


def _write_entity(kind: str, shown: ShownTold) -> dict[str, Any]:
    code, display = ("1", "Person") if kind == "person" else ("2", "System Object")
    role = {"role": {"system": _OBJECT_ROLE, "code": "1", "display": "Patient"}} if kind == "person" else {}
    return {
        "what": {"identifier": {"system": f"{SYSTEM}:{kind}", "value": shown.id}},
        "type": {"system": _ENTITY, "code": code, "display": display},
        **role,
        "description": shown.how.label,
    }
