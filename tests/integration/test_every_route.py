"""Every route, asked as every role and as nobody: the answers are the decision table's, and nothing else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx import Response
from redis.asyncio import Redis
from starlette.routing import BaseRoute

from api.answers import addresses, alerts, caseload, correcting, glass, holdings, parts, persons, review, tracing
from api.app import create_app
from api.collecting import TOLD
from api.looking import LookRoute, find_action, make_router
from api.policy.deciding import PURPOSE_RULES, Resource, decide
from scoring.state.keys import Subject
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.errors import Broken
from streams.settings import Settings
from tests.household import AREA, NOW
from tests.integration.asking import FORM, Client, asking, connected
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration

# All that may be asked without having signed in, and what only signs in or out: no look at anybody.
_OPEN = {"/healthz", "/readyz", "/metrics", "/openapi.json", "/static", "/sign-in", "/sign-in/start"}
_OPEN |= {"/sign-in/development", "/sign-in/callback", "/sign-in/back-channel"}
_OPEN |= {"/fhir/metadata", "/fhir/{area}/metadata"}
_SESSION = {"/v1/session", "/v1/session/role", "/v1/session/end", "/v1/purposes", "/v1/purpose"}
_SESSION |= {"/v1/sessions", "/v1/sessions/end", "/sessions", "/sessions/end", "/role", "/purpose", "/sign-out"}
_RECORD = "A" * 16
_FILLED = {
    "area": AREA,
    "id": f"{AREA}.{_RECORD}",
    "record": _RECORD,
    "subject": "address",
    "entity": _RECORD,
    "alert": _RECORD,
    "one": _RECORD,
    "other": "B" * 16,
    "month": "2026-01",
    "look": "x-1",
}
_BODIES: dict[str, dict[str, Any]] = {
    "/holdings/search": {"number": "9990000018"},
    "/glass": {"named": f"{AREA}.{_RECORD}", "reason": "missing", "reference": "M-1"},
    "/review": {"finding": "justified"},
    "/holdings/proof": {"records": [_RECORD]},
    "/corrections": {"right": "erase", "reason": "person-asked"},
    "/corrections/preview": {"right": "erase", "reason": "person-asked"},
    "/search": {"q": "Ashby"},
    "/decisions": {"subject": "person", "one": _RECORD, "other": "B" * 16, "same": True, "reason": "person-asked"},
    "/action": {"action": "visited"},
    "/dismissal": {"reason": "no-concern"},
    "/opinion": {"made_at": NOW.isoformat(), "probability": 0.1, "opinion": "agree", "reason": "other"},
    "/intervention": {"intervention": "team-discussed"},
    "/watch": {"until": "2026-11-30T00:00:00Z"},
}
TEAMS = frozenset(("North CMHT",))


def walk(routes: list[BaseRoute]) -> Iterator[BaseRoute]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from walk(inner.routes)


def make_app() -> FastAPI:
    return create_app(Settings(dev_signin=True), Redis(), lambda: NOW)


LOOKS = [route for route in walk(make_app().routes) if isinstance(route, LookRoute)]


def test_every_route_says_what_it_does() -> None:
    """A path without an action is one of those few that are no look at anybody."""
    others = {str(getattr(route, "path", "")) for route in walk(make_app().routes) if not isinstance(route, LookRoute)}
    assert others == _OPEN | _SESSION
    assert len(LOOKS) > 50
    assert all(find_action(route.endpoint) in set(Action) for route in LOOKS)


def test_a_route_that_does_not_say_so_is_not_taken() -> None:
    """The process does not start with it."""

    async def show() -> None:
        return

    with pytest.raises(Broken, match="names no action"):
        make_router("/v1/leak", "leak").add_api_route("/all", show)


def test_everybody_an_answer_can_name_is_collected() -> None:
    """Each model with a public id in it is one that the walk for the audit knows."""
    described = parts.PublicId.__metadata__[0].description  # type: ignore[attr-defined]
    models = {
        model
        for module in (addresses, alerts, caseload, correcting, glass, holdings, parts, persons, review, tracing)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, parts.Answer)
        if any(
            described in (field.description or "") or "PublicId" in str(field) for field in model.model_fields.values()
        )
        or any(name == "id" and "northmoor." in str(field.examples) for name, field in model.model_fields.items())
        or ("id" in model.model_fields and model.__name__ in {"AddressSeen", "StayTraced", "Mention"})
    }
    assert {model for model in models if model not in TOLD} == set()
    assert len(models) >= 14


def list_named(route: APIRoute) -> dict[str, str]:
    """What each name in a path may be: of nobody."""
    return {**_FILLED, "id": _RECORD} if "/{area}/" in route.path else _FILLED


async def ask(client: Client, route: APIRoute) -> Response:
    action = find_action(route.endpoint)
    named = list_named(route)
    path = re.sub(r"\{(\w+)\}", lambda found: named[found[1]], route.path)
    (method,) = set(route.methods or ()) - {"HEAD"}
    if method == "GET":
        if action is Action.FOLLOW_ALERTS:
            # A place that is none: refused once it is clear that they may follow, so that the stream ends.
            return await client.get(path, headers={"Last-Event-ID": "yesterday"})
        return await client.get(path, params={"patient": _RECORD} if path.endswith("/Provenance") else None)
    if not route.path.startswith("/v1"):
        return await client.post(path, data={"q": "Ashby", **client.signed}, headers=FORM)
    body = next((body for end, body in _BODIES.items() if path.endswith(end)), {})
    return await client.post(path, json=body)


def is_for_programs(route: APIRoute) -> bool:
    return route.path.startswith(("/v1", "/fhir"))


def read_code(answer: Response) -> str:
    """Of a problem, also where FHIR has it as an OperationOutcome."""
    said: dict[str, Any] = answer.json()
    if said.get("resourceType") != "OperationOutcome":
        return str(said["code"])
    assert answer.headers["content-type"] == "application/fhir+json"
    return str(said["issue"][0]["details"]["coding"][0]["code"])


def expect(role: Role, action: Action, subject: Subject) -> str:
    # That something is withheld is known only on the way.
    resource = Resource(AREA, subject, TEAMS, restricted=action is Action.BREAK_GLASS)
    viewer = Somebody(role, TEAMS).describe(Settings()).act_as(role)
    decision = decide(viewer, action, resource, None, NOW)
    return "" if decision.allowed or decision.rule in PURPOSE_RULES else decision.rule


@pytest.mark.parametrize("role", [*Role])
async def test_each_role_gets_what_the_table_says(role: Role, filled: str, audited: Settings) -> None:
    """Refused where the table refuses, under its rule; elsewhere answered, or told that there is no such thing."""
    who = Somebody(role, TEAMS, agency=Agency.EHR)
    async with connected(filled) as redis, asking(audited, redis, lambda: NOW, who) as client:
        for route in LOOKS:
            action = find_action(route.endpoint)
            assert action is not None
            answer = await ask(client, route)
            rule = expect(role, action, Subject.ADDRESS)
            assert (answer.status_code == 403) == bool(rule), (role, route.path, answer.status_code, answer.text[:300])
            assert answer.status_code in (200, 202, 303, 403, 404, 422), (role, route.path, answer.text[:300])
            if rule and is_for_programs(route):
                assert read_code(answer) == rule


@pytest.mark.parametrize("purpose", ["", "before-visit"])
async def test_without_a_purpose_nobody_is_looked_up(purpose: str, filled: str, audited: Settings) -> None:
    """The API refuses and says so, pages ask for one and come back; what names nobody is answered."""
    who, clock = Somebody(purpose=purpose), iter([NOW, *[NOW.replace(hour=15, minute=1)] * 9_999])
    # With one that was declared an hour ago, and has run out.
    settings = audited.model_copy(update={"idle_minutes": 60, "purpose_minutes": 30})
    async with connected(filled) as redis, asking(settings, redis, clock.__next__, who) as client:
        for route in LOOKS:
            action = find_action(route.endpoint)
            assert action is not None
            decision = decide(
                who.describe(settings).act_as(who.role), action, Resource(AREA, Subject.ADDRESS, TEAMS), None, NOW
            )
            if decision.rule not in PURPOSE_RULES:
                continue
            answer = await ask(client, route)
            if is_for_programs(route):
                code = "purpose-expired" if purpose else "purpose-missing"
                assert (answer.status_code, read_code(answer)) == (403, code), route.path
            else:
                assert answer.status_code == 303, route.path
                assert answer.headers["location"].startswith("/purpose")


async def test_nobody_gets_anything(filled: str, audited: Settings) -> None:
    """401 for programs, the way to the sign-in for people; whatever is sent, and also for what is no request at all."""
    async with connected(filled) as redis, asking(audited, redis, lambda: NOW, None) as client:
        for route in LOOKS:
            answer = await ask(client, route)
            if is_for_programs(route):
                assert (answer.status_code, read_code(answer)) == (401, "not-signed-in"), route.path
                assert "www-authenticate" in answer.headers
            else:
                assert answer.status_code == 303, route.path
                assert answer.headers["location"].startswith("/sign-in")
            assert "Ashby" not in answer.text
        for path in _SESSION:
            assert (await client.get(path)).status_code in (303, 401, 405)
        broken = await client.post("/v1/persons/search", content=b"{", headers={"content-type": "application/json"})
        assert broken.status_code == 401


async def test_another_area_is_not_looked_into(filled: str, audited: Settings) -> None:
    """Neither by its name nor by an id; a search goes no further than one's own areas."""
    who = Somebody(areas=frozenset(("eastvale",)))
    async with connected(filled) as redis, asking(audited, redis, lambda: NOW, who) as client:
        for route in LOOKS:
            if "{" not in route.path or expect(
                who.role, find_action(route.endpoint) or Action.OPEN_PERSON, Subject.ADDRESS
            ):
                continue
            assert (await ask(client, route)).status_code == 403, route.path
        answer = await client.post("/v1/persons/search", json={"q": "Ashby"})
        assert answer.json()["results"] == []
        assert (await client.post("/v1/persons/search", json={"q": "Ashby", "area": AREA})).status_code == 403
        page = await client.post("/persons", data={"q": "Ashby", "area": AREA, **client.signed}, headers=FORM)
        assert page.status_code == 403
        assert [one["area"] for one in (await client.get("/v1/catalogue")).json()["areas"]] == ["eastvale"]
