"""Alerts, scores, links and the audit as FHIR R4, each under the same policy as the answer that it is made of."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import AfterValidator

from api.alerting import list_area_alerts, open_named_alert
from api.answers.audit_events import write_event
from api.auditing import Question, open_audit
from api.caseload import list_caseload, open_risk
from api.context import InContext
from api.fhir.bundles import write_bundle
from api.fhir.capability import write_capability
from api.fhir.flags import write_flag
from api.fhir.provenances import write_link_provenances, write_score_provenance
from api.fhir.risks import write_risk
from api.looking import looks, make_router
from api.reviewing import open_links
from api.routes.failing import FAILS_FOR_ALL, FAILS_ON_ID, Responses
from scoring.state import alerts_view, caseload_view
from scoring.state.keys import Subject
from streams.codes.access import Action
from streams.codes.audit import Mark
from streams.codes.caseload import CaseloadList, CaseloadOrder
from streams.fhir import read_fhir_id

MEDIA_TYPE = "application/fhir+json"
metadata = APIRouter(prefix="/fhir", tags=["fhir"])
router = make_router("/fhir/{area}", "fhir")

_RESOURCE: Responses = {
    200: {
        "content": {MEDIA_TYPE: {"schema": {"type": "object", "required": ["resourceType"]}}},
        "description": "A FHIR R4 resource",
    }
}
_FAILS = FAILS_ON_ID | _RESOURCE

AreaNamed = Annotated[str, Path(max_length=31)]
FhirId = Annotated[str, Path(max_length=64, description="As a Bundle gave it"), AfterValidator(read_fhir_id)]
PatientAsked = Annotated[
    str,
    Query(alias="patient", min_length=1, max_length=64, description="Id here of the person"),
    AfterValidator(read_fhir_id),
]
Count = Annotated[int, Query(alias="_count", ge=1, le=100, description="Resources in a page at most")]
After = Annotated[str, Query(max_length=80, description="From the link to the next page")]


class FhirResponse(JSONResponse):
    media_type = MEDIA_TYPE


@metadata.get("/metadata", operation_id="readCapability", summary="What there is", responses=FAILS_FOR_ALL | _RESOURCE)
async def read_capability() -> FhirResponse:
    return FhirResponse(write_capability())


@metadata.get(
    "/{area}/metadata",
    operation_id="readAreaCapability",
    summary="What there is",
    responses=FAILS_FOR_ALL | {422: FAILS_ON_ID[422]} | _RESOURCE,
)
async def read_area_capability(area: AreaNamed) -> FhirResponse:
    """The same for every area, whether there is one or not."""
    assert area
    return FhirResponse(write_capability())


@router.get("/Flag", operation_id="searchFlags", summary="Alerts as Flags", responses=_FAILS)
@looks(Action.LIST_ALERTS)
async def search_flags(
    request: Request,
    context: InContext,
    area: AreaNamed,
    state: Annotated[str, Query(pattern="^(open|ended)$", description="As listAlerts has it")] = "open",
    after: After = "",
    count: Count = 20,
) -> FhirResponse:
    """In the order of listAlerts: overdue first, then by severity."""
    wanted = alerts_view.Wanted(state == "ended", "", "", "", "")
    answer = await list_area_alerts(context, area, wanted, after, count)
    context.asker.note(answer)
    flags = [write_flag(alert) for alert in answer.alerts]
    return FhirResponse(write_bundle(request, flags, answer.as_at, answer.next))


@router.get("/Flag/{alert}", operation_id="readFlag", summary="An alert as a Flag", responses=_FAILS)
@looks(Action.OPEN_ALERT)
async def read_flag(context: InContext, area: AreaNamed, alert: FhirId) -> FhirResponse:
    answer = await open_named_alert(context, f"{area}.{alert}")
    context.asker.note(answer)
    return FhirResponse(write_flag(answer.alert))


@router.get("/RiskAssessment", operation_id="searchRisks", summary="A caseload's scores", responses=_FAILS)
@looks(Action.LIST_CASELOAD)
async def search_risks(
    request: Request,
    context: InContext,
    area: AreaNamed,
    team: Annotated[str, Query(max_length=100, description="Name of a team; every team's when left out")] = "",
    after: After = "",
    count: Count = 20,
) -> FhirResponse:
    """Of everybody on the caseload, highest risk first."""
    wanted = caseload_view.Wanted(team, "", "", CaseloadList.ALL, CaseloadOrder.LIST)
    answer = await list_caseload(context, area, wanted, after, count)
    context.asker.note(answer)
    risks = [write_risk(person, answer.model, answer.as_at) for person in answer.people]
    return FhirResponse(write_bundle(request, risks, answer.as_at, answer.next))


@router.get("/RiskAssessment/{id}", operation_id="readRiskAssessment", summary="A person's score", responses=_FAILS)
@looks(Action.OPEN_RISK)
async def read_risk_assessment(context: InContext, area: AreaNamed, id: FhirId) -> FhirResponse:
    answer = await open_risk(context, area, id)
    context.asker.note(answer)
    return FhirResponse(write_risk(answer.person, answer.model, answer.as_at))


@router.get("/Provenance", operation_id="searchProvenance", summary="Why one person", responses=_FAILS)
@looks(Action.OPEN_LINKS)
async def search_provenance(request: Request, context: InContext, area: AreaNamed, id: PatientAsked) -> FhirResponse:
    """The records that were linked to one person, and what people decided about them."""
    answer = await open_links(context, Subject.PERSON, f"{area}.{id}")
    context.asker.note(answer)
    now = context.now()
    return FhirResponse(write_bundle(request, write_link_provenances(answer, now), now))


@router.get("/Provenance/score-{id}", operation_id="readScoreProvenance", summary="Whence a score", responses=_FAILS)
@looks(Action.OPEN_RISK)
async def read_score_provenance(context: InContext, area: AreaNamed, id: FhirId) -> FhirResponse:
    """The model that made it, and what was missing."""
    answer = await open_risk(context, area, id)
    context.asker.note(answer)
    return FhirResponse(write_score_provenance(answer))


def _ask(
    viewer: Annotated[str, Query(pattern="^([0-9a-f]{24})?$", description="Who looked, as in agent.who")] = "",
    purpose: Annotated[str, Query(max_length=40, description="Code of a purpose")] = "",
    mark: Annotated[Mark | None, Query(description="What looks wrong")] = None,
) -> Question:
    return Question(viewer, purpose, mark or "")


@router.get("/AuditEvent", operation_id="searchAuditEvents", summary="Who looked at whom", responses=_FAILS)
@looks(Action.READ_AUDIT)
async def search_audit_events(
    request: Request,
    context: InContext,
    area: AreaNamed,
    asked: Annotated[Question, Depends(_ask)],
    id: Annotated[
        str, Query(alias="entity", max_length=60, description="Of a person or address: who looked at them")
    ] = "",
    after: After = "",
    count: Count = 50,
) -> FhirResponse:
    """Latest first, of the last thirteen months."""
    answer = await open_audit(context, area, replace(asked, id=id), after, count)
    events: list[dict[str, Any]] = [write_event(look) for look in answer.looks]
    return FhirResponse(write_bundle(request, events, context.now(), answer.next))
