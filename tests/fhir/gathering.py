from collections.abc import Iterator
from typing import Any

import httpx

from streams.codes.access import Role
from streams.settings import Settings
from tests.fuzzing.world import CARED, sign_in
from tests.household import AREA
from tests.signed_in import COOKIE

Resource = dict[str, Any]
_NORTH, _EAST = f"/fhir/{AREA}", f"/fhir/{CARED}"


def gather(address: str, settings: Settings) -> dict[str, Resource]:
    """One of each kind of answer, by a name for it."""

    def asking(role: Role) -> httpx.Client:
        return httpx.Client(base_url=address, cookies={COOKIE: sign_in(settings, role)}, timeout=60)

    with asking(Role.HUB_OFFICER) as hub, asking(Role.TEAM_MANAGER) as cares, asking(Role.AUDIT_MANAGER) as audits:
        return dict([*_ask_as_hub(hub), *_ask_as_manager(cares), *_ask_as_auditor(audits)])


def _ask_as_hub(hub: httpx.Client) -> Iterator[tuple[str, Resource]]:
    flags = _read(hub, f"{_NORTH}/Flag?_count=2")
    yield "flags", flags
    yield "flags-next", _read(hub, find_next(flags) or "")
    yield "flag", _read(hub, f"{_NORTH}/Flag/{flags['entry'][0]['resource']['id']}")
    found = hub.post("/v1/persons/search", json={"q": "Maureen Ashby"}).json()["results"][0]["id"]
    yield "links", _read(hub, f"{_NORTH}/Provenance?patient={found.partition('.')[2].replace('_', '.')}")
    yield "capability", _read(hub, "/fhir/metadata")
    yield "unknown", _read(hub, f"{_NORTH}/Flag/nothing", 404)
    yield "invalid", _read(hub, f"{_NORTH}/Flag?_count=many", 422)
    yield "refused", _read(hub, f"{_EAST}/RiskAssessment", 403)


def _ask_as_manager(cares: httpx.Client) -> Iterator[tuple[str, Resource]]:
    risks = _read(cares, f"{_EAST}/RiskAssessment?_count=100")
    yield "risks", risks
    for number, entry in enumerate(risks["entry"][:2]):
        yield f"risk-{number}", _read(cares, f"{_EAST}/RiskAssessment/{entry['resource']['id']}")
        yield f"score-{number}", _read(cares, f"{_EAST}/Provenance/score-{entry['resource']['id']}")


def _ask_as_auditor(audits: httpx.Client) -> Iterator[tuple[str, Resource]]:
    yield "audit", _read(audits, f"{_NORTH}/AuditEvent?_count=100")


def find_next(bundle: Resource) -> str | None:
    return next((one["url"] for one in bundle["link"] if one["relation"] == "next"), None)


def _read(client: httpx.Client, path: str, status: int = 200) -> Resource:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.text)
    assert answer.headers["content-type"] == "application/fhir+json"
    found: Resource = answer.json()
    return found
