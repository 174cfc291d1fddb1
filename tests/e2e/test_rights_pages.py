"""A person's rights, and looking past a restriction, in a real browser: at two widths, by keyboard, and to the end."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scoring.linkage.records import record_id
from scoring.observed import observe
from scoring.revisions import read_revision
from streams.codec import OBSERVATION
from streams.codes.access import Role
from streams.settings import Settings
from tests import household
from tests.e2e.visiting import assert_built_for_everybody, serving, sign_visitor_in, tab_to
from tests.household import AREA, NOW
from tests.integration.asking import connected
from tests.integration.indexing import index_until
from tests.signed_in import COOKIE, Somebody, sign_in_at

pytestmark = pytest.mark.browser
HUB = Somebody(subject="who-looks-past-on-pages", name="Kit Rowe")
WIDTHS = pytest.mark.parametrize("width", [320, 1280])
_EVENTS = [OBSERVATION.validate_python(event) for event in household.household()]
_REVISIONS = [read_revision(observe(event)) for event in _EVENTS]
_RECORDS = {one.identity.given_name.title(): record_id(one.identity) for one in _REVISIONS if one.identity}
RITA = f"{AREA}.{_RECORDS['Rita']}"


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """With the household, one restriction of which was looked past."""
    household.fill(redis_url)
    settings = audited.model_copy(update={"redis_url": redis_url})
    with serving(settings) as announced:
        cookies = {COOKIE: sign_in_at(redis_url, settings, lambda: NOW, HUB)}
        broken = {"named": RITA, "reason": "missing", "reference": "G-PAGES"}
        with httpx.Client(base_url=announced, cookies=cookies, timeout=30) as client:
            assert client.post("/v1/glass", json=broken).status_code == 200
        asyncio.run(_index(settings))
        yield announced


async def _index(settings: Settings) -> None:
    async with connected(settings.redis_url) as redis:
        await index_until(settings, redis)


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def sit_down(desk: BrowserContext, address: str, who: Somebody, width: int = 1280) -> Page:
    sign_visitor_in(desk, address, who)
    page = desk.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    return page


OFFICER = Somebody(Role.DATA_PROTECTION_OFFICER, subject="officer-on-pages", purpose="")
MANAGER = Somebody(Role.AUDIT_MANAGER, subject="manager-on-pages", purpose="")


@WIDTHS
def test_the_pages_of_rights_are_built_for_everybody(desk: BrowserContext, address: str, width: int) -> None:
    """From the number to all that is held, each form, its errors, and what will change; nothing is sent."""
    page = sit_down(desk, address, OFFICER, width)
    page.goto("/rights")
    assert_built_for_everybody(page)
    page.get_by_role("button", name="Find by number").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_built_for_everybody(page)
    page.locator("#held-number").fill("999 000 0018")
    page.get_by_role("button", name="Find by number").click()
    page.get_by_role("link", name="Maureen Ashby").click()
    expect(page.locator("h1")).to_have_text("All that is held about Maureen Ashby")
    expect(page.get_by_role("navigation", name="Main").locator("[aria-current]")).to_have_text("Rights")
    assert_built_for_everybody(page)
    held = page.url
    page.get_by_role("link", name="Restrict or erase all of it").click()
    expect(page.locator("h1")).to_contain_text("Restrict or erase all")
    assert_built_for_everybody(page)
    page.get_by_role("button", name="See what will change").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose whether to rectify, restrict or erase")
    assert_built_for_everybody(page)
    page.get_by_role("radio", name="Restrict it, or lift a restriction").check()
    page.get_by_label("To restrict: how restricted").select_option(index=2)
    page.get_by_label("Reason", exact=True).select_option(index=1)
    page.get_by_role("button", name="See what will change").click()
    expect(page.locator("h1")).to_have_text("What will change")
    assert_built_for_everybody(page)
    page.goto(held)
    page.get_by_role("link", name="Correct the event").first.click()
    expect(page.locator("h1")).to_have_text("Correct one event")
    assert_built_for_everybody(page)
    page.get_by_role("radio", name="Rectify it").check()
    page.get_by_label("Last name").fill("Ashby-Jones")
    page.get_by_label("Reason", exact=True).select_option(index=1)
    page.get_by_role("button", name="See what will change").click()
    expect(page.locator("h1")).to_have_text("What will change")
    assert_built_for_everybody(page)


@WIDTHS
def test_looking_past_a_restriction_is_built_for_everybody(desk: BrowserContext, address: str, width: int) -> None:
    """The form, its errors, whom it opens; and the audit manager's list."""
    page = sit_down(desk, address, HUB, width)
    page.goto(f"/glass?named={RITA}")
    expect(page.get_by_role("navigation", name="Main").locator("[aria-current]")).to_have_text("Search")
    assert_built_for_everybody(page)
    page.get_by_role("button", name="Look past the restriction").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose why it cannot wait")
    assert_built_for_everybody(page)
    page.get_by_label("Why it cannot wait").select_option("missing")
    page.get_by_label("Reference of the incident or case").fill(f"G-{width}")
    page.get_by_role("button", name="Look past the restriction").click()
    expect(page.locator("h1")).to_have_text("Rita Okafor")
    assert_built_for_everybody(page)
    desk.clear_cookies()
    page = sit_down(desk, address, MANAGER, width)
    page.goto(f"/audit/glass?area={AREA}")
    expect(page.get_by_role("heading", name="Kit Rowe, Safeguarding hub officer").first).to_be_visible()
    expect(page.get_by_role("navigation", name="Main").locator("[aria-current]")).to_have_text("Audit")
    assert_built_for_everybody(page)


def test_both_are_done_by_keyboard_alone(desk: BrowserContext, address: str) -> None:
    """A restriction is looked past, and reviewed; an erasure is foreseen: no mouse."""
    page = sit_down(desk, address, HUB)
    page.goto("/glass")
    for label, typed in (
        ("The person's id, or their whole NHS number", RITA),
        ("Why it cannot wait", "Somebody is missing"),
        ("Reference of the incident or case", "G-KEYS"),
    ):
        tab_to(page, label)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Rita Okafor")
    desk.clear_cookies()
    page = sit_down(desk, address, MANAGER)
    page.goto(f"/audit/glass?area={AREA}")
    tab_to(page, "What you found")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Send review")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Review sent.")
    desk.clear_cookies()
    page = sit_down(desk, address, OFFICER)
    page.goto(f"/persons/{RITA}/correct")
    tab_to(page, "Restrict it, or lift a restriction")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Reason")
    page.keyboard.press("ArrowDown")
    tab_to(page, "See what will change")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Erase now")).to_be_visible()
