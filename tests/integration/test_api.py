import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from openapi_spec_validator import validate
from redis.asyncio import Redis

from api.app import create_app
from api.serve import run_api
from infra.partnership.names import NICKNAMES
from scoring.linkage.models import load_models
from scoring.state import keys
from scoring.state.connection import connect
from scoring.state.holding import hold, release
from scoring.state.keys import in_area
from scoring.state.reads import Shelf, answer_at_rest
from streams.errors import Broken, Transient
from streams.logs import start_logging
from streams.settings import Settings
from tests import household
from tests.household import AREA, DANIELS_CONTACTS, NOW, days_ago
from tests.integration.asking import FORM, Client, asking
from tests.signed_in import COOKIE

pytestmark = pytest.mark.integration
PROBLEM = "application/problem+json"


@pytest.fixture
async def client(redis: Redis, audited: Settings) -> AsyncIterator[Client]:
    async with asking(audited, redis, lambda: NOW) as opened:
        yield opened


async def find(client: AsyncClient, what: str, **query: str) -> list[dict[str, Any]]:
    answer = await client.post(f"/v1/{what}/search", json=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


async def open_first(client: AsyncClient, what: str, q: str, **query: Any) -> dict[str, Any]:
    public_id = (await find(client, what, q=q))[0]["id"]
    opened: dict[str, Any] = (await client.get(f"/v1/{what}/{public_id}", params=query)).json()
    return opened


def assert_problem(answer: Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert (answer.json()["status"], answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "query",
    [
        {"q": "ashby maureen"},
        {"q": "Mrs Ashby", "born": "14 3 1961"},
        {"q": "999 000 0018"},
        {"q": "1961-03-14"},
        {"q": "", "born": "14 March 1961"},
        {"q": "maureen", "area": "northmoor"},
        {"q": "Mo Ashby"},
        {"q": "Moreen Ashbey"},
        {"q": "Mauren Asbhy"},
        {"q": "maur ashby"},
        {"q": "M Ashby"},
        {"q": "ashby aged 65"},
        {"q": "Ashby", "born": "14 3 1916"},
        {"q": "999 000 0081"},
        {"q": "c1"},
        {"q": "Maureen, 14 Curlew Street"},
    ],
)
async def test_a_person_is_found_by_what_is_known_of_them(client: AsyncClient, query: dict[str, str]) -> None:
    """And comes first: names in any order and case, mistyped, short or begun; an NHS number as people space it, or with
    two digits exchanged; a date of birth as people write it, or an age; an agency's own number; an address."""
    assert (await find(client, "persons", **query))[0]["person"]["name"] == "Maureen Ashby"


@pytest.mark.parametrize("q", ["14 Curlew St flat 2", "curlew street", "NM42QX", "nm4 2qx", "NM4", "flt 2, 14 Curlew"])
async def test_an_address_is_found_as_people_write_it(client: AsyncClient, q: str) -> None:
    """Abbreviations, a postcode with or without its space, or its first half, and any order of flat and number."""
    assert [one["address"]["text"] for one in await find(client, "addresses", q=q)] == ["Flat 2, 14 Curlew Street"]


async def search(client: AsyncClient, q: str) -> tuple[list[str], list[str]]:
    """Names and addresses that one box finds."""
    answer = await client.post("/v1/search", json={"q": q})
    assert answer.status_code == 200, answer.text
    persons, addresses = (answer.json()[part] or {"results": []} for part in ("persons", "addresses"))
    people = [one["person"]["name"] for one in persons["results"]]
    return people, [one["address"]["text"] for one in addresses["results"]]


@pytest.mark.parametrize(
    ("q", "first", "at"),
    [
        ("Maureen Ashby", "Maureen Ashby", None),
        ("ashby 14 3 1961", "Maureen Ashby", None),
        ("ashby aged 65", "Maureen Ashby", None),
        ("999 000 0018", "Maureen Ashby", None),
        ("Mo Asbhy, 14 Curlew Street", "Maureen Ashby", "Flat 2, 14 Curlew Street"),
        ("Daniel Ashby NM4 2QX", "Daniel Ashby", "Flat 2, 14 Curlew Street"),
        ("curlew street", None, "Flat 2, 14 Curlew Street"),
        ("NM4", None, "Flat 2, 14 Curlew Street"),
    ],
)
async def test_one_box_takes_whatever_is_known(client: AsyncClient, q: str, first: str | None, at: str | None) -> None:
    """A name, a birth date, an age, an NHS number, an address, a postcode: whoever and whatever it fits, each likeliest
    first and as the two searches find them by themselves."""
    people, places = await search(client, q)
    assert (people[:1], places[:1]) == ([first] if first else [], [at] if at else [])


@pytest.mark.parametrize("place", ["14 Curlew Street", "NM4 2QX", "NM4", "curlew street", "9 Nowhere Lane", "Curlew"])
async def test_nobody_restricted_is_found_by_one_box_with_an_address_in_it(client: AsyncClient, place: str) -> None:
    """Neither by theirs nor by another; by their name alone they are; who is very restricted never is."""
    assert (await search(client, "Rita Okafor"))[0][:1] == ["Rita Okafor"]
    assert "Rita Okafor" not in (await search(client, f"Rita Okafor {place}"))[0]
    assert "Rita Okafor" not in (await search(client, place))[0]
    for q in ("Vera Marsh", f"Vera Marsh {place}", "5 5 1990", "P3"):
        assert "Vera Marsh" not in (await search(client, q))[0]
    assert "Rose Cottage, Mill Lane" not in (await search(client, "Rose Cottage, Mill Lane NM9 1AA"))[1]


async def test_each_part_of_one_box_is_null_where_it_was_not_asked(client: AsyncClient) -> None:
    """So that nobody takes it for nothing found."""
    answer = (await client.post("/v1/search", json={"q": "Ashby 14/3/1961"})).json()
    assert (answer["likelier"], answer["addresses"]) == ("person", None)
    answer = (await client.post("/v1/search", json={"q": "nm4"})).json()
    assert (answer["likelier"], answer["addresses"]["results"] != []) == ("address", True)
    assert_problem(await client.post("/v1/search", json={"q": "Mr"}), 422, "query-empty")


@pytest.mark.parametrize(
    ("q", "alone"),
    [
        ("Maureen Ashby", True),
        ("Maureen Asbhy", True),
        ("Mo Ashby", True),
        ("Maureen Curlew", False),
        ("curlew northmoor", False),
        ("ashby", False),
        ("Vera Marsh", False),
    ],
)
async def test_no_street_is_looked_for_under_the_whole_name_of_somebody_who_is_known(
    client: AsyncClient, q: str, alone: bool
) -> None:
    """Give or take a letter. Under one word, or words that are nobody's, it is; who is withheld is nobody."""
    answer = (await client.post("/v1/search", json={"q": q})).json()
    assert (answer["addresses"] is None) is alone
    assert answer["persons"] is not None


async def test_a_person_is_found_by_fields(client: AsyncClient) -> None:
    """Each for what it is; with an address nobody restricted."""
    for asked in ({"number": "c1"}, {"q": "Ashby", "born": "65"}, {"q": "Maureen", "address": "14 Curlew St"}):
        assert (await find(client, "persons", **asked))[0]["person"]["name"] == "Maureen Ashby"
    for address in ("14 Curlew Street", "somewhere", "7"):
        found = await find(client, "persons", q="Rita Okafor", address=address)
        assert "Rita Okafor" not in [one["person"]["name"] for one in found]


async def test_a_person_is_shown_with_whom_to_ring(client: AsyncClient) -> None:
    """Counts, the agencies involved with reason and contact person, addresses, timeline and freshness."""
    person = await open_first(client, "persons", "Maureen Ashby")
    involved = {one["agency"]: one for one in person["involved"]}
    assert list(involved) == ["police", "council"]
    assert involved["council"]["reasons"] == ["open-case"]
    assert involved["council"]["contact_person"]["name"] == "Sam Reed"
    assert involved["police"]["reasons"] == ["recent-contact"]
    assert person["totals"] == {"days_7": 1, "days_28": 2, "days_91": 2, "months_12": 6}
    assert [one["address"]["text"] for one in person["addresses"]] == ["Flat 2, 14 Curlew Street", "No Fixed Abode"]
    assert person["addresses"][1]["id"] is None
    assert person["timeline"]["total"] == 6
    assert person["as_at"] == "2026-11-22T14:02:00Z"
    freshness = {one["agency"]: one["data_to"] for one in person["freshness"]["agencies"]}
    assert (freshness["ambulance"], freshness["health"]) == ("2026-01-26T16:02:00Z", None)


async def test_a_mental_health_record_says_only_that_there_was_contact(client: AsyncClient) -> None:
    """No team, attendance or medication is told of, anywhere in the answer."""
    public_id = (await find(client, "persons", q="Daniel Ashby"))[0]["id"]
    answer = await client.get(f"/v1/persons/{public_id}")
    assert {one["label"] for one in answer.json()["counts"]} == {
        "Mental health care contact",
        "Mental health record updated",
    }
    assert "edication" not in answer.text
    assert "A06" not in answer.text


async def test_an_address_shows_neither_the_restricted_nor_the_very_restricted(client: AsyncClient) -> None:
    """Their contacts are in no count, no timeline and no list of an address."""
    address = await open_first(client, "addresses", "curlew street")
    assert {one["person"]["name"] for one in address["people"]} == {"Maureen Ashby", "Daniel Ashby"}
    assert address["timeline"]["total"] == DANIELS_CONTACTS + 6
    assert {one["category"] for one in address["counts"]}.isdisjoint({"missing-person", "good-intent-alarm"})
    assert await find(client, "addresses", q="Rose Cottage") == []


async def test_a_restricted_person_is_found_by_name_without_an_address(client: AsyncClient) -> None:
    """Their contacts count on their own page; where they were is not there."""
    person = await open_first(client, "persons", "Rita Okafor")
    assert person["address_withheld"]
    assert person["addresses"] == []
    assert [entry["other"] for entry in person["timeline"]["entries"]] == [None]
    assert person["totals"]["days_7"] == 1


@pytest.mark.parametrize(
    "q",
    [
        "Rita Okafor NM4 2QX",
        "Okafor, 14 Curlew Street",
        "Rita Okafor NM4",
        "Rita Okafor 3 Mill Lane",
        "Rita Okafor curlew street",
        "curlew street rita okafor",
        "Rita curlew",
        "Okafor Rose Cottage",
        "Rita Okafor Northmoor",
        "Rita Okafor 14A curlew",
        "Rita Okafor 100012345678",
        "Rita Okafor 1000123456",
        "Rita curlew 1988-07-02",
    ],
)
async def test_a_restricted_person_is_in_no_search_with_an_address(client: AsyncClient, q: str) -> None:
    """Not even where the address is theirs: that they are found would say so."""
    assert "Rita Okafor" not in [one["person"]["name"] for one in await find(client, "persons", q=q)]


@pytest.mark.parametrize("q", ["Okafor, Rita", "R Okafor", "rtia okaffor", "Okafor aged 38"])
async def test_a_restricted_person_is_found_by_what_is_their_own(client: AsyncClient, q: str) -> None:
    """However their names are typed, or with an age."""
    assert "Rita Okafor" in [one["person"]["name"] for one in await find(client, "persons", q=q)]


@pytest.mark.parametrize("q", ["Maureen Ashby curlew street", "Maureen curlew", "Maureen Ashby Northmoor"])
async def test_words_of_an_address_do_not_hide_who_is_not_restricted(client: AsyncClient, q: str) -> None:
    """They are found as before."""
    assert "Maureen Ashby" in [one["person"]["name"] for one in await find(client, "persons", q=q)]


async def test_the_id_of_somebody_withheld_answers_like_one_that_never_was(client: AsyncClient, redis: Redis) -> None:
    """Byte for byte, for the person and for the address where only they were seen."""
    records = [key.decode() async for key in redis.scan_iter(match=in_area(AREA, keys.Key("*-record:*")))]
    unknown = {
        what: (await client.get(f"/v1/{what}/{AREA}.nobodyknowsthis_")).content for what in ("persons", "addresses")
    }
    told = {}
    for key in records:
        what = "persons" if ":person-record:" in key else "addresses"
        answer = await client.get(f"/v1/{what}/{AREA}.{key.rsplit(':', 1)[1]}")
        told[key] = answer.content if answer.status_code == 404 else b""
    withheld = [content for content in told.values() if content]
    # Vera in two places, her cottage, and no fixed abode, which is no address to look up.
    assert len(withheld) == 4
    assert set(withheld) == set(unknown.values())
    assert await find(client, "persons", q="Vera") == []


async def test_pages_of_a_timeline_fit_together(client: AsyncClient) -> None:
    """Every contact is on exactly one page, newest first."""
    public_id = (await find(client, "addresses", q="curlew street"))[0]["id"]
    seen, offset = [], 0
    while offset is not None:
        page = (await client.get(f"/v1/addresses/{public_id}", params={"offset": offset, "limit": 7})).json()[
            "timeline"
        ]
        seen += page["entries"]
        offset = page["next_offset"]
    moments = [entry["happened_at"] for entry in seen]
    assert moments == sorted(moments, reverse=True)
    assert len(seen) == DANIELS_CONTACTS + 6


async def test_any_moment_can_be_looked_back_to(client: AsyncClient) -> None:
    """At a moment in the past, contacts after it are not counted and a case closed since is open."""
    person = await open_first(client, "persons", "Maureen Ashby", at=days_ago(160).isoformat())
    assert person["totals"] == {"days_7": 0, "days_28": 0, "days_91": 1, "months_12": 2}
    assert [(one["agency"], one["reasons"]) for one in person["involved"]] == [
        ("council", ["open-case", "recent-contact"])
    ]


@pytest.mark.parametrize("what", ["persons", "addresses"])
async def test_no_moment_is_too_long_past_or_too_far_to_be_answered(client: AsyncClient, what: str) -> None:
    """What calendars have no room to count back from is refused, by the API and on pages."""
    q = {"persons": "Maureen Ashby", "addresses": "14 Curlew Street"}[what]
    public_id = (await find(client, what, q=q))[0]["id"]
    for year, status in (("0001", 422), ("0999", 422), ("1899", 422), ("1900", 200), ("9999", 422)):
        for offset in ("Z", "+14:00", "-14:00"):
            at = {"at": f"{year}-02-01T00:00:00{offset}"}
            assert (await client.get(f"/v1/{what}/{public_id}", params=at)).status_code == status, at
        page = await client.get(f"/{what}/{public_id}", params={"day": f"{year}-02-01"})
        assert page.status_code == (200 if year == "9999" else status), year  # of a day to come it shows today


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/persons/northmoor.x?at=2026", 422, "request-invalid"),
        ("/v1/persons/northmoor.x?at=2027-01-01T00:00:00Z", 422, "moment-to-come"),
        ("/v1/persons/northmoor.x?limit=0", 422, "request-invalid"),
        ("/v1/persons/northmoor.x", 404, "id-unknown"),
        ("/v1/persons/atlantis.x", 404, "id-unknown"),
        ("/v1/addresses/northmoor", 404, "id-unknown"),
        ("/v1/nothing", 404, "not-found"),
    ],
)
async def test_errors_are_problems(client: AsyncClient, path: str, status: int, code: str) -> None:
    """RFC 9457, with a code to count and a text that says what to do, and nothing of what was asked."""
    answer = await client.get(path)
    assert_problem(answer, status, code)
    assert answer.json()["detail"]
    assert "Ashby" not in answer.text


@pytest.mark.parametrize(
    ("what", "asked", "code"),
    [
        ("persons", {"q": ""}, "query-empty"),
        ("persons", {"q": "Mr"}, "query-empty"),
        ("persons", {"q": "Ashby", "born": "31/2/1961"}, "birth-date"),
        ("persons", {"q": "Ashby", "area": "atlantis"}, "area-unknown"),
        ("persons", {"q": "Ashby", "note": "a sentence"}, "request-invalid"),
        ("addresses", {"q": ","}, "query-empty"),
    ],
)
async def test_a_search_that_cannot_be_read_says_what_to_ask(
    client: AsyncClient, what: str, asked: dict[str, str], code: str
) -> None:
    """As problems too."""
    answer = await client.post(f"/v1/{what}/search", json=asked)
    assert_problem(answer, 422, code)
    assert answer.json()["detail"]
    assert "Ashby" not in answer.text


async def test_other_methods_are_refused(client: AsyncClient) -> None:
    """A problem too, with the methods that there are: no name is asked for in a URL."""
    answer = await client.get("/v1/persons/search", params={"q": "Ashby"})
    assert answer.status_code in (404, 405)
    answer = await client.post("/v1/catalogue", json={})
    assert_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


async def test_another_host_name_is_refused(client: AsyncClient) -> None:
    """A web site that has its own name lead here gets nothing to read."""
    assert_problem(await client.get("/v1/catalogue", headers={"Host": "rebound.example"}), 421, "host-unknown")


@pytest.mark.parametrize("path", ["/v1/catalogue", "/v1/persons/northmoor.x", "/", "/persons", "/static/linnet.css"])
async def test_every_answer_stays_where_it_is(client: AsyncClient, path: str) -> None:
    """Not stored, not framed, no script, and no address of ours told to another site."""
    headers = (await client.get(path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert {"base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= {*policy.split("; ")}
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path", ["/v1/catalogue", "/v1/persons/search", "/fhir/metadata", "/", "/openapi.json", "/none"]
)
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:9"])
async def test_no_other_site_may_read_an_answer(client: AsyncClient, path: str, origin: str) -> None:
    """None is allowed by a header of CORS, whether it asks at once or asks first: the browser then shows it nothing."""
    first = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for answer in (
        await client.get(path, headers={"Origin": origin}),
        await client.post(path, json={"q": "Ashby"}, headers={"Origin": origin}),
        await client.options(path, headers={"Origin": origin, **first}),
    ):
        assert [name for name in answer.headers if name.startswith("access-control-")] == []
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


async def test_an_area_being_rebuilt_gives_no_half_answer(client: Client, redis: Redis) -> None:
    """503 with Retry-After while it is held; another area answers on; then all is as before."""
    await hold(redis, AREA, 0, "rebuild", empty=False)
    try:
        answer = await client.post("/v1/persons/search", json={"q": "Ashby"})
        assert_problem(answer, 503, "not-now")
        assert int(answer.headers["retry-after"]) > 0
        assert await find(client, "persons", q="Ashby", area="eastvale") == []
        readiness = await client.get("/readyz")
        assert_problem(readiness, 503, "not-ready")
        assert [one["area"] for one in readiness.json()["areas"]] == [AREA]
        page = await client.post("/persons", data={"q": "Ashby", **client.signed}, headers=FORM)
        assert (page.status_code, "Not available now" in page.text) == (503, True)
    finally:
        await release(redis, AREA, "rebuild")
    assert len(await find(client, "persons", q="Ashby")) == 2


async def test_a_torn_area_gives_no_answer(client: AsyncClient, redis: Redis) -> None:
    """What a failed commit left half-written is not shown."""
    position = await redis.get(in_area(AREA, keys.POSITION))
    await redis.set(in_area(AREA, keys.POSITION), "torn")
    try:
        assert_problem(await client.post("/v1/persons/search", json={"q": "Ashby"}), 503, "not-now")
    finally:
        await redis.set(in_area(AREA, keys.POSITION), position or "")


async def test_an_answer_is_of_one_state(redis: Redis) -> None:
    """Overtaken by a commit of what was read, the question is asked again; overtaken every time, it is given up."""
    asked = 0

    async def ask(shelf: Shelf, times: int) -> int:
        nonlocal asked
        await shelf.fetch([keys.CLOCK])
        asked += 1
        if asked <= times:
            await household.project(redis, "eastvale", [household.tick(NOW + timedelta(seconds=asked), "eastvale")])
        return asked

    answer, _ = await answer_at_rest(redis, "eastvale", load_models(), lambda shelf: ask(shelf, 1))
    assert answer == 2
    with pytest.raises(Transient, match="changing too fast"):
        await answer_at_rest(redis, "eastvale", load_models(), lambda shelf: ask(shelf, 1_000))


async def test_what_else_happens_overtakes_no_answer(redis: Redis) -> None:
    """Commits that change nothing of what was read do not make a question be asked again."""
    asked = 0

    async def ask(shelf: Shelf) -> int:
        nonlocal asked
        await shelf.fetch([keys.RULES])
        asked += 1
        await household.project(redis, "eastvale", [household.tick(NOW + timedelta(days=asked), "eastvale")])
        return asked

    await answer_at_rest(redis, "eastvale", load_models(), ask)
    assert asked == 1


async def test_answers_stay_whole_while_the_area_moves_on(client: AsyncClient, redis: Redis) -> None:
    """A contact that is moved from address to address all the time is at one of them in every answer."""
    sent = household.event(900, "fire-incident-recorded-1", days_ago(9), "flooding", address={"text": "1 Ferry Row"})
    await household.project(redis, "eastvale", [sent | {"area": "eastvale"}])

    async def move() -> None:
        for number in range(60):
            moved = household.event(900, sent["type"], days_ago(9), "flooding", address={"text": f"{number} Ferry Row"})
            at = (NOW + timedelta(seconds=number)).isoformat()
            data = {"recorded_at": at, "replacement": moved | {"area": "eastvale"}}
            correction = moved | {"id": f"R{number}", "area": "eastvale", "type": "record-rectified-1", "data": data}
            await household.project(redis, "eastvale", [correction])
            await asyncio.sleep(0.002)

    moving = asyncio.create_task(move())
    answered = 0
    while not moving.done():
        answer = await client.post("/v1/addresses/search", json={"q": "Ferry Row", "area": "eastvale"})
        assert answer.status_code in (200, 503)
        if answer.status_code == 200:
            assert [len(one["agencies"]) for one in answer.json()["results"]] == [1]
            answered += 1
    assert answered > 0
    await moving


async def test_ready_means_a_tick_of_late(redis: Redis) -> None:
    """With the latest tick more than six intervals old the projector has stopped, and answers grow old."""
    for seconds, status in ((30, 200), (90, 503)):
        clock = iter([NOW + timedelta(seconds=seconds)])
        async with asking(Settings(tick_seconds=10.0), redis, clock.__next__, None) as client:
            assert (await client.get("/readyz")).status_code == status
            assert (await client.get("/healthz")).status_code == 200


async def test_without_redis_nothing_is_claimed() -> None:
    """The process is up, is not ready, and says so within the time-out."""
    away = connect("redis://127.0.0.1:1/0", timeout=0.5)
    async with asking(Settings(), away, lambda: NOW, None) as client:
        client.cookies.set(COOKIE, "of-somebody")
        assert (await client.get("/healthz")).status_code == 200
        assert_problem(await client.get("/readyz"), 503, "not-now")
        assert_problem(await client.post("/v1/persons/search", json={"q": "Ashby"}), 503, "not-now")
        assert (await client.get("/")).status_code == 503
    await away.aclose()


async def test_nothing_asked_for_reaches_a_log(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    """Whether it is answered, refused or fails: no name is on standard error or output."""
    start_logging()
    logging.getLogger().setLevel(logging.DEBUG)
    await client.post("/v1/persons/search", json={"q": "Zebedee", "born": "x"})
    await client.post("/persons", data={"q": "Zebedee", **client.signed}, headers=FORM)
    for path in ("/v1/persons/Zebedee", "/Zebedee"):
        await client.get(path)
    logging.getLogger().setLevel(logging.WARNING)
    out, err = capfd.readouterr()
    assert "Zebedee" not in out + err


async def test_metrics_name_routes_and_not_what_was_asked(client: AsyncClient) -> None:
    """Requests are counted under the route's template."""
    await client.get("/v1/persons/northmoor.Zebedee")
    numbers = (await client.get("/metrics")).text
    assert 'linnet_api_requests_total{route="/v1/persons/{id}",status="404"}' in numbers
    assert "Zebedee" not in numbers


async def test_the_contract_can_be_generated_from(client: AsyncClient) -> None:
    """A valid OpenAPI document: own operation ids, every object typed, every error a problem; FHIR's as FHIR has them,
    too, and what is told to be as it was is told nothing more."""
    document = (await client.get("/openapi.json")).json()
    validate(document)
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for schema in document["components"]["schemas"].values():
        assert schema["type"] != "object" or schema["properties"]
    for operation in operations:
        failing = {status: held for status, held in operation["responses"].items() if not status.startswith("2")}
        assert {"421", "500"} <= failing.keys()
        assert "content" not in failing.pop("304", {})
        assert all(next(iter(held["content"])) == PROBLEM for held in failing.values())
        assert all(set(held["content"]) <= {PROBLEM, "application/fhir+json"} for held in failing.values())


async def test_the_catalogue_explains_every_indicator(client: AsyncClient) -> None:
    """Each says what it means and where it is from, and names a window that there is."""
    catalogue = (await client.get("/v1/catalogue")).json()
    windows = {one["window"] for one in catalogue["windows"]}
    assert all(one["meaning"] and one["source"] for one in catalogue["indicators"])
    assert {one["window"] for one in catalogue["indicators"]} - {None, "as-asked"} <= windows


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "linnet.example", "::"])
def test_only_this_machine_may_ask(host: str) -> None:
    """Any address that others could reach is refused at the start, with the reason."""
    with pytest.raises(Broken, match="lets anybody in"):
        create_app(Settings(api_host=host, dev_signin=True), Redis(), lambda: NOW)


def test_a_port_that_is_taken_is_named() -> None:
    """The start fails at once, and says which setting to change."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Broken, match="LINNET_API_PORT"):
        run_api(Settings(redis_url="redis://127.0.0.1:1/0", dev_signin=True, api_port=taken.getsockname()[1]))


def test_a_broad_search_stops_at_fifty(redis_url: str, audited: Settings) -> None:
    """Fifty are shown, and it is said that there are more; nobody withheld is among them or counted."""
    names = list(NICKNAMES)[2:62]
    people = [
        household.event(
            n,
            "police-incident-recorded-1",
            days_ago(n),
            "hoax",
            person={"local_record_id": f"L{n}", "given_name": names[n], "family_name": "Smith"}
            | {"birth_date": f"{1930 + n}-{1 + n % 12:02}-{1 + n * 7 % 28:02}"},
            sensitivity="V" if n % 7 == 0 else "U",
        )
        for n in range(60)
    ]

    async def ask() -> None:
        async with Redis.from_url(redis_url) as redis:
            await household.project(redis, "eastvale", people)
            async with asking(audited, redis, lambda: NOW) as client:
                answer = (await client.post("/v1/persons/search", json={"q": "smith", "area": "eastvale"})).json()
                assert (len(answer["results"]), answer["more"]) == (50, True)
                some = (await client.post("/v1/persons/search", json={"q": "smith geoff", "area": "eastvale"})).json()
                assert [one["person"]["name"] for one in some["results"]] == ["Geoffrey Smith"]

    household.fill(redis_url)
    asyncio.run(ask())
    household.fill(redis_url)
