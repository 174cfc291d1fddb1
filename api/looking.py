"""The one way to an answer: signed in, a purpose declared, allowed, answered, on the audit, and only then sent.

Each route says with :func:`looks` what it does, and is of :class:`LookRoute`, which takes no route that does not.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.asker import Asker, NotSignedIn, Refused, RoleMissing
from api.asking import Unknown
from api.audit.keeping import keep
from api.audit.looks import Look, Ruling
from api.audit.marking import is_colleague
from api.bearing import brings_token, find_program_session
from api.context import Context
from api.policy.deciding import Decision, Resource, decide
from api.policy.grants import NAMES_NOBODY
from api.revalidating import describe_revalidation, revalidate
from api.signin.cookies import read_session_id
from api.signin.sessions import Session
from scoring.audit.entry import name_viewer
from scoring.state.auditing import AuditIndex
from scoring.state.keys import Subject
from streams.codes.access import Action
from streams.codes.audit import Mark, Outcome
from streams.errors import Broken

P = ParamSpec("P")
R = TypeVar("R")

_RECORD = re.compile(r"[A-Za-z0-9_-]{16}")
_ACTION = "linnet_action"
# In the OpenAPI document: what the policy decides on, and the audit keeps.
ACTION = "x-linnet-action"
# What a page asks by itself, so that nobody stays signed in who has left.
_BY_ITSELF = "linnet-by-itself"
_OPENS = frozenset(
    (
        Action.OPEN_PERSON,
        Action.OPEN_ADDRESS,
        Action.OPEN_LINKS,
        Action.TRACE_PERSON,
        Action.OPEN_RISK,
        Action.ANSWER_SCORE,
        Action.WATCH_ADDRESS,
        Action.READ_AUDIT,
        Action.OPEN_HOLDINGS,
        Action.CORRECT_HOLDINGS,
        Action.BREAK_GLASS,
    )
)
# Of what is shown in them nobody is noted: alerts come later, and the audit tells of looks, not of people.
_SHOWS_NOBODY = frozenset((Action.FOLLOW_ALERTS, Action.READ_AUDIT))


class Hidden(Unknown):
    """Refused, and answered like what was never there: that it is there is itself not to be known."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("id-unknown", "Nothing is known under this id. Search again: what it stood for may be gone.")
        self.decision = decision


class LookRoute(APIRoute):
    """Raises :class:`Broken` for an endpoint that does not say what it does."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        action = find_action(endpoint)
        if action is None:
            raise Broken(f"the route {path} names no action, so nobody may use it")
        more["openapi_extra"] = (more.get("openapi_extra") or {}) | {ACTION: action.value}
        # JSON that is read, but neither pages nor what has a class of its own: a table, a stream.
        self._revalidates = (
            bool(more.get("include_in_schema"))
            and more.get("methods") == ["GET"]
            and isinstance(more.get("response_class"), DefaultPlaceholder)
        )
        if self._revalidates:
            more["responses"] = describe_revalidation(more.get("responses") or {})
        super().__init__(path, endpoint, **more)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def admit(request: Request) -> Response:
            action = find_action(self.endpoint)
            assert action is not None
            context: Context = request.app.state.context
            asker = await find_asker(context, request, action)
            request.state.context = replace(context, asked_by=asker)
            response = await answer(request)
            return revalidate(request, response, asker.session.key) if self._revalidates else response

        return admit


def make_router(prefix: str = "", tag: str = "") -> APIRouter:
    """Of pages where there is no ``tag``."""
    tags: list[Any] = [tag] if tag else []
    return APIRouter(prefix=prefix, tags=tags, route_class=LookRoute, include_in_schema=bool(tag))


def looks(action: Action) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Of an endpoint with a ``context``. What it is asked about is read from its other parameters: ``area``, or an
    ``id`` that begins with one, ``team``, ``subject``."""

    def declare(endpoint: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @wraps(endpoint)
        async def answer(*args: P.args, **asked: P.kwargs) -> R:
            context = asked["context"]
            assert isinstance(context, Context)

            async def look() -> R:
                await context.pace.keep(context.asker)
                return await endpoint(*args, **asked)

            return await _answer(context, asked, look)

        setattr(answer, _ACTION, action)
        return answer

    return declare


def find_action(endpoint: Callable[..., Any]) -> Action | None:
    return getattr(endpoint, _ACTION, None)


def is_by_itself(request: Request) -> bool:
    return _BY_ITSELF in request.headers


async def find_session(context: Context, request: Request, active: bool = True) -> Session:
    """``active``: somebody did something, unless the request says otherwise. Raises :class:`NotSignedIn`."""
    session_id = read_session_id(context.settings, request)
    active = active and not is_by_itself(request)
    session = await context.sessions.find(session_id, context.now(), active) if session_id else None
    if session is None:
        raise NotSignedIn
    return session


async def find_asker(context: Context, request: Request, action: Action) -> Asker:
    # A browser connects a stream again and again by itself, and can say nothing with it.
    by_itself = is_by_itself(request) or action is Action.FOLLOW_ALERTS
    if brings_token(request):
        session = await find_program_session(context, request)
    else:
        session = await find_session(context, request, not by_itself)
    if session.viewer is None:
        raise RoleMissing
    return Asker(session, session.viewer, action, by_itself=by_itself)


def require(context: Context, resource: Resource, hide: bool = False) -> None:
    """Raises :class:`Refused` where it is known only on the way what is asked about; :class:`Hidden` with ``hide``."""
    decision = judge(context, context.asker.action, resource)
    if not decision.allowed:
        raise Hidden(decision) if hide else Refused(decision)


def require_others(context: Context, area: str, numbers: Collection[str]) -> None:
    """``numbers``: NHS numbers of whom it is about. Raises :class:`Refused` where the viewer's own is among them;
    before anything is sent, for afterwards it is done."""
    if context.asker.viewer.is_among(numbers):
        require(context, Resource(area, own=True))


def judge(context: Context, action: Action, resource: Resource) -> Decision:
    asker = context.asker
    return decide(asker.viewer, action, resource, asker.purpose, context.now())


def may_do(context: Context, action: Action) -> bool:
    """For pages, which show nobody a way that is closed to them. Of what is known only there, the viewer's own."""
    resource = Resource(subject=Subject.ADDRESS, teams=context.asker.viewer.teams)
    return judge(context, action, resource).rule not in ("role-may-not", "area-not-yours", "team-not-yours")


async def look_within(context: Context, action: Action, area: str, answer: Callable[[Context], Awaitable[R]]) -> R:
    """A look of its own as part of another: decided and kept under its own ``action``, with what it shows. Raises as
    any other look does."""
    asker = context.asker
    inner = replace(context, asked_by=Asker(asker.session, asker.viewer, action, stated=asker.stated))
    return await _answer(inner, {"area": area}, lambda: answer(inner))


async def keep_shown(context: Context, area: str) -> None:
    """Of what is shown bit by bit: what was noted since the last time. Raises :class:`Transient`."""
    decision = judge(context, context.asker.action, Resource(area, teams=context.asker.viewer.teams))
    await _keep(context, decision, area, "", Outcome.ANSWERED)
    context.asker.seen.clear()


async def keep_first(context: Context, area: str, about: str, outcome: Outcome) -> None:
    """Of what must be on the audit before it is done, and not only before it is told. Raises :class:`Transient`."""
    # What it is and whose was required before.
    resource = Resource(area, Subject.ADDRESS, context.asker.viewer.teams, restricted=True)
    await _keep(context, judge(context, context.asker.action, resource), area, about, outcome)
    context.asker.kept = True


async def _answer(context: Context, asked: Mapping[str, Any], answer: Callable[[], Awaitable[R]]) -> R:
    resource = _find_resource(context, asked)
    about = _find_asked(context, resource.area, asked)
    decision = judge(context, context.asker.action, resource)
    try:
        if not decision.allowed:
            raise Refused(decision)
        found = await answer()
        if isinstance(found, BaseModel):
            context.asker.note(found)
        require_others(context, resource.area, context.asker.opened_numbers)
    except (Refused, Hidden) as fault:  # Invalid, and on the audit
        await _keep(context, fault.decision, resource.area, about, Outcome.REFUSED)
        raise
    except Unknown:
        await _keep(context, decision, resource.area, about, Outcome.NOTHING)
        raise
    if context.asker.action not in NAMES_NOBODY:
        shown = context.asker.seen or context.asker.action in _SHOWS_NOBODY
        outcome = Outcome.ANSWERED if shown else Outcome.NOTHING
        await _keep(context, decision, resource.area, about, outcome)
    return found


def _find_resource(context: Context, asked: Mapping[str, Any]) -> Resource:
    """Teams and kinds that are known only on the way are taken for the viewer's own, and required again there."""
    area = asked.get("area") or getattr(asked.get("asked"), "area", "") or str(asked.get("id") or "").partition(".")[0]
    if area not in context.settings.partnership.areas:
        area = ""  # the endpoint says that there is none such
    team = asked.get("team") or ""
    subject = asked.get("subject") or Subject.ADDRESS
    teams = frozenset((team,)) if team else context.asker.viewer.teams
    # That something is withheld, too, is known only on the way, and required there.
    return Resource(area, subject, teams, restricted=context.asker.action is Action.BREAK_GLASS)


def _find_asked(context: Context, area: str, asked: Mapping[str, Any]) -> str:
    if context.asker.action not in _OPENS or not area:
        return ""
    named = str(asked.get("id") or asked.get("record") or "")
    if not named:
        return ""
    return named if named.startswith(f"{area}.") else f"{area}.{named}"


async def _keep(context: Context, decision: Decision, area: str, about: str, outcome: Outcome) -> None:
    """One look in each area that it concerns."""
    if context.asker.kept:
        return
    asker, ruling = context.asker, Ruling(decision.rule, decision.version, decision.allowed)
    about = about or asker.about
    seen = tuple(asker.seen.values()) if outcome is Outcome.ANSWERED else ()
    by_area = {
        name: [one for one in seen if one.id.startswith(f"{name}.")] for name in context.settings.partnership.areas
    }
    concerned = [name for name, shown in by_area.items() if shown] if seen else []
    if not concerned:
        concerned = [area] if area else list(context.areas) or list(by_area)[:1]
    looks = [
        Look(
            asker.viewer,
            asker.purpose,
            ruling,
            asker.action,
            name,
            context.now(),
            about if _is_id(about, name) else "",
            tuple(by_area[name]) if seen else (),
            marks=await _find_marks(context, name),
            outcome=outcome,
        )
        for name in concerned
    ]
    await keep(context, *looks)


def _is_id(about: str, area: str) -> bool:
    """What somebody asked by in place of an id may be a name or a number, and the audit forgets nothing."""
    return about.startswith(f"{area}.") and _RECORD.fullmatch(about, len(area) + 1) is not None


async def _find_marks(context: Context, area: str) -> frozenset[Mark]:
    """Cost: a round trip where a person was opened."""
    asker = context.asker
    if not asker.opened:
        return frozenset(asker.marks)
    looked = await AuditIndex(context.redis).viewers(area)
    looked.pop(name_viewer(asker.viewer.issuer, asker.viewer.subject), None)
    found = any(is_colleague(looked.values(), person) for person in asker.opened)
    return frozenset(asker.marks | ({Mark.COLLEAGUE} if found else set()))
