"""Requests that nobody would think of: of the API by Schemathesis, of the pages by hand."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi.routing import APIRoute
from httpx import AsyncClient, Response

from api import hearing
from api.hearing import MOST_BYTES
from api.looking import find_action
from streams.codes.access import Action, Role
from streams.settings import Settings
from tests.e2e.visiting import serving
from tests.fuzzing.running import fuzz
from tests.fuzzing.world import fill, find_known
from tests.household import NOW
from tests.integration.asking import FORM, Client, asking, connected
from tests.integration.test_every_route import LOOKS, is_for_programs, list_named
from tests.signed_in import Somebody

pytestmark = pytest.mark.integration

# Of nobody's page, whichever quotation marks it stands in.
_MARKUP = "'\"--></title></select><script>alert(1)</script><img src=x onerror=alert(1)>"
# Each has brought some server down: nothing, NUL, half of a pair, a line's end, directions turned, a path, a template,
# digits that are not ASCII, more digits than an int is read from, more than any field takes.
_STRANGE = (
    "",
    "\0",
    "%ED%A0%80",
    "\r\nSet-Cookie: a=b",
    "‮\u2066",
    "../../etc/passwd",
    "{{7*7}}",
    _MARKUP,
    "٣٤",
    "9" * 5000,
    "é" * 999,
)
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def filled(audited: Settings, redis_url: str) -> Settings:
    fill(redis_url)
    return audited.model_copy(update={"redis_url": redis_url})


@pytest.fixture(scope="module")
def address(filled: Settings) -> Iterator[str]:
    with serving(filled) as found:
        yield found


@pytest.fixture
async def client(filled: Settings) -> AsyncIterator[Client]:
    async with connected(filled.redis_url) as redis, asking(filled, redis, lambda: NOW) as opened:
        yield opened


def test_what_the_document_says_is_what_the_api_does(address: str, filled: Settings) -> None:
    """More than a thousand requests of a role, right ones and wrong ones: none fails, and each answer has a status, a
    type and a shape that the document names. ``python -m tests.fuzzing`` asks more, as every role."""
    known = find_known(address, filled)
    found = list(fuzz(address, filled, known, [Role.HUB_OFFICER], examples=1, seed=7, phases="coverage,fuzzing"))
    assert [one.failures for one in found] == [(), ()], found[0].text + found[1].text
    assert sum(one.cases for one in found) > 1000


@pytest.mark.parametrize("role", [Role.HUB_OFFICER, Role.TEAM_MANAGER])
async def test_no_page_fails_on_what_is_strange(role: Role, filled: Settings) -> None:
    """In its path, its query and its form: every answer is one that people can act on, and what was sent is no markup
    and no template in it."""
    who = Somebody(role, frozenset(("Northmoor CMHT",)), subject=f"strange-{role}")
    async with connected(filled.redis_url) as redis, asking(filled, redis, lambda: NOW, who) as client:
        for route in LOOKS:
            if find_action(route.endpoint) is Action.FOLLOW_ALERTS or is_for_programs(route):
                continue
            for strange in _STRANGE:
                for answer in await _ask_strangely(client, route, strange):
                    assert answer.status_code < 500, (role, route.path, strange[:20], answer.text[:300])
                    assert "set-cookie" not in answer.headers
                    assert not re.search("<script>alert|<img src=x|>49<", answer.text), (role, route.path)


async def _ask_strangely(client: Client, route: APIRoute, strange: str) -> list[Response]:
    """Where the path has a place for it there; else where it is read."""
    (method,) = set(route.methods or ()) - {"HEAD"}
    named = list_named(route)
    fields = dict.fromkeys(_list_fields(route), strange)
    path = re.sub(r"\{(\w+)\}", lambda found: named[found[1]], route.path)
    if method == "GET":
        return [await client.get(path, params=fields)]
    return [await client.post(path, data={**fields, **client.signed}, headers=FORM)]


def _list_fields(route: APIRoute) -> list[str]:
    known = [str(one.alias) for one in (*route.dependant.query_params, *route.dependant.body_params)]
    return known or ["q", "after", "at"]


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"{",
        b"[]",
        b"null",
        b'{"q": "\\ud800"}',
        b'{"q": ' + b"9" * 5000 + b"}",
        b"[" * 5000,
        b'{"q": NaN}',
    ],
    ids=["no-text", "cut", "list", "null", "half-a-pair", "long-number", "deep", "not-a-number"],
)
async def test_what_is_no_request_is_told_so(client: AsyncClient, body: bytes) -> None:
    """A body that is no text, no JSON or no search is answered with 422, and nothing of it is repeated."""
    answer = await client.post("/v1/persons/search", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert answer.json()["code"] == "request-invalid"


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/v1/purpose"), ("POST", "/v1/session/end"), ("POST", "/v1/persons/search")]
)
async def test_no_body_fills_the_memory(filled: Settings, method: str, path: str) -> None:
    """Of what is too long, by whoever has not signed in too, no more is read than there may be; it is answered 413."""
    sent = 0

    async def go_on() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1_000):
            sent += 10_000
            yield b" " * 10_000

    for who in (Somebody(), None):
        sent = 0
        async with connected(filled.redis_url) as redis, asking(filled, redis, lambda: NOW, who) as asker:
            answer = await asker.request(method, path, content=go_on(), headers={"content-type": "application/json"})
        if who is None and path.startswith("/v1/persons"):
            assert (answer.status_code, sent) == (401, 0)
        else:
            assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
            assert (answer.headers["content-type"], answer.headers["cache-control"]) == (PROBLEM, "no-store")
            assert sent <= MOST_BYTES + 10_000


async def test_no_body_keeps_a_place_for_ever(filled: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has not come in time, by whoever has not signed in too, is answered 408."""
    monkeypatch.setattr(hearing, "MOST_SECONDS", 0.2)

    async def go_on() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.05)

    async with connected(filled.redis_url) as redis, asking(filled, redis, lambda: NOW, None) as asker:
        answer = await asker.put("/v1/purpose", content=go_on(), headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (408, "body-slow")


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT", "TRACE", "MOVE"])
async def test_a_way_that_is_none_is_told_which_there_are(client: AsyncClient, method: str) -> None:
    """405 with ``Allow`` where there is another way, 404 where there is nothing, also for what comes from elsewhere."""
    answer = await client.request(method, "/v1/catalogue")
    assert (answer.status_code, answer.headers["allow"], answer.headers["content-type"]) == (405, "GET", PROBLEM)
    assert (await client.request(method, "/v1/nothing")).status_code == 404


async def test_what_changes_something_is_still_not_taken_from_elsewhere(client: AsyncClient) -> None:
    """A form of another site is refused where there is a route for it."""
    answer = await client.post("/v1/session/end", content=b"everywhere=true", headers={"sec-fetch-site": "cross-site"})
    assert (answer.status_code, answer.json()["code"]) == (403, "sent-from-elsewhere")
