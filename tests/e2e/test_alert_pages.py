"""The pages about alerts in a real browser: what is on them, for everybody, at any width, without scripts too."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from streams.settings import Settings
from tests import alerted, household
from tests.e2e.visiting import MISTAKEN, assert_built_for_everybody, look_up, serving, tab_to
from tests.household import AREA

pytestmark = pytest.mark.browser

LIST = f"/alerts?area={AREA}"


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """Of the API as it is served, on a Valkey with the household in it, and alerts about it."""
    visit = household.household()[6]
    alerted.fill(redis_url, alerted.corrected("record-erased-1", 1, visit))
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


def open_alert(page: Page, title: str, about: str = "") -> None:
    page.goto(LIST)
    page.locator(".alerts > li").filter(has_text=title).filter(has_text=about).locator("h2 a").first.click()
    expect(page.locator("h1")).to_have_text(title)


def test_from_the_list_to_whom_to_ring(page: Page) -> None:
    """By keyboard: the most urgent comes first, says why and how late it is, and leads to the number to ring."""
    page.goto("/")
    tab_to(page, "Alerts")
    page.keyboard.press("Enter")
    first = page.locator(".alerts > li").first
    for words in ("Red", "Overdue by 2 h", "Flat 2, 14 Curlew Street", "1 contact (Police) in the last 28 days"):
        expect(first).to_contain_text(words)
    tab_to(page, "Police called to this address")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Why")).to_contain_text("1 contact (Police) in the last 28 days")
    expect(page.get_by_role("region", name="Whom to ring")).to_contain_text("01632 960123")
    rests = page.get_by_role("region", name="What it rests on")
    expect(rests).to_contain_text("Domestic incident")
    rests.get_by_role("link", name="Maureen Ashby").click()
    expect(page.locator("h1")).to_have_text("Maureen Ashby")
    expect(page.get_by_role("region", name="open alert")).to_contain_text("Many contacts")


def test_no_page_blames_anybody(page: Page) -> None:
    """An alert about many contacts says that help may be wanted, and that it is no reason to refuse it."""
    open_alert(page, "Many contacts", "Daniel Ashby")
    expect(page.locator("main")).to_contain_text("no reason to refuse help")
    text = page.locator("main").inner_text().lower()
    assert not any(word in text for word in ("frequent caller", "attention", "nuisance", "abuse of", "time-waster"))


def test_nothing_is_told_of_where_somebody_restricted_is(page: Page) -> None:
    """Rita's alert names no place; the address's alerts, page and list name neither her nor Vera."""
    open_alert(page, "Many contacts", "Rita Okafor")
    assert "Curlew" not in page.content()
    for title in ("Police called to this address", "Many agencies at one household"):
        open_alert(page, title)
        assert "Rita" not in page.content()
    page.goto(LIST)
    assert "Vera" not in page.content()


def test_what_was_corrected_says_so(page: Page) -> None:
    """Among the ended ones, with the agency that corrected its record; nobody is asked to answer it."""
    page.goto(LIST)
    page.get_by_role("link", name="Ended").click()
    page.get_by_role("link", name="A fire visit and a case").click()
    expect(page.locator("main")).to_contain_text("the record was corrected by Fire and rescue")
    expect(page.locator("main")).to_contain_text("1 contact that this rested on is not on record here any more")
    assert page.locator("main").get_by_role("button").count() == 0


def test_what_is_missing_is_said(page: Page) -> None:
    """The summary leads to the field, what was entered stays, and nothing was sent."""
    open_alert(page, "Police called to this address")
    page.get_by_role("button", name="Dismiss").click()
    expect(page).to_have_title(MISTAKEN)
    page.get_by_role("alert").get_by_role("link", name="Choose why it is dismissed").click()
    assert page.locator(":focus").get_attribute("id") == "reason"
    look_up(page, "address", "curlew")
    page.locator("ul.results a").first.click()
    page.get_by_text("Put it there, before a visit for example").click()
    page.get_by_role("button", name="Watch this address").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the last day of the watch")


def test_the_list_is_narrowed_and_shared_by_its_address(page: Page) -> None:
    """The form's choice is in the address, and the form holds it."""
    page.goto(LIST)
    page.get_by_label("Severity").select_option("Red: act now")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".alerts > li").count() == 1
    assert "severity=red" in page.url
    assert page.get_by_label("Severity").input_value() == "red"
    page.goto(f"{LIST}&team=Nobody")
    expect(page.locator("main")).to_contain_text("No open alert is of this kind.")


def test_figures_count_for_each_worker(page: Page) -> None:
    """Once it is said how many there are."""
    page.goto(f"/alerts/figures?area={AREA}")
    page.get_by_label("Safeguarding hub: workers").fill("2")
    page.get_by_role("button", name="Count").click()
    row = page.get_by_role("row", name="Safeguarding hub")
    assert row.get_by_role("cell").nth(1).inner_text() == "2"


def list_urls(page: Page) -> list[str]:
    urls = [LIST, f"{LIST}&state=ended", *(f"/alerts/{name}?area={AREA}" for name in ("figures", "rules", "watched"))]
    for source in (LIST, f"{LIST}&state=ended"):
        page.goto(source)
        urls += [str(link.get_attribute("href")) for link in page.locator(".alerts h2 a").all()]
    return urls


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_alert_pages_are_built_for_everybody(page: Page, width: int) -> None:
    """At any width."""
    page.set_viewport_size({"width": width, "height": 800})
    for url in list_urls(page):
        page.goto(url)
        assert_built_for_everybody(page)


def test_alert_pages_work_without_scripts(
    browser: Browser, address: str, signed: Callable[[BrowserContext], None]
) -> None:
    """The list, an alert, and a link to ask again."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    signed(context)
    page = context.new_page()
    page.goto(LIST)
    page.get_by_role("link", name="Refresh").click()
    page.locator(".alerts h2 a").first.click()
    assert page.get_by_role("button", name="Acknowledge: I take it on").is_visible()
    context.close()
