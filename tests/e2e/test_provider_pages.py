"""What is left of being signed in where a provider's own session lasts longer than ours, in a real browser."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from streams.settings import Settings
from tests import household
from tests.e2e.visiting import assert_built_for_everybody, serving
from tests.household import NOW
from tests.integration.receivers import free_port
from tests.provider import Signer, running_signer, settings_for

pytestmark = pytest.mark.browser
CLOCK = [NOW]
HERE = "/insight?area=northmoor"


def read_clock() -> datetime:
    return CLOCK[0]


@pytest.fixture(scope="module")
def provider() -> Iterator[Signer]:
    """It knows who is there, and says so without asking unless it is told to ask."""
    with running_signer() as signer:
        signer.clock = lambda: CLOCK[0].timestamp()
        yield signer


@pytest.fixture(scope="module")
def address(
    redis_url: str, audited: Settings, provider: Signer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    household.fill(redis_url)
    port = free_port()
    settings = settings_for(
        provider.issuer,
        tmp_path_factory.mktemp("provider"),
        kafka_bootstrap=audited.kafka_bootstrap,
        redis_url=redis_url,
        api_port=port,
        console_url=f"http://127.0.0.1:{port}",
    )
    with serving(settings, read_clock) as announced:
        yield announced


@pytest.fixture
def desk(browser: Browser, address: str, provider: Signer) -> Iterator[BrowserContext]:
    provider.signed_at = provider.clock()
    provider.asked.clear()
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def is_signed_in(desk: BrowserContext) -> bool:
    return desk.request.get("/v1/session", headers={"Linnet-By-Itself": "1"}).status == 200


def sign_in_again(page: Page) -> None:
    """By the button, and by showing the provider who is there."""
    page.get_by_role("link", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Who is there?")
    page.get_by_role("button").click()
    expect(page.locator("h1")).to_have_text("Insight: the last year")
    assert page.url.endswith(HERE)


def open_page(desk: BrowserContext) -> Page:
    page = desk.new_page()
    page.clock.install(time=CLOCK[0])
    page.goto(HERE)
    expect(page.locator("h1")).to_have_text("Insight: the last year")
    return page


def leave_it_open(page: Page) -> None:
    """For 16 minutes, by the browser's clock and by the server's."""
    for _ in range(4):
        CLOCK[0] += timedelta(minutes=4)
        page.clock.fast_forward(timedelta(minutes=4) // timedelta(milliseconds=1))


def test_leaving_by_one_tab_is_undone_by_no_other(desk: BrowserContext, provider: Signer) -> None:
    """Whoever comes by a link is signed in without being asked, for the provider knows them. Signed out in one tab,
    they stay so: no other tab goes to the provider by itself, and whoever goes by the button is asked who they are."""
    tabs = [desk.new_page() for _ in range(3)]
    for tab in tabs:
        tab.goto(HERE)
        expect(tab.locator("h1")).to_have_text("Insight: the last year")
    assert len(provider.asked) == 1
    tabs[0].get_by_role("button", name="Sign out", exact=True).click()
    expect(tabs[0].locator("h1")).to_have_text("You are signed out of Linnet")
    for tab in tabs[1:]:
        expect(tab.locator("h1")).to_have_text("Sign in")
        tab.wait_for_load_state("networkidle")
    assert (is_signed_in(desk), len(provider.asked)) == (False, 1)
    sign_in_again(tabs[1])
    assert is_signed_in(desk)


def test_a_desk_that_nobody_is_at_does_not_sign_in_again(desk: BrowserContext, provider: Signer) -> None:
    """When the time is over the page asks to sign in, and stays there; so does an address that is typed then, and the
    browser's reload."""
    page = open_page(desk)
    leave_it_open(page)
    expect(page.locator("h1")).to_have_text("Sign in")
    page.wait_for_load_state("networkidle")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_built_for_everybody(page)
    page.reload()
    expect(page.locator("h1")).to_have_text("Sign in")
    desk.new_page().goto("/alerts")
    assert (is_signed_in(desk), len(provider.asked)) == (False, 1)
    sign_in_again(page)


def test_a_script_goes_to_no_provider(desk: BrowserContext, provider: Signer) -> None:
    """Also where the browser has forgotten that somebody was here."""
    page = open_page(desk)
    desk.clear_cookies()
    leave_it_open(page)
    expect(page.locator("h1")).to_have_text("Sign in")
    assert len(provider.asked) == 1
