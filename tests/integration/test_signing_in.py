"""Signing in with real provider processes, and what ends a session."""

import base64
import hmac
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import orjson
import pytest
from httpx import ASGITransport, AsyncClient, Response
from joserfc.jwk import OctKey
from redis.asyncio import Redis
from structlog.testing import capture_logs

from api.app import create_app
from scoring.audit.entry import name_viewer
from scoring.state.digest import digest
from streams.codes.access import Role
from streams.errors import Broken
from streams.settings import Settings
from tests.household import AREA, NOW
from tests.integration.asking import FORM, asking
from tests.provider import CLIENT, SECRET, Signer, consent, running_mock, running_signer, settings_for
from tests.signed_in import COOKIE, Somebody, open_sessions, sign_in

pytestmark = pytest.mark.integration
HANNAH: dict[str, Any] = {
    "sub": "hannah",
    "name": "Hannah Ward",
    "realm_access": {"roles": ["SO", "offline_access"]},
    "areas": [AREA],
}
SEVERAL: dict[str, Any] = {
    "sub": "sid",
    "name": "Sid Hall",
    "roles": ["TM", "CL"],
    "agency": "nhs-trust",
    "areas": [AREA, "atlantis"],
}
SEVERAL |= {"groups": [{"name": "North CMHT"}]}
NOBODY: dict[str, Any] = {"sub": "nobody", "name": "No Body", "roles": ["gardener"]}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_mock(HANNAH, SEVERAL, NOBODY) as found:
        yield found


@pytest.fixture(scope="module")
def signer() -> Iterator[Signer]:
    with running_signer() as found:
        yield found


@asynccontextmanager
async def visiting(
    settings: Settings, redis: Redis, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncIterator[AsyncClient]:
    """A browser that nobody has signed in with yet."""
    transport = ASGITransport(create_app(settings, redis, now), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def set_out(client: AsyncClient, after: str = "/") -> dict[str, str]:
    """What the provider is asked with."""
    answer = await client.get("/sign-in/start", params={"after": after})
    assert answer.status_code == 303
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    return {"url": answer.headers["location"], **{name: values[0] for name, values in asked.items()}}


async def sign_in_with(client: AsyncClient, subject: str, after: str = "/") -> Response:
    asked = await set_out(client, after)
    return await client.get("/sign-in/callback", params=consent(asked["url"], subject))


async def test_whoever_the_provider_knows_is_signed_in(redis: Redis, issuer: str, tmp_path: Path) -> None:
    """By code and PKCE, back to where they were going; roles, areas and agency are as the claims file reads them."""
    async with visiting(settings_for(issuer, tmp_path), redis) as client:
        page = await client.get(f"/persons/{AREA}.x")
        assert page.headers["location"] == f"/sign-in/start?after=%2Fpersons%2F{AREA}.x"
        asked = await set_out(client, f"/persons/{AREA}.x")
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert len(asked["code_challenge"]) == 43
        assert len(asked["state"]) >= 43
        assert len(asked["nonce"]) >= 43
        answer = await client.get("/sign-in/callback", params=consent(asked["url"], "hannah"))
        assert (answer.status_code, answer.headers["location"]) == (303, f"/persons/{AREA}.x")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        told = (await client.get("/v1/session")).json()
        assert (told["name"], told["role"], told["areas"]) == ("Hannah Ward", "hub-officer", [AREA])
        page = await client.get("/")
        assert "Hannah Ward" in page.text
        assert "Development sign-in" not in page.text


async def test_each_sign_in_is_logged_and_names_nobody(redis: Redis, issuer: str, tmp_path: Path) -> None:
    """Those that worked with how the provider made sure, those that were refused with why, and signing out: under the
    digest that the audit knows them by."""
    hannah = name_viewer(issuer, "hannah")
    with capture_logs() as logged:
        async with visiting(settings_for(issuer, tmp_path), redis) as client:
            await client.get("/sign-in/callback", params={"state": "forged", "code": "x"})
            await sign_in_with(client, "nobody")
            await sign_in_with(client, "hannah")
            assert (await client.post("/v1/session/end", json={"everywhere": True})).status_code == 204
    told = [{name: one[name] for name in one if name != "log_level"} for one in logged]
    assert told == [
        {"event": "sign-in-refused", "reason": "state"},
        {"event": "sign-in-refused", "reason": "no-role"},
        {"event": "signed-in", "kind": "provider", "viewer": hannah, "assurance": ""},
        {"event": "signed-out", "kind": "everywhere", "viewer": hannah},
    ]
    assert "Hannah" not in str(logged)


async def test_who_has_several_roles_chooses_one_and_can_change_it(redis: Redis, issuer: str, tmp_path: Path) -> None:
    """Nothing is shown before; the purpose is declared anew after; a role that was not given is not taken."""
    async with visiting(settings_for(issuer, tmp_path), redis) as client:
        answer = await sign_in_with(client, "sid", "/caseload")
        assert answer.headers["location"] == "/role?after=%2Fcaseload"
        told = (await client.get("/v1/session")).json()
        assert (told["role"], [one["role"] for one in told["roles"]]) == (None, ["clinician", "team-manager"])
        assert (told["agency"], told["areas"], told["teams"]) == ("ehr", [AREA], ["North CMHT"])
        refused = await client.get("/v1/catalogue")
        assert (refused.status_code, refused.json()["code"]) == (403, "role-missing")
        assert (await client.get("/caseload")).headers["location"] == "/role?after=%2Fcaseload"
        assert (await client.put("/v1/session/role", json={"role": "hub-officer"})).status_code == 422
        assert (await client.put("/v1/session/role", json={"role": "clinician"})).json()["role"] == "clinician"
        purpose = {"code": "mental-health-care", "reference": "R-1"}
        told = (await client.put("/v1/purpose", json=purpose)).json()
        assert told["purpose"]["reference"] == "R-1"
        told = (await client.put("/v1/session/role", json={"role": "team-manager"})).json()
        assert (told["role"], told["purpose"]) == ("team-manager", None)


async def test_who_has_no_role_here_is_not_let_in(redis: Redis, issuer: str, tmp_path: Path) -> None:
    """And is told whom to ask."""
    async with visiting(settings_for(issuer, tmp_path), redis) as client:
        answer = await sign_in_with(client, "nobody")
        assert answer.status_code == 422
        assert "no role in Linnet" in answer.text
        assert (await client.get("/v1/session")).status_code == 401


async def test_an_answer_of_the_provider_works_once_and_for_who_set_out(
    redis: Redis, issuer: str, tmp_path: Path
) -> None:
    """Sent again, sent from another browser, with another state or without one, it signs nobody in."""
    settings = settings_for(issuer, tmp_path)
    async with visiting(settings, redis) as client, visiting(settings, redis) as other:
        asked = await set_out(client)
        brought = consent(asked["url"], "hannah")
        assert (await other.get("/sign-in/callback", params=brought)).status_code == 422
        asked = await set_out(client)
        brought = consent(asked["url"], "hannah")
        assert (await client.get("/sign-in/callback", params=brought | {"state": "x" * 43})).status_code == 422
        assert (await client.get("/sign-in/callback", params={"code": brought["code"]})).status_code == 422
        wrong = brought | {"iss": "https://another.example"}
        assert (await client.get("/sign-in/callback", params=wrong)).status_code == 422
        asked = await set_out(client)
        brought = consent(asked["url"], "hannah")
        assert (await client.get("/sign-in/callback", params=brought)).status_code == 303
        client.cookies.delete(COOKIE)
        assert (await client.get("/sign-in/callback", params=brought)).status_code == 422
        assert (await client.get("/v1/session")).status_code == 401


async def test_a_way_back_may_be_long_and_so_may_a_code(redis: Redis, signer: Signer, tmp_path: Path) -> None:
    """As those of some providers are, of two thousand letters and more; what is too long to come back to leads to the
    start, and not to an error."""
    far = f"/audit?area={AREA}&purpose={'p' * 300}"
    async with visiting(settings_for(signer.issuer, tmp_path), redis) as client:
        for after, place in ((far, far), (far * 2, "/")):
            assert (await client.get("/sign-in", params={"after": after})).status_code == 200
            asked = await set_out(client, after)
            signer.forge, signer.nonce, signer.told = _saying(), asked["nonce"], {}
            brought = {"state": asked["state"], "code": "c" * 2_500}
            answer = await client.get("/sign-in/callback", params=brought)
            assert (answer.status_code, answer.headers.get("location")) == (303, place)


async def test_a_cookie_that_is_no_text_of_ours_is_no_browser(redis: Redis, signer: Signer, tmp_path: Path) -> None:
    """Refused like any other that did not set out."""
    async with visiting(settings_for(signer.issuer, tmp_path), redis) as client:
        asked = await set_out(client)
        client.cookies.clear()
        brought, strange = {"state": asked["state"], "code": "c"}, {b"cookie": b"linnet-way=\xe9\xff"}
        assert (await client.get("/sign-in/callback", params=brought, headers=strange)).status_code == 422


def _unsigned(claims: dict[str, Any], _: Signer) -> str:
    return f"{_encode({'alg': 'none'})}.{_encode(claims)}."


def _encode(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(said)).rstrip(b"=").decode()


def _with_secret(claims: dict[str, Any], signer: Signer) -> str:
    return signer.sign(claims, OctKey.import_key(SECRET), "HS256")


def _with_public_key(claims: dict[str, Any], signer: Signer) -> str:
    # The old trick: the public key, which everybody has, as the secret of an HMAC.
    # joserfc will not sign like that.
    head, body = _encode({"alg": "HS256", "kid": "1"}), _encode(claims)
    seal = hmac.digest(signer.key.as_pem(private=False), f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def _changed(claims: dict[str, Any], signer: Signer) -> str:
    head, _, tail = signer.sign(claims).split(".")
    return f"{head}.{_encode(claims | {'sub': 'somebody-else'})}.{tail}"


def _saying(**changed: Any) -> Any:
    def forge(claims: dict[str, Any], signer: Signer) -> str:
        said = claims | changed
        return signer.sign({name: value for name, value in said.items() if value is not None})

    return forge


LATE = int(time.time())
BAD = {
    "unsigned": _unsigned,
    "signed-with-the-client-secret": _with_secret,
    "signed-with-the-public-key": _with_public_key,
    "signed-with-another-key": lambda claims, signer: signer.sign(claims, signer.other),
    "changed-after-signing": _changed,
    "no-token": lambda *_: "",
    "not-a-token": lambda *_: "a.b",
    "another-issuer": _saying(iss="https://another.example"),
    "for-another-client": _saying(aud="another"),
    "for-several-by-another": _saying(aud=[CLIENT, "another"], azp="another"),
    "for-several-by-nobody": _saying(aud=[CLIENT, "another"]),
    "run-out": _saying(exp=LATE - 3600),
    "for-ever": _saying(exp=None),
    "issued-long-ago": _saying(iat=LATE - 7200),
    "issued-tomorrow": _saying(iat=LATE + 86_400),
    "not-yet": _saying(nbf=LATE + 86_400),
    "of-another-sign-in": _saying(nonce="another"),
    "of-no-sign-in": _saying(nonce=None),
    "of-nobody": _saying(sub=None),
    "of-a-number": _saying(sub=7),
    "too-weak": _saying(acr="1"),
    "of-no-strength": _saying(acr=None),
    "without-a-second-factor": _saying(amr=["pwd"]),
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_token_signs_nobody_in(kind: str, redis: Redis, signer: Signer, tmp_path: Path) -> None:
    """Whatever is wrong with it, nobody is told what: the log says."""
    settings = settings_for(signer.issuer, tmp_path, oidc_acr="2 3", oidc_amr="otp")
    async with visiting(settings, redis) as client:
        asked = await set_out(client)
        signer.forge, signer.nonce, signer.told = BAD[kind], asked["nonce"], {}
        answer = await client.get("/sign-in/callback", params={"state": asked["state"], "code": "c"})
        assert answer.status_code == 422
        assert "Signing in did not work" in answer.text
        assert COOKIE not in client.cookies
        assert (await client.get("/v1/session")).status_code == 401


async def test_a_provider_that_names_itself_otherwise_is_none(redis: Redis, signer: Signer, tmp_path: Path) -> None:
    """By a stroke too many: what is set is what it has to say, exactly, or nobody is sent there."""
    async with visiting(settings_for(f"{signer.issuer}/", tmp_path), redis) as client:
        answer = await client.get("/sign-in/start")
        assert (answer.status_code, "location" in answer.headers) == (503, False)


async def test_a_good_token_of_the_same_provider_does(redis: Redis, signer: Signer, tmp_path: Path) -> None:
    """So what was refused was refused for its own fault; what UserInfo adds counts, but of the same person only."""
    settings = settings_for(signer.issuer, tmp_path, oidc_acr="2 3", oidc_amr="otp")
    async with visiting(settings, redis) as client:
        for told, status in (({"agency": "nhs-trust"}, 303), ({"sub": "another"}, 422)):
            asked = await set_out(client)
            signer.forge, signer.nonce, signer.told = _saying(), asked["nonce"], told
            answer = await client.get("/sign-in/callback", params={"state": asked["state"], "code": "c"})
            assert answer.status_code == status
        assert (await client.get("/v1/session")).json()["agency"] == "ehr"


async def test_the_provider_can_sign_somebody_out(redis: Redis, signer: Signer, tmp_path: Path) -> None:
    """By a logout token of its own, and by no other; an ID token is none."""
    async with visiting(settings_for(signer.issuer, tmp_path), redis) as client:
        asked = await set_out(client)
        signer.forge, signer.nonce, signer.told = _saying(sid="s1"), asked["nonce"], {}
        assert (await client.get("/sign-in/callback", params={"state": asked["state"], "code": "c"})).status_code == 303
        ended = {name: signer.claims()[name] for name in ("iss", "aud", "iat")} | {
            "sid": "s1",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        }
        for bad in (signer.claims(), ended | {"nonce": "n"}, ended | {"aud": "x"}, {**ended, "events": {}}):
            answer = await client.post("/sign-in/back-channel", data={"logout_token": signer.sign(bad)})
            assert answer.status_code == 400
        forged = signer.sign(ended, signer.other)
        assert (await client.post("/sign-in/back-channel", data={"logout_token": forged})).status_code == 400
        assert (await client.get("/v1/session")).status_code == 200
        answer = await client.post("/sign-in/back-channel", data={"logout_token": signer.sign(ended)})
        assert answer.status_code == 200
        assert (await client.get("/v1/session")).status_code == 401


async def come_back(client: AsyncClient, signer: Signer, asked: dict[str, str]) -> Response:
    """From the provider, as whoever is signed in there."""
    signer.forge, signer.nonce, signer.told = _saying(), asked["nonce"], {}
    return await client.get("/sign-in/callback", params={"state": asked["state"], "code": "c"})


@pytest.mark.parametrize("ended", ["by the page", "by the API", "elsewhere", "by itself"])
async def test_whoever_was_signed_in_here_shows_who_they_are(
    ended: str, redis: Redis, signer: Signer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it ended: a page leads to the button and not to the provider, whose own session may last; the provider is
    told to ask who is there, and believed only if it says that it has since. Then it is as it was before."""
    clock, here = [datetime.now(UTC)], f"/persons/{AREA}.x"
    before, settings = clock[0].timestamp(), settings_for(signer.issuer, tmp_path)
    monkeypatch.setattr(signer, "clock", lambda: clock[0].timestamp())
    monkeypatch.setattr(signer, "signed_at", before)
    async with visiting(settings, redis, lambda: clock[0]) as client, visiting(settings, redis) as other:
        asked = await set_out(client)
        assert not {"prompt", "max_age"} & set(asked)
        assert (await come_back(client, signer, asked)).status_code == 303
        other.cookies.set(COOKIE, client.cookies[COOKIE])
        await end(ended, client, other)
        clock[0] += timedelta(minutes=16)
        assert (await client.get("/v1/session")).status_code == 401
        page = await client.get(here)
        assert page.headers["location"] == f"/sign-in?after=%2Fpersons%2F{AREA}.x"
        page = await client.get(page.headers["location"])
        assert f'href="/sign-in/start?after=%2Fpersons%2F{AREA}.x"' in page.text
        told: list[float | None] = [None, before]
        for signer.signed_at in told:
            asked = await set_out(client, here)
            assert (asked["prompt"], int(asked["max_age"]) > 0) == ("login", True)
            assert (await come_back(client, signer, asked)).status_code == 422
            assert (await client.get("/v1/session")).status_code == 401
        asked = await set_out(client, here)
        signer.signed_at = signer.clock()
        answer = await come_back(client, signer, asked)
        assert (answer.status_code, answer.headers["location"]) == (303, here)
        assert "prompt" not in await set_out(client)


async def end(how: str, client: AsyncClient, other: AsyncClient) -> None:
    if how == "by the page":
        token = (await client.get("/")).text.partition('name="token" value="')[2].partition('"')[0]
        page = await client.post("/sign-out", data={"token": token}, headers=FORM)
        assert "You are signed out" in page.text
    elif how == "by the API":
        assert (await client.post("/v1/session/end", json={})).status_code == 204
    elif how == "elsewhere":
        assert (await other.post("/v1/session/end", json={"everywhere": True})).status_code == 204


async def test_leaving_waits_for_no_provider(redis: Redis, tmp_path: Path) -> None:
    """Where it does not answer, whoever leaves is told that they have left; the way out there is missing."""
    settings = settings_for("http://127.0.0.1:9", tmp_path)
    session_id, session = await sign_in(redis, settings, NOW, Somebody(subject="leaves"))
    async with visiting(settings, redis, lambda: NOW) as client:
        client.cookies.set(COOKIE, session_id)
        page = await client.post("/sign-out", data={"token": session.token}, headers=FORM)
        assert (page.status_code, "You are signed out of Linnet" in page.text) == (200, True)
        assert "Sign out there too" not in page.text
        assert (await client.get("/v1/session")).status_code == 401


async def test_the_way_back_is_ours(redis: Redis, issuer: str, tmp_path: Path) -> None:
    """The button keeps where somebody was going, and leads to no other site."""
    async with visiting(settings_for(issuer, tmp_path), redis) as client:
        for after in ("//elsewhere.example", "https://elsewhere.example", '"><script>', ""):
            page = await client.get("/sign-in", params={"after": after})
            assert 'href="/sign-in/start"' in page.text
            assert "elsewhere" not in page.text
        page = await client.get("/sign-in", params={"after": "/alerts?area=northmoor&severity=red"})
        assert 'href="/sign-in/start?after=%2Falerts%3Farea%3Dnorthmoor%26severity%3Dred"' in page.text


async def test_what_a_page_asks_by_itself_goes_to_no_provider(redis: Redis, issuer: str, tmp_path: Path) -> None:
    """Also in a browser that has forgotten its session: nobody has asked for it."""
    async with visiting(settings_for(issuer, tmp_path), redis) as client:
        page = await client.get(f"/alerts?area={AREA}", headers={"Linnet-By-Itself": "1"})
        assert page.headers["location"].startswith("/sign-in?")


async def test_two_tabs_may_be_on_their_way(redis: Redis, signer: Signer, tmp_path: Path) -> None:
    """The second does not take the way from the first; what somebody else put there is no way."""
    async with visiting(settings_for(signer.issuer, tmp_path), redis) as client:
        first, second = await set_out(client, "/alerts"), await set_out(client, "/audit")
        assert first["state"] != second["state"]
        for asked, after in ((first, "/alerts"), (second, "/audit")):
            assert (await come_back(client, signer, asked)).headers["location"] == after
        client.cookies.clear()
        client.cookies.set("linnet-way", "fixed-by-somebody")
        answer = await client.get("/sign-in/start")
        assert answer.cookies["linnet-way"] != "fixed-by-somebody"


async def test_each_sign_in_has_an_id_of_its_own(redis: Redis) -> None:
    """One that somebody put there beforehand, and the one before, are of no use after (session fixation)."""
    async with visiting(Settings(dev_signin=True), redis) as client:
        client.cookies.set(COOKIE, "fixed-by-somebody")
        said = {"subject": "hub-officer", "after": "//elsewhere.example"}
        answer = await client.post("/sign-in/development", data=said, headers=FORM)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        first = answer.cookies[COOKIE]
        assert len(first) >= 43
        second = (await client.post("/sign-in/development", data=said, headers=FORM)).cookies[COOKIE]
        assert len({first, second, "fixed-by-somebody"}) == 3
        client.cookies.clear()
        for value in (first, "fixed-by-somebody"):
            assert (await client.get("/v1/session", headers={"cookie": f"{COOKIE}={value}"})).status_code == 401
        assert (await client.get("/v1/session", headers={"cookie": f"{COOKIE}={second}"})).status_code == 200
        kept = [await redis.dump(key) or b"" async for key in redis.scan_iter(match="session:*")]
        assert second.encode() not in b"".join(kept)


async def test_what_was_signed_out_of_is_not_signed_in_again(redis: Redis, audited: Settings) -> None:
    """Here, everywhere, and by the form of the page: the cookie of before is of no use."""
    settings = audited.model_copy(update={"dev_signin": True})
    async with asking(audited, redis, lambda: NOW) as client:
        cookie = {"cookie": f"{COOKIE}={client.cookies[COOKIE]}"}
        assert (await client.post("/v1/session/end", json={})).status_code == 204
        assert (await client.get("/v1/session", headers=cookie)).status_code == 401
    async with asking(audited, redis, lambda: NOW) as here, asking(audited, redis, lambda: NOW) as there:
        assert (await here.post("/v1/session/end", json={"everywhere": True})).status_code == 204
        assert (await there.get("/v1/session")).status_code == 401
    async with asking(settings, redis, lambda: NOW) as client:
        page = await client.post("/sign-out", data=client.signed, headers=FORM)
        assert "You are signed out" in page.text
        assert (await client.get("/v1/session")).status_code == 401


async def test_everybody_sees_and_ends_their_own_sessions_alone(redis: Redis, audited: Settings) -> None:
    """The last used first, with which is this one; one that has run out is not told of, and another person's is neither
    seen nor ended."""
    clock, who, other = [NOW], Somebody(subject="listed"), Somebody(subject="another")
    async with (
        asking(audited, redis, lambda: clock[0], who) as early,
        asking(audited, redis, lambda: clock[0], other) as stranger,
    ):
        clock[0] += timedelta(minutes=10)
        async with asking(audited, redis, lambda: clock[0], who) as here:
            clock[0] += timedelta(minutes=1)
            told = (await here.get("/v1/sessions")).json()["sessions"]
            assert [(one["here"], one["role"]) for one in told] == [(True, "hub-officer"), (False, "hub-officer")]
            assert told[1]["begun"] == told[1]["seen"] == NOW.isoformat().replace("+00:00", "Z")
            foreign = (await stranger.get("/v1/sessions")).json()["sessions"]
            assert [one["here"] for one in foreign] == [True]
            for unknown in (foreign[0]["id"], "x", "*"):
                assert (await here.post("/v1/sessions/end", json={"id": unknown})).status_code == 204
            assert (await stranger.get("/v1/session")).status_code == 200
            with capture_logs() as logged:
                assert (await here.post("/v1/sessions/end", json={"id": told[1]["id"]})).status_code == 204
            assert [(one["event"], one["kind"]) for one in logged] == [("signed-out", "elsewhere")]
            assert (await early.get("/v1/session")).status_code == 401
            assert len((await here.get("/v1/sessions")).json()["sessions"]) == 1
            clock[0] += timedelta(minutes=10)
            async with asking(audited, redis, lambda: clock[0], who) as late:
                clock[0] += timedelta(minutes=6)
                assert [one["here"] for one in (await late.get("/v1/sessions")).json()["sessions"]] == [True]


async def test_a_form_of_elsewhere_is_refused(redis: Redis, audited: Settings) -> None:
    """Without the session's token, with another's, and with ours where the browser says that another site sent it."""
    async with asking(audited, redis, lambda: NOW) as client, asking(audited, redis, lambda: NOW) as other:
        for path in ("/persons", "/purpose", "/role", "/sessions/end", "/sign-out"):
            for token in ({}, {"token": ""}, {"token": other.token}):
                answer = await client.post(path, data={"q": "Ashby", **token}, headers=FORM)
                assert (answer.status_code, "earlier sign-in" in answer.text) == (403, True), path
            for site in ("cross-site", "same-site", "none"):
                answer = await client.post(path, data=client.signed, headers=FORM | {"Sec-Fetch-Site": site})
                assert answer.status_code == 403, path
        cross = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
        assert (await client.put("/v1/purpose", json={"code": "missing"}, headers=cross)).status_code == 403
        assert (await client.get("/v1/session")).status_code == 200


@pytest.mark.parametrize(
    ("steps", "stays"), [([14] * 51, True), ([14] * 52, False), ([15], False), ([14, 1, 14], True), ([14, 15], False)]
)
async def test_a_session_ends_by_itself(steps: list[int], stays: bool, redis: Redis, audited: Settings) -> None:
    """After a quarter of an hour without a request, and after twelve hours in any case."""
    clock = [NOW]
    async with asking(audited, redis, lambda: clock[0]) as client:
        for minutes in steps:
            clock[0] += timedelta(minutes=minutes)
            status = (await client.get("/v1/session")).status_code
        assert (status == 200) is stays


@pytest.mark.parametrize(
    ("path", "headers", "before", "after"),
    [
        (f"/alerts?area={AREA}", {"Linnet-By-Itself": "1"}, 200, 303),
        # A place that is none: refused only after it was seen that they may follow.
        (f"/v1/areas/{AREA}/alerts/stream", {"Last-Event-ID": "yesterday"}, 422, 401),
    ],
)
async def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(
    path: str, headers: dict[str, str], before: int, after: int, redis: Redis, audited: Settings
) -> None:
    """The live list reloads while nobody is at the desk, and a browser connects its stream again."""
    clock = [NOW]
    async with asking(audited, redis, lambda: clock[0]) as client:
        for expected in (before, after):
            clock[0] += timedelta(minutes=8)
            assert (await client.get(path, headers=headers)).status_code == expected


async def test_a_purpose_is_declared_and_shown_and_runs_out(redis: Redis, audited: Settings) -> None:
    """Only one of the partnership's, with a reference where it needs one; on each page, until it has run out."""
    clock = [NOW]
    async with asking(audited, redis, lambda: clock[0], Somebody(purpose="")) as client:
        assert "No purpose declared" in (await client.get("/")).text
        for said in (
            {"code": "curiosity"},
            {"code": "child-strategy"},
            {"code": "child-strategy", "reference": "\x07"},
        ):
            assert (await client.put("/v1/purpose", json=said)).status_code == 422
        form = {"purpose": "child-strategy", "after": "/alerts", **client.signed}
        page = await client.post("/purpose", data=form, headers=FORM)
        assert (page.status_code, "Enter the reference of the case" in page.text) == (422, True)
        answer = await client.post("/purpose", data=form | {"reference": "MASH 12/26"}, headers=FORM)
        assert (answer.status_code, answer.headers["location"]) == (303, "/alerts")
        page = await client.get("/")
        assert "(MASH 12/26), until" in page.text
        for _ in range(6):
            clock[0] += timedelta(minutes=10)
            told = (await client.get("/v1/session")).json()["purpose"]
        assert told is None
        assert "No purpose declared" in (await client.get("/")).text


async def test_sessions_are_outside_of_what_is_known(redis: Redis) -> None:
    """The digest does not count them, so that a rebuild ends with the same one."""
    before = await digest(redis, [AREA])
    settings = Settings(dev_signin=True)
    session_id, _ = await sign_in(redis, settings, NOW, Somebody())
    assert (await digest(redis, [AREA])).whole == before.whole
    assert [key async for key in redis.scan_iter(match=f"{{{AREA}}}:*session*")] == []
    sessions = open_sessions(redis, settings)
    assert await sessions.find(session_id, NOW)
    ended = await sessions.find(session_id, NOW)
    assert ended
    await sessions.end(ended.key)
    await sessions.choose(ended, Role.OPERATOR)
    assert await sessions.find(session_id, NOW) is None


LOOPBACK, ELSEWHERE = "127.0.0.1", "192.0.2.1"
HTTPS = "https://linnet.example"


@pytest.mark.parametrize("issuer", ["", "https://identity.example", "http://127.0.0.1:9", "http://identity.example"])
@pytest.mark.parametrize("development", [False, True])
@pytest.mark.parametrize("host", [LOOPBACK, "localhost", "::1", ELSEWHERE, "0.0.0.0", "linnet.example"])
@pytest.mark.parametrize("console", ["http://127.0.0.1:8123", HTTPS, "http://linnet.example"])
def test_linnet_starts_only_where_nobody_gets_in_unasked(
    issuer: str, development: bool, host: str, console: str, tmp_path: Path
) -> None:
    """Every combination: development sign-in on this machine alone, or a provider, and beyond this machine only with
    https on both sides."""
    settings = settings_for(issuer, tmp_path, dev_signin=development, api_host=host, console_url=console)
    local = host in (LOOPBACK, "localhost", "::1")
    if development:
        allowed = local and not issuer and console == "http://127.0.0.1:8123"
    elif local:
        allowed = issuer in ("https://identity.example", "http://127.0.0.1:9") and console != "http://linnet.example"
    else:
        allowed = issuer == "https://identity.example" and console == HTTPS
    if allowed:
        create_app(settings, Redis(), lambda: NOW)
    else:
        with pytest.raises(Broken, match="LINNET_"):
            create_app(settings, Redis(), lambda: NOW)


@pytest.mark.parametrize("missing", ["oidc_client_id", "oidc_claims_file"])
def test_a_provider_needs_a_client_and_its_claims(missing: str, tmp_path: Path) -> None:
    """And a claims file that can be read."""
    settings = settings_for("https://identity.example", tmp_path)
    empty = {"oidc_client_id": "", "oidc_claims_file": None}[missing]
    with pytest.raises(Broken, match="LINNET_OIDC"):
        create_app(settings.model_copy(update={missing: empty}), Redis(), lambda: NOW)
    (tmp_path / "claims.toml").write_text('[paths]\nroles = ["roles["]\n', encoding="utf-8")
    with pytest.raises(Broken, match=r"claims\.toml"):
        create_app(settings, Redis(), lambda: NOW)


async def test_beyond_this_machine_cookies_and_answers_are_for_https(
    redis: Redis, signer: Signer, tmp_path: Path
) -> None:
    """The cookie cannot be set by another host; browsers are told to come by https only; the host name is ours."""
    settings = settings_for("https://identity.example", tmp_path, console_url=HTTPS, api_host=ELSEWHERE)
    assert signer
    transport = ASGITransport(create_app(settings, redis, lambda: NOW), raise_app_exceptions=False)
    session_id, _ = await sign_in(redis, settings, NOW, Somebody())
    async with AsyncClient(transport=transport, base_url=HTTPS) as client:
        client.cookies.set("__Host-linnet", session_id)
        answer = await client.get("/v1/session")
        assert answer.status_code == 200
        assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
        answer = await client.post("/v1/session/end", json={})
        name, *kept = answer.headers["set-cookie"].split("; ")
        assert name.startswith("__Host-linnet=")
        assert {*kept} == {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}
        assert (await client.get("/", headers={"Host": "rebound.example"})).status_code == 421


async def test_nothing_leads_from_http_to_https(redis: Redis, tmp_path: Path) -> None:
    """Who asks in plain by mistake is answered in plain and so notices: programs by a refusal, people by the page."""
    settings = settings_for("https://identity.example", tmp_path, console_url=HTTPS, api_host=ELSEWHERE)
    transport = ASGITransport(create_app(settings, redis, lambda: NOW), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://linnet.example") as client:
        for path in ("/v1/session", "/v1/catalogue", "/v1/persons/northmoor.x", "/fhir/metadata", "/healthz"):
            answer = await client.get(path, headers={"Authorization": "Bearer x"})
            assert (answer.is_redirect, "location" in answer.headers) == (False, False), path
        for path in ("/", "/persons"):
            assert (await client.get(path)).headers["location"].startswith("/sign-in/start"), path
        for path in ("/persons/", "/sign-in/", "/v1/session/", "/static"):
            answer = await client.get(path)
            assert (answer.status_code, "location" in answer.headers) == (404, False), path


def _find_host(location: str) -> str:
    """Where a browser goes from here: it reads a backslash as a stroke, and does not read tabs and lines' ends."""
    return urlsplit(urljoin("http://127.0.0.1/", re.sub(r"[\t\r\n]", "", location).replace("\\", "/"))).netloc


_WAYS_OUT = (
    "https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "\\\\elsewhere.example",
    "/\t/elsewhere.example", "/\r/elsewhere.example", "javascript:alert(1)", "elsewhere.example",
)  # fmt: skip


async def test_nobody_is_led_to_another_site(redis: Redis, audited: Settings, issuer: str, tmp_path: Path) -> None:
    """Whatever way back is asked for at the sign-in, with a role or with a purpose, and whatever stands in a path: it
    ends here. The one way out is to the provider that is set."""
    settings = settings_for(issuer, tmp_path)
    async with (
        asking(audited, redis, lambda: NOW) as client,
        visiting(Settings(dev_signin=True), redis) as nobody,
        visiting(settings, redis) as comer,
    ):
        for after in _WAYS_OUT:
            said = {"after": after, "role": "hub-officer", "purpose": "missing", **client.signed}
            answers = [await client.post(path, data=said, headers=FORM) for path in ("/role", "/purpose")]
            answers.append(await nobody.get("/sign-in/start", params={"after": after}))
            begun = {"subject": "hub-officer", "after": after}
            answers.append(await nobody.post("/sign-in/development", data=begun, headers=FORM))
            for answer in answers:
                assert (answer.status_code, _find_host(answer.headers["location"])) == (303, "127.0.0.1"), after
            assert (await set_out(comer, after))["url"].startswith(f"{issuer}/"), after
        for path in (
            "/persons/",
            "//elsewhere.example/",
            "/%5Celsewhere.example/",
            "/persons/%2F%2Felsewhere.example/",
        ):
            answer = await client.get(f"http://127.0.0.1{path}")
            assert _find_host(answer.headers.get("location", "/")) == "127.0.0.1", path


def _spoil(session_id: str, key: str) -> dict[str, str]:
    """Cookies that are none, by what is wrong with them."""
    swapped = "A" if session_id[0] != "A" else "B"
    return {
        "empty": "",
        "one letter of it changed": swapped + session_id[1:],
        "cut": session_id[:-1],
        "longer": session_id + "A",
        "in small letters": session_id.lower(),
        "the other way round": session_id[::-1],
        "what Redis has of it": key,
        "the name of what Redis has": f"session:{key}",
        "in quotation marks in quotation marks": f'"\\"{session_id}\\""',
        "a pattern": "*",
        "very long": "A" * 8_000,
        "a path": f"../{session_id}",
        "two of them": f"{session_id},{session_id}",
    }


async def test_no_bad_session_is_one(redis: Redis, audited: Settings) -> None:
    """Thirteen kinds of cookie that are almost one, and a good one where none is read: as a bearer token, in the query,
    under another name. Nobody is told more than that they are not signed in."""
    settings = audited.model_copy(update={"dev_signin": True})
    session_id, session = await sign_in(redis, settings, NOW, Somebody(subject="bad-session"))
    async with asking(settings, redis, lambda: NOW, None) as client:
        good = await client.get("/v1/session", headers={"cookie": f"{COOKIE}={session_id}"})
        assert good.status_code == 200
        for kind, value in _spoil(session_id, session.key).items():
            answer = await client.get("/v1/session", headers={"cookie": f"{COOKIE}={value}"})
            assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in"), kind
        elsewhere: tuple[dict[str, Any], ...] = (
            {"headers": {"authorization": f"Bearer {session_id}"}},
            {"params": {COOKIE: session_id}},
            {"headers": {"cookie": f"__Host-linnet={session_id}"}},
        )
        for asked in elsewhere:
            assert (await client.get("/v1/session", **asked)).status_code == 401
