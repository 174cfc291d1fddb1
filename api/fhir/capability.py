"""What can be asked for in FHIR: the CapabilityStatement of an area's base."""

from typing import Any

from streams.fhir import Resource

_DATE = "2026-11-28"
_PAGED = [
    {"name": "_count", "type": "number", "documentation": "Resources in a page at most"},
    {"name": "after", "type": "string", "documentation": "From the link to the next page"},
]
_SESSION = (
    "The session of /sign-in, with a declared purpose, or a listed program's access token with Linnet-Purpose; "
    "each look is on the audit before it is answered."
)


def write_capability() -> Resource:
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _DATE,
        "publisher": "Linnet",
        "kind": "instance",
        "implementation": {"description": "Linnet: safeguarding alerts, 28-day risk, links and audit of an area"},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "A base for each area: /fhir/{area}. A score's Provenance is read as score-{its id}",
                "security": {"description": _SESSION},
                "resource": [
                    _describe("Flag", ["read", "search-type"], ["state"]),
                    _describe("RiskAssessment", ["read", "search-type"], ["team"]),
                    _describe("AuditEvent", ["search-type"], ["viewer", "purpose", "mark", "entity"]),
                    _describe("Provenance", ["read", "search-type"], ["patient"], paged=False),
                ],
            }
        ],
    }


def _describe(kind: str, does: list[str], asked: list[str], paged: bool = True) -> dict[str, Any]:
    types = {"patient": "reference", "entity": "string", "team": "string"}
    return {
        "type": kind,
        "interaction": [{"code": one} for one in does],
        "searchParam": [{"name": one, "type": types.get(one, "token")} for one in asked] + (_PAGED if paged else []),
    }
