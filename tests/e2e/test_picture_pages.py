"""What an address says at a glance, its year in a picture, and the page on paper, in a real browser."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from redis.asyncio import Redis

from streams.settings import Settings
from tests import household
from tests.e2e.visiting import assert_built_for_everybody, look_up, serving
from tests.household import AREA, FLAT, event

pytestmark = pytest.mark.browser

CALLS = 24
# With Daniel's own.
IN_APRIL = CALLS + 4
APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """Of the API as it is served, with the household, to whom the police were called all through April."""
    household.fill(redis_url)
    asyncio.run(call_in_april(redis_url))
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


async def call_in_april(redis_url: str) -> None:
    called = [
        event(700 + day, "police-incident-recorded-1", APRIL + timedelta(days=day), "domestic-incident", address=FLAT)
        for day in range(CALLS)
    ]
    async with Redis.from_url(redis_url) as redis:
        await household.project(redis, AREA, called)


def open_flat(page: Page) -> None:
    look_up(page, "address", "flat 2 14 curlew street")
    page.locator("ul.results a").first.click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_have_text("Flat 2, 14 Curlew Street")


def test_it_is_seen_at_a_glance_whom_to_ring_and_what_is_missing(page: Page) -> None:
    """Before anything else: who was seen, a number a press away, and that agencies' data is late."""
    open_flat(page)
    glance = page.get_by_role("region", name="At a glance")
    expect(glance).to_contain_text("Children known to social care")
    expect(glance.get_by_role("link", name="Maureen Ashby")).to_be_visible()
    assert glance.get_by_role("link", name="Ring Sam Reed").get_attribute("href") == "tel:01632960123"
    expect(glance).to_contain_text("Yes: Council social care, no data since")
    expect(glance).to_contain_text("NHS urgent and emergency care, nothing received yet")


def test_a_month_that_stands_out_leads_to_its_contacts(page: Page) -> None:
    """By keyboard: the bar says how many, and the timeline begins where the month does; the table has the same."""
    open_flat(page)
    picture = page.get_by_role("region", name="The last year in a picture")
    expect(picture).to_contain_text(f"most in April 2026: {IN_APRIL}")
    picture.get_by_text("The same as a table").click()
    april = picture.get_by_role("row", name="April 2026").get_by_role("cell").all_inner_texts()
    assert april[-1] == str(IN_APRIL)
    assert "–" in april
    picture.get_by_role("link", name=f"April 2026: {IN_APRIL} contacts").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#timeline")
    page.wait_for_load_state()
    assert any("Apr 2026" in words for words in page.locator(".timeline time").all_inner_texts())


def test_on_paper_everything_is_there_with_when_it_was_known(page: Page) -> None:
    """All contacts on one page, what folds is open, and what only a screen can do is left out."""
    open_flat(page)
    page.get_by_role("link", name="Print view: everything on one page").click()
    page.wait_for_url("**?view=print")
    page.wait_for_load_state()
    assert page.locator(".timeline .line > li").count() > IN_APRIL
    assert page.locator("nav.turn").count() == 0
    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_contain_text("as known at 22 Nov 2026 14:02")
    assert page.get_by_role("navigation", name="Main").count() == 0
    expect(page.locator("table.months")).to_be_visible()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_picture_is_built_for_everybody(page: Page, width: int) -> None:
    """At any width, with the table open, looking back, and on the print view."""
    page.set_viewport_size({"width": width, "height": 800})
    open_flat(page)
    page.get_by_text("The same as a table").click()
    assert_built_for_everybody(page)
    here = page.url
    for query in ("?day=2026-04-20", "?view=print"):
        page.goto(here + query)
        assert_built_for_everybody(page)
