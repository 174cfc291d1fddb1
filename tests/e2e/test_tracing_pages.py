"""Somebody's places across areas, in a real browser."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from redis.asyncio import Redis

from scoring.linkage.records import RecordId
from scoring.state.tracing import Told, TraceIndex
from streams.settings import Settings
from tests import household
from tests.e2e.visiting import assert_built_for_everybody, look_up, serving
from tests.household import AREA, MAUREEN_AT_COUNCIL, NOW, days_ago, event
from tests.signed_in import Somebody

pytestmark = pytest.mark.browser

ELSEWHERE = "eastvale"
HARBOUR, KIOSK = {"text": "8 Harbour Row", "postcode": "EV1 1AA"}, {"text": "2 Station Approach", "postcode": "EV1 2AB"}


@pytest.fixture(scope="module")
def who() -> Somebody:
    """Whose purpose is not for tracing."""
    return Somebody(purpose="child-in-need")


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """Of the API as it is served, with Maureen seen in the next area too."""
    household.fill(redis_url)
    asyncio.run(go_elsewhere(redis_url))
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


async def go_elsewhere(redis_url: str) -> None:
    moved = {"area": ELSEWHERE, "source": "uk.police.eastvale"}
    sent = [
        event(1000 + number, "police-incident-recorded-1", days_ago(days), "concern-for-safety", **said) | moved
        for number, (days, said) in enumerate(
            [
                (12, {"person": MAUREEN_AT_COUNCIL, "address": HARBOUR}),
                (10, {"person": MAUREEN_AT_COUNCIL, "address": KIOSK}),
            ]
        )
    ]
    async with Redis.from_url(redis_url) as redis:
        await household.project(redis, ELSEWHERE, sent)
        index = TraceIndex(redis)
        await index.veil()
        told = [Told(area, await list_records(redis, area), 0) for area in (AREA, ELSEWHERE)]
        await index.take(0, 0, 1, told)
        await index.note_reached(NOW.timestamp())


async def list_records(redis: Redis, area: str) -> frozenset[RecordId]:
    found = [key.decode() async for key in redis.scan_iter(match=f"{{{area}}}:person-record:*")]
    return frozenset(RecordId(key.rsplit(":", 1)[1]) for key in found)


def open_trace(page: Page, what: str, q: str, born: str = "") -> None:
    look_up(page, what, q, born)
    page.locator("ul.results a").first.click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Missing or exploited?").click()
    expect(page.locator("h1")).to_have_text("Why you are looking")
    assert "Harbour Row" not in page.locator("main").inner_text()
    page.get_by_role("radio", name="Somebody is missing").check()
    page.get_by_role("button", name="Go on").click()


def test_places_are_shown_once_it_is_said_what_for(page: Page) -> None:
    """From the person to the purpose that it needs, to the places of both areas, and to the person as the other area
    knows them."""
    open_trace(page, "person", "ashby", "14 3 1961")
    expect(page.locator("h1")).to_have_text("Maureen Ashby")
    places = page.get_by_role("region", name="Places over time").locator("ol > li").all_inner_texts()
    assert [line.split("\n")[2] for line in places][:4] == [
        "Northmoor Flat 2, 14 Curlew Street, NM4 2QX",
        "Eastvale 2 Station Approach, EV1 2AB",
        "Eastvale 8 Harbour Row, EV1 1AA",
        "Northmoor No Fixed Abode",
    ]
    same = page.get_by_role("region", name="The same person elsewhere")
    assert "Same NHS number and birth date and name" in same.inner_text()
    same.get_by_role("link").click()
    assert "Person, Eastvale" in page.locator("main").inner_text()


def test_somebody_restricted_is_not_traced(page: Page) -> None:
    """Their page offers no trace, and whoever knows its address is told that it is withheld."""
    look_up(page, "person", "rita okafor")
    page.locator("ul.results a").first.click()
    page.wait_for_load_state()
    assert page.get_by_role("link", name="Missing or exploited?").count() == 0
    page.goto(f"{page.url}/trace")
    page.get_by_role("radio", name="Somebody is missing").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Places withheld")
    assert "Curlew" not in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_trace_is_built_for_everybody(page: Page, width: int) -> None:
    """At any width."""
    page.set_viewport_size({"width": width, "height": 900})
    open_trace(page, "person", "ashby", "14 3 1961")
    assert_built_for_everybody(page)
