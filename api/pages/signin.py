"""The pages of signing in and out, choosing a role, and declaring a purpose."""

import hmac
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.asker import NotSignedIn
from api.context import Context, InContext
from api.looking import find_session
from api.pages.asked import After, Words
from api.pages.forms import read_signed, read_unsigned
from api.pages.rendering import render
from api.pages.returning import choose_after, lead_to
from api.purposing import declare, list_purposes
from api.signin import development
from api.signin.cookies import (
    forget_session_id,
    keep_browser,
    keep_session_id,
    read_browser,
    read_session_id,
)
from api.signin.flow import Ways
from api.signin.people import Person
from api.signin.provider import CALLBACK
from api.signin.sessions import Session
from api.signin.telling import tell_ended_at_provider, tell_refused, tell_signed_in
from api.signin.tokens import NotBelieved
from streams.codes.access import Role
from streams.errors import Invalid, Transient
from streams.logs import log

router = APIRouter(include_in_schema=False)

BACK_CHANNEL = "/sign-in/back-channel"
# The provider's own making: some put all that they know into it.
Code = Annotated[str, Query(max_length=8_000)]


@router.get("/sign-in")
async def show_sign_in(context: InContext, after: After = "") -> Response:
    people = development.list_people(context.settings) if context.provider is None else []
    after = choose_after(after)
    return render(context, "sign_in.html", people=people, after=after, start=lead_to("/sign-in/start", after))


@router.post("/sign-in/development")
async def take_development(request: Request, context: InContext) -> Response:
    """There is no such path where there is a provider."""
    said = await read_unsigned(request)
    person = development.find_person(context.settings, said["subject"]) if context.provider is None else None
    if person is None:
        raise NotSignedIn
    return await _begin(request, context, person, choose_after(said["after"]))


@router.get("/sign-in/start")
async def send_to_provider(request: Request, context: InContext, after: After = "") -> Response:
    if context.provider is None:
        return RedirectResponse(lead_to("/sign-in", choose_after(after)), 303)
    now, browser = context.now(), read_browser(context.settings, request)
    since = now if await _has_left(context, request) else None
    state, way = await Ways(context.redis).set_out(choose_after(after), browser, since)
    response = RedirectResponse(await context.provider.send_to(state, way, now), 303)
    keep_browser(context.settings, response, way.browser)
    return response


@router.get(CALLBACK)
async def take_answer(
    request: Request, context: InContext, state: Words = "", code: Code = "", iss: Words = ""
) -> Response:
    try:
        way = await Ways(context.redis).arrive(state) if state else None
        browser = read_browser(context.settings, request).encode()
        if way is None or not hmac.compare_digest(way.browser.encode(), browser):
            raise NotBelieved("state")
        # RFC 9207: else another provider's answer could be passed off as this one's.
        if context.provider is None or (iss and iss != context.settings.oidc_issuer):
            raise NotBelieved("iss")
        if not code:
            raise NotBelieved("code")
        person = await context.provider.receive(code, way, context.now())
    except Invalid as fault:
        tell_refused(fault)
        raise
    return await _begin(request, context, person, way.after)


@router.post(BACK_CHANNEL)
async def take_back_channel(request: Request, context: InContext) -> Response:
    """The provider itself tells that somebody has signed out there."""
    said = await read_unsigned(request)
    if context.provider is None:
        raise NotSignedIn
    try:
        subject, session = await context.provider.end(said["logout_token"], context.now())
    except NotBelieved as fault:  # Invalid
        log.warning("sign-out-refused", reason=fault.why)
        return Response(status_code=400)
    await context.sessions.end_at_provider(context.settings.oidc_issuer, subject, session)
    tell_ended_at_provider(context.settings.oidc_issuer, subject)
    return Response(status_code=200)


@router.post("/sign-out")
async def take_sign_out(request: Request, context: InContext) -> Response:
    session = await find_session(context, request)
    said = await read_signed(request, session)
    await context.sessions.sign_out(session, bool(said["everywhere"]))
    response = render(context, "signed_out.html", elsewhere=await _find_way_out(context))
    forget_session_id(context.settings, response)
    return response


@router.get("/sessions")
async def show_sessions(request: Request, context: InContext) -> Response:
    """Where else one is signed in."""
    session = await find_session(context, request)
    held = await context.sessions.list_own(session.person, context.now())
    ends = {one.key: context.sessions.find_end(one, one.seen) for one in held}
    return render(context, "sessions.html", session=session, sessions=held, ends=ends)


@router.post("/sessions/end")
async def take_end(request: Request, context: InContext) -> Response:
    session = await find_session(context, request)
    said = await read_signed(request, session)
    await context.sessions.end_own(session.person, said["key"])
    return RedirectResponse("/sessions", 303)


@router.get("/role")
async def show_roles(request: Request, context: InContext, after: After = "") -> Response:
    session = await find_session(context, request)
    return render(context, "role.html", session=session, roles=session.person.roles, after=choose_after(after))


@router.post("/role")
async def take_role(request: Request, context: InContext) -> Response:
    session = await find_session(context, request)
    said = await read_signed(request, session)
    if said["role"] in session.person.roles:
        await context.sessions.choose(session, Role(said["role"]))
    return RedirectResponse(choose_after(said["after"]), 303)


@router.get("/purpose")
async def show_purposes(request: Request, context: InContext, after: After = "") -> Response:
    session = await find_session(context, request)
    held = session.purpose
    chosen = {"purpose": held.code if held else "", "reference": held.reference if held else ""}
    return _ask_purpose(context, session, chosen, choose_after(after), None)


@router.post("/purpose")
async def take_purpose(request: Request, context: InContext) -> Response:
    session = await find_session(context, request)
    said, after = await read_signed(request, session), ""
    after = choose_after(said["after"])
    try:
        purpose = declare(context.settings, said["purpose"], said["reference"], context.now())
    except Invalid as fault:  # the form says what to enter instead
        return _ask_purpose(context, session, said, after, fault)
    await context.sessions.declare(session, purpose)
    return RedirectResponse(after, 303)


def _ask_purpose(
    context: Context, session: Session, chosen: Mapping[str, str], after: str, fault: Invalid | None
) -> Response:
    said: dict[str, Any] = {"chosen": chosen, "after": after, "fault": fault}
    status, purposes = 422 if fault else 200, list_purposes(context.settings)
    return render(context, "purpose.html", status, session=session, purposes=purposes, **said)


async def _find_way_out(context: Context) -> str:
    """Empty also where the provider does not answer: here it is done."""
    try:
        return await context.provider.sign_out_at(context.now()) if context.provider else ""
    except Transient:
        return ""


async def _has_left(context: Context, request: Request) -> bool:
    """Somebody was signed in in this browser, and is not any more."""
    session_id = read_session_id(context.settings, request)
    return bool(session_id) and await context.sessions.find(session_id, context.now(), active=False) is None


async def _begin(request: Request, context: Context, person: Person, after: str) -> Response:
    """Under a new id, so that nobody knows it who knew one before (session fixation)."""
    old = await context.sessions.find(read_session_id(context.settings, request), context.now())
    if old is not None:
        await context.sessions.end(old.key)
    session_id = await context.sessions.begin(person, context.now())
    tell_signed_in(person, "provider" if context.provider else "development")
    response = RedirectResponse(after if len(person.roles) == 1 else lead_to("/role", after), 303)
    keep_session_id(context.settings, response, session_id)
    return response
