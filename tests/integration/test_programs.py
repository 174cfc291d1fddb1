"""Programs that ask by themselves, with an access token of the provider: believed, bounded, and on the audit."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient
from joserfc.jwk import OctKey
from redis.asyncio import Redis

from api.app import create_app
from api.signin import provider
from streams.errors import Broken
from streams.settings import Settings
from tests.household import AREA
from tests.integration.test_looks import read_looks
from tests.integration.test_signing_in import _changed, _unsigned, _with_public_key
from tests.provider import AUDIENCE, CLIENT, SECRET, Signer, running_signer, settings_for
from tests.signed_in import COOKIE, Somebody, sign_in

pytestmark = pytest.mark.integration
PURPOSE = {"Linnet-Purpose": "missing"}
_RECORD = f"{AREA}.{'A' * 16}"


@pytest.fixture(scope="module")
def signer() -> Iterator[Signer]:
    with running_signer() as found:
        yield found


@pytest.fixture
def admitting(signer: Signer, audited: Settings, tmp_path: Path) -> Settings:
    more = {"oidc_api_audience": AUDIENCE, "oidc_api_acr": "2 3", "kafka_bootstrap": audited.kafka_bootstrap}
    return settings_for(signer.issuer, tmp_path, **more)


@asynccontextmanager
async def bringing(settings: Settings, redis: Redis, token: str, **headers: str) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings, redis, lambda: datetime.now(UTC)), raise_app_exceptions=False)
    brought = {"Authorization": f"Bearer {token}", **headers}
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=brought) as client:
        yield client


async def test_a_listed_program_asks_for_what_it_is_listed_with(
    redis: Redis, admitting: Settings, signer: Signer
) -> None:
    """In its role and areas, for a purpose stated with the request, under its name on the audit; nothing is kept."""
    who = f"service-account-{uuid4().hex}"
    claims = admitting.oidc_claims_file
    assert claims is not None
    claims.write_text(claims.read_text().replace("service-account-hub-system", who))
    before = [key async for key in redis.scan_iter("session*")]
    async with bringing(admitting, redis, signer.grant(sub=who), **PURPOSE, **{"Linnet-Reference": "MASH 7"}) as client:
        found = (await client.post("/v1/persons/search", json={"q": "Ashby"})).json()["results"]
        answer = await client.get(f"/v1/persons/{found[0]['id']}")
        assert answer.json()["person"]["name"] == "Maureen Ashby"
        again = await client.get(f"/v1/persons/{found[0]['id']}", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code in (200, 304)
        assert (await client.get(f"/fhir/{AREA}/Flag")).status_code == 200
        assert (await client.get("/v1/areas/eastvale/alerts")).json()["code"] == "area-not-yours"
    looks = [look for look in await read_looks(admitting, who) if look["area"] == AREA]
    assert {look["viewer"]["name"] for look in looks} == {"Northmoor hub system"}
    assert looks[0]["purpose"]["reference"] == "MASH 7"
    assert [look["action"] for look in looks[:2]] == ["search-persons", "open-person"]
    assert [key async for key in redis.scan_iter("session*")] == before


async def test_no_purpose_no_answer(redis: Redis, admitting: Settings, signer: Signer) -> None:
    """Stated with each request, one of those the program is listed with, with a reference where it needs one."""
    async with bringing(admitting, redis, signer.grant()) as client:
        for said, status, code in (
            ({}, 403, "purpose-missing"),
            ({"Linnet-Purpose": "before-visit"}, 422, "purpose"),
            ({"Linnet-Purpose": "child-strategy"}, 422, "reference"),
            ({"Linnet-Purpose": "child-strategy", "Linnet-Reference": "S-1"}, 200, ""),
            ({}, 403, "purpose-missing"),
        ):
            answer = await client.post("/v1/persons/search", json={"q": "Ashby"}, headers=said)
            assert (answer.status_code, answer.json().get("code", "")) == (status, code)
            assert status == 200 or "Ashby" not in answer.text


async def test_what_people_decide_no_program_does(redis: Redis, admitting: Settings, signer: Signer) -> None:
    """Whatever its role; and no page is for it."""
    glass = {"named": _RECORD, "reason": "missing", "reference": "M-1"}
    decision = {"subject": "person", "one": "A" * 16, "other": "B" * 16, "same": True, "reason": "person-asked"}
    async with bringing(admitting, redis, signer.grant(), **PURPOSE) as client:
        for path, body in (("/v1/glass", glass), (f"/v1/areas/{AREA}/decisions", decision)):
            answer = await client.post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "people-decide")
        page = await client.get(f"/persons/{_RECORD}")
        assert page.headers["location"].startswith("/sign-in")
        assert (await client.get("/v1/session")).status_code == 401
        assert (await client.put("/v1/purpose", json={"code": "missing"})).status_code == 401


async def test_the_stream_ends_with_the_token(redis: Redis, admitting: Settings, signer: Signer) -> None:
    """It is followed, which it is not where it is refused: a place that is none is told so."""
    async with bringing(admitting, redis, signer.grant(), **PURPOSE) as client:
        answer = await client.get(f"/v1/areas/{AREA}/alerts/stream", headers={"Last-Event-ID": "yesterday"})
        assert (answer.status_code, answer.json()["code"]) == (422, "place-unknown")


def _saying(**changed: Any) -> Callable[[Signer], str]:
    return lambda signer: signer.grant(**changed)


LATE = int(time.time())
BAD: dict[str, Callable[[Signer], str]] = {
    "unsigned": lambda signer: _unsigned(signer.access_claims(), signer),
    "signed-with-the-client-secret": lambda signer: signer.sign(
        signer.access_claims(), OctKey.import_key(SECRET), "HS256"
    ),
    "signed-with-the-public-key": lambda signer: _with_public_key(signer.access_claims(), signer),
    "signed-with-another-key": lambda signer: signer.sign(signer.access_claims(), signer.other, type="at+jwt"),
    "changed-after-signing": lambda signer: _changed(signer.access_claims(), signer),
    "no-token": lambda _: "",
    "not-a-token": lambda _: "a.b",
    "of-another-type": lambda signer: signer.sign(signer.access_claims(), type="logout+jwt"),
    "of-no-type": lambda signer: signer.sign(signer.access_claims()),
    "an-id-token": lambda signer: signer.sign(signer.claims(), type="JWT"),
    "an-id-token-for-the-api": _saying(nonce="n"),
    "another-issuer": _saying(iss="https://another.example"),
    "for-the-console": _saying(aud=CLIENT),
    "for-another": _saying(aud=["another", "account"]),
    "for-nobody": _saying(aud=None),
    "run-out": _saying(iat=LATE - 7200, exp=LATE - 3600),
    "for-ever": _saying(exp=None),
    "for-a-year": _saying(exp=LATE + 365 * 86_400),
    "issued-tomorrow": _saying(iat=LATE + 86_400, exp=LATE + 86_700),
    "issued-never": _saying(iat=None),
    "not-yet": _saying(nbf=LATE + 86_400),
    "of-nobody": _saying(sub=None),
    "of-a-person-who-signed-in-there": _saying(sub="7f3a"),
    "of-a-program-not-listed": _saying(client_id="another", azp=None),
    "of-two-programs": _saying(azp="another"),
    "of-no-program": _saying(client_id=None, azp=None),
    "too-weak": _saying(acr="1"),
    "of-no-strength": _saying(acr=None),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_token_is_answered_nothing(kind: str, redis: Redis, admitting: Settings, signer: Signer) -> None:
    """Whatever is wrong with it, nobody is told what; not even where somebody is signed in beside it."""
    session_id, _ = await sign_in(redis, admitting, datetime.now(UTC), Somebody(subject="beside"))
    async with bringing(admitting, redis, BAD[kind](signer), **PURPOSE) as client:
        client.cookies.set(COOKIE, session_id)
        answer = await client.post("/v1/persons/search", json={"q": "Ashby"})
        assert (answer.status_code, answer.json()["code"]) == (401, "token-refused")
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        assert "Ashby" not in answer.text


async def test_no_program_is_let_in_unasked(
    redis: Redis, audited: Settings, admitting: Settings, signer: Signer
) -> None:
    """Neither where no audience is set nor with development sign-in; and the audience is not the console's."""
    for closed in (admitting.model_copy(update={"oidc_api_audience": ""}), audited):
        async with bringing(closed, redis, signer.grant(), **PURPOSE) as client:
            assert (await client.get(f"/v1/persons/{_RECORD}")).json()["code"] == "token-refused"
    with pytest.raises(Broken, match="LINNET_OIDC_API_AUDIENCE"):
        create_app(admitting.model_copy(update={"oidc_api_audience": CLIENT}), redis, lambda: datetime.now(UTC))


async def test_many_strangers_are_one_question_to_the_provider(
    redis: Redis, admitting: Settings, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sends tokens that nobody's key has signed does not make us ask for keys each time, however many at once."""
    asked, fetch = list[str](), provider._fetch

    async def count(url: str, *more: Any) -> dict[str, Any]:
        asked.append(url)
        return await fetch(url, *more)

    monkeypatch.setattr(provider, "_fetch", count)
    forged = signer.sign(signer.access_claims(), signer.other, type="at+jwt")
    async with bringing(admitting, redis, forged) as client:
        answers = await asyncio.gather(*(client.get("/v1/catalogue") for _ in range(20)))
    assert {one.status_code for one in answers} == {401}
    assert len(asked) == 2


async def test_links_lead_by_https_where_a_proxy_ends_it(redis: Redis, admitting: Settings, signer: Signer) -> None:
    """Asked in plain, under the console's name and whatever a header says, each is of the console's own address; under
    another name it is as it was asked."""
    settings = admitting.model_copy(update={"console_url": "https://linnet.example:8443"})
    path = f"/fhir/{AREA}/Flag?state=open&_count=2"
    said = {"Host": "linnet.example", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "elsewhere.example"}
    async with bringing(settings, redis, signer.grant(), **PURPOSE) as client:
        behind, beside = await client.get(path, headers=said), await client.get(path)
    assert behind.json()["link"][0]["url"] == f"https://linnet.example:8443{path}"
    assert "http://" not in str(behind.json()["link"])
    assert beside.json()["link"][0]["url"] == f"http://127.0.0.1{path}"
