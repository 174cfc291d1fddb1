"""A building, its flats, and a dwelling nobody was ever in contact with, in a real browser."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page
from redis.asyncio import Redis

from streams.events.gazetteer import GAZETTEER_SOURCE
from streams.settings import Settings
from tests import household
from tests.e2e.visiting import assert_built_for_everybody, look_up, serving
from tests.household import AREA, FLAT, NOW, days_ago

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """Of the API as it is served, on a Valkey with the household, its building and a list of addresses."""
    household.fill(redis_url)
    asyncio.run(build(redis_url))
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


async def build(redis_url: str) -> None:
    fire = {"event_type": "fire-incident-recorded-1", "category": "flooding"}
    whole = household.event(800, happened=days_ago(30), address=FLAT | {"text": "14 Curlew Street"}, **fire)
    flats = [listed(n) for n in range(3, 60)]
    async with Redis.from_url(redis_url) as redis:
        await household.project(redis, AREA, [whole, *flats])


def listed(flat: int) -> dict[str, Any]:
    address = FLAT | {"text": f"Flat {flat}, 14 Curlew Street", "uprn": f"{1000 + flat}"}
    envelope = {"specversion": "1.0", "id": f"G{flat}", "source": GAZETTEER_SOURCE, "type": "dwelling-listed-1"}
    data = {"recorded_at": NOW.isoformat(), "address": address}
    return envelope | {"time": NOW.isoformat(), "area": AREA, "data": data}


def test_a_flat_leads_to_its_building_and_back(page: Page) -> None:
    """The building comes first and is named as such; each has a page, with what happened there and nothing else."""
    look_up(page, "address", "flat 2 14 curlew street")
    page.get_by_role("link", name="Flat 2, 14 Curlew Street, NM4 2QX").click()
    page.wait_for_load_state()
    building = page.get_by_role("region", name="In this building")
    first = building.get_by_role("listitem").first.inner_text()
    assert first == "14 Curlew Street, NM4 2QX\n\nThe building. Last contact 23 Oct 2026"
    assert "And 7 more dwellings known here." in building.inner_text()
    building.get_by_role("link", name="14 Curlew Street, NM4 2QX", exact=True).click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == "14 Curlew Street"
    building = page.get_by_role("region", name="In this building")
    assert building.get_by_role("listitem").first.inner_text().startswith("Flat 2, 14 Curlew Street, NM4 2QX")
    assert "The building." not in building.inner_text()


def test_a_listed_dwelling_says_that_there_was_no_contact(page: Page) -> None:
    """In the search, beside the flats where there was, and on its own page."""
    look_up(page, "address", "flat 3 14 curlew street")
    hit = page.locator("ul.results li").filter(has_text="Flat 3, 14 Curlew Street").first
    assert "Listed; no contact that may be shown" in hit.inner_text()
    hit.get_by_role("link").click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "This address is on the list of addresses of Northmoor" in text
    assert "There is no contact here that may be shown." in text
    assert page.get_by_text("1003").is_visible()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_building_pages_are_built_for_everybody(page: Page, width: int) -> None:
    """At any width."""
    page.set_viewport_size({"width": width, "height": 800})
    look_up(page, "address", "flat 3 14 curlew street")
    page.locator("ul.results a").first.click()
    page.wait_for_load_state()
    assert_built_for_everybody(page)
