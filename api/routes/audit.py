"""Who looked at whom, for those who answer for it. Reading it is on the audit, too."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from api.answers.audit import AuditAnswer
from api.answers.audit_events import write_bundle
from api.auditing import Question, open_audit
from api.context import InContext
from api.looking import looks, make_router
from api.routes.failing import FAILS_ON_ID, Responses
from streams.codes.access import Action
from streams.codes.audit import Mark

router = make_router("/v1/areas/{area}/audit", "audit")

FHIR = "application/fhir+json"
_BUNDLE: Responses = {
    200: {"content": {FHIR: {"schema": {"type": "object"}}}, "description": "A FHIR R4 Bundle of AuditEvents"}
}

AreaNamed = Annotated[str, Path(max_length=31)]
IdLookedAt = Annotated[str, Query(max_length=60, description="Of a person or address: who looked at them")]
After = Annotated[str, Query(max_length=20, description="next of the answer before")]
Limit = Annotated[int, Query(ge=1, le=200)]


def _ask(
    viewer: Annotated[str, Query(pattern="^([0-9a-f]{24})?$", description="As in viewers: who looked")] = "",
    purpose: Annotated[str, Query(max_length=40, description="Code of a purpose")] = "",
    mark: Annotated[Mark | None, Query(description="What looks wrong")] = None,
) -> Question:
    return Question(viewer, purpose, mark or "")


Asked = Annotated[Question, Depends(_ask)]


@router.get("", operation_id="readAudit", summary="Who looked at whom", responses=FAILS_ON_ID)
@looks(Action.READ_AUDIT)
async def read_audit(
    context: InContext, area: AreaNamed, asked: Asked, id: IdLookedAt = "", after: After = "", limit: Limit = 50
) -> AuditAnswer:
    """Looks of the last thirteen months, latest first: all, or those of a viewer, at a person or address, for a
    purpose, with a mark."""
    return await open_audit(context, area, replace(asked, id=id), after, limit)


@router.get(
    "/events", operation_id="exportAudit", summary="The same as FHIR AuditEvents", responses=FAILS_ON_ID | _BUNDLE
)
@looks(Action.READ_AUDIT)
async def export_audit(
    request: Request,
    context: InContext,
    area: AreaNamed,
    asked: Asked,
    id: IdLookedAt = "",
    after: After = "",
    limit: Limit = 50,
) -> Response:
    """A FHIR R4 Bundle; the link to the next, of the same looks, is in the header `Link`."""
    answer = await open_audit(context, area, replace(asked, id=id), after, limit)
    # The query of a link is in place of that of the request: all of it has to be said again.
    said = [(name, value) for name, value in request.query_params.multi_items() if name != "after"]
    headers = {"Link": f'<?{urlencode([*said, ("after", answer.next)])}>; rel="next"'} if answer.next else {}
    return JSONResponse(write_bundle(answer.looks), headers=headers, media_type=FHIR)
