"""Who is signed in, in which role, and what for. None of it is a look at anybody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from api.answers.session import (
    PurposeDeclared,
    PurposeOffered,
    PurposesAnswer,
    RoleOffered,
    SessionAnswer,
    SessionHeld,
    SessionsAnswer,
)
from api.context import Context, InContext
from api.looking import find_session
from api.purposing import declare, list_purposes
from api.routes.failing import FAILS_ON_SEARCH
from api.signin.cookies import forget_session_id
from api.signin.sessions import Session
from streams.codes.access import Role
from streams.contract import Contract
from streams.errors import Invalid

router = APIRouter(prefix="/v1", tags=["session"])


async def _find(request: Request, context: InContext) -> Session:
    return await find_session(context, request)


InSession = Annotated[Session, Depends(_find)]


class PurposeSaid(Contract):
    code: Annotated[str, Field(max_length=40, description="One of the partnership's purposes")]
    reference: Annotated[str, Field(max_length=60, description="Your own, of the case; some purposes need one")] = ""


class RoleSaid(Contract):
    role: Role


class SignOut(Contract):
    everywhere: Annotated[bool, Field(strict=True, description="Also in every other browser")] = False


class SessionNamed(Contract):
    id: Annotated[str, Field(max_length=64, description="Of the list")]


@router.get("/session", operation_id="readSession", summary="Who is signed in", responses=FAILS_ON_SEARCH)
async def read_session(context: InContext, session: InSession) -> SessionAnswer:
    return await _tell(context, session)


@router.put("/session/role", operation_id="chooseRole", summary="Choose a role", responses=FAILS_ON_SEARCH)
async def put_role(context: InContext, session: InSession, said: RoleSaid) -> SessionAnswer:
    """One of those that the provider gave. The purpose is to be declared anew."""
    if said.role not in session.person.roles:
        raise Invalid("role", "choose one of the roles that you are signed in with", "role")
    await context.sessions.choose(session, said.role)
    return await _tell(context, session)


@router.get("/purposes", operation_id="listPurposes", summary="Purposes there are", responses=FAILS_ON_SEARCH)
async def read_purposes(context: InContext, session: InSession) -> PurposesAnswer:
    """Each with the law that lets agencies share for it. There are none outside safeguarding and care."""
    assert session
    return PurposesAnswer(purposes=[PurposeOffered(**one.model_dump()) for one in list_purposes(context.settings)])


@router.put("/purpose", operation_id="declarePurpose", summary="Declare a purpose", responses=FAILS_ON_SEARCH)
async def put_purpose(context: InContext, session: InSession, said: PurposeSaid) -> SessionAnswer:
    """Before anybody is looked up. It holds for a limited time, and each look is kept with it."""
    await context.sessions.declare(session, declare(context.settings, said.code, said.reference, context.now()))
    return await _tell(context, session)


@router.get("/sessions", operation_id="listSessions", summary="Where you are signed in", responses=FAILS_ON_SEARCH)
async def read_sessions(context: InContext, session: InSession) -> SessionsAnswer:
    """All of your own, the last used first."""
    now = context.now()
    held = await context.sessions.list_own(session.person, now)
    return SessionsAnswer(
        as_at=now,
        sessions=[
            SessionHeld(
                id=one.key,
                here=one.key == session.key,
                role=one.role,
                begun=one.begun,
                seen=one.seen,
                until=context.sessions.find_end(one, one.seen),
            )
            for one in held
        ],
    )


@router.post(
    "/sessions/end", operation_id="endSession", summary="Sign out elsewhere", status_code=204, responses=FAILS_ON_SEARCH
)
async def post_end(context: InContext, session: InSession, said: SessionNamed) -> Response:
    """One of your own; of any other nothing is said, and nothing is done."""
    await context.sessions.end_own(session.person, said.id)
    return Response(status_code=204)


@router.post("/session/end", operation_id="signOut", summary="Sign out", status_code=204, responses=FAILS_ON_SEARCH)
async def post_sign_out(context: InContext, session: InSession, said: SignOut) -> Response:
    await context.sessions.sign_out(session, said.everywhere)
    response = Response(status_code=204)
    forget_session_id(context.settings, response)
    return response


async def _tell(context: Context, session: Session) -> SessionAnswer:
    now = context.now()
    held = await context.sessions.read(session.key, now) or session
    person, purpose = held.person, held.purpose
    return SessionAnswer(
        as_at=now,
        name=person.name,
        agency=person.agency,
        role=held.role,
        roles=[RoleOffered(role=role, label=role.label) for role in person.roles],
        areas=sorted(person.areas),
        teams=sorted(person.teams),
        purpose=PurposeDeclared(
            code=purpose.code,
            label=purpose.label,
            gateway=purpose.gateway,
            reference=purpose.reference,
            declared_at=purpose.declared_at,
            until=purpose.until,
        )
        if purpose and now < purpose.until
        else None,
        until=context.sessions.find_end(held, held.seen),
        ends_at=held.begun + context.sessions.longest,
    )
