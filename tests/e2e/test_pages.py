"""The first pages in a real browser, as somebody at a safeguarding hub uses them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from streams.settings import Settings
from tests import household
from tests.e2e.visiting import MISTAKEN, assert_built_for_everybody, look_up, search, serving, tab_to

pytestmark = pytest.mark.browser
_SEARCHES = (("person", "zz"), ("person", "Ashby"), ("address", "curlew"), ("address", "zz"))


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """Of the API as it is served, on a Valkey with the household in it."""
    household.fill(redis_url)
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


def view_urls(page: Page) -> list[str]:
    urls = []
    for what, q in (("address", "curlew"), ("person", "Maureen"), ("person", "Rita")):
        look_up(page, what, q)
        page.locator("ul.results a").first.click()
        page.wait_for_load_state()
        urls.append(page.url)
    return urls


def test_an_address_is_looked_up_by_keyboard_alone(page: Page) -> None:
    """From the first Tab to whom to ring, without a mouse, and back to the person in the timeline."""
    page.goto("/")
    tab_to(page, "Name, date of birth or age, NHS number, address or postcode")
    page.keyboard.type("flat 2, 14 curlew st")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("1 address and 2 people found")
    tab_to(page, "Flat 2, 14 Curlew Street, NM4 2QX")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Flat 2, 14 Curlew Street")
    involved = page.get_by_role("region", name="Agencies involved now").locator("li.card")
    assert involved.locator("h3").all_inner_texts() == [
        "Mental health trust",
        "Police",
        "Fire and rescue",
        "Council social care",
    ]
    assert "Sam Reed\nSocial worker, Adults north" in involved.last.inner_text()
    assert "01632 960123" in involved.last.inner_text()
    assert page.get_by_role("link", name="Maureen Ashby").count() > 0
    assert page.get_by_text("Rita Okafor").count() == page.get_by_text("Vera Marsh").count() == 0


def test_a_person_is_shown_as_people_write_it(page: Page) -> None:
    """UK dates, the age, the NHS number in threes, and up to when each agency's data goes."""
    look_up(page, "person", "ashby", "14 3 1961")
    page.get_by_role("link", name="Maureen Ashby").click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    for shown in ("14 Mar 1961 (age 65)", "999 000 0018", "Female", "Police: data to 21 Nov 2026 16:02"):
        assert shown in text
    assert "NHS urgent care: nothing received yet" in text
    assert page.get_by_role("table").locator("caption").inner_text().startswith("Contacts by agency and category")


def test_a_hit_says_why_it_was_found(page: Page) -> None:
    """In a line of its own: what agrees, and how what was typed is like what is recorded."""
    look_up(page, "person", "Mo Asbhy", "14 3 1961")
    first = page.locator("ul.results > li").first
    said = "Same birth date; given name: another form of Maureen; family name: one letter differs from Ashby"
    assert said in first.inner_text()
    look_up(page, "address", "14 Curlw Street")
    said = "Same house number; street or house: one letter differs from Curlew"
    assert said in page.locator("ul.results > li").first.inner_text()


def test_one_box_finds_people_and_addresses(page: Page) -> None:
    """Each with why, under headings that can be jumped to; what the words read like comes first, and nobody is found by
    an address who must not be."""
    search(page, "Mo Asbhy, 14 Curlew Street")
    expect(page.locator("h1")).to_have_text("1 person and 1 address found")
    assert page.locator("main h2").all_inner_texts()[:2] == ["1 person", "1 address"]
    people, addresses = (page.get_by_role("region", name=name) for name in ("1 person", "1 address"))
    assert "given name: another form of Maureen" in people.inner_text()
    assert "same house number" in addresses.inner_text().lower()
    page.get_by_role("link", name="Addresses (1)").click()
    addresses.get_by_role("link", name="Flat 2, 14 Curlew Street, NM4 2QX").click()
    expect(page.locator("h1")).to_have_text("Flat 2, 14 Curlew Street")
    search(page, "NM4 2QX")
    assert page.locator("main h2").first.inner_text() == "1 address"
    search(page, "Rita Okafor")
    expect(page.get_by_role("link", name="Rita Okafor")).to_be_visible()
    search(page, "Rita Okafor NM4 2QX")
    assert page.get_by_role("link", name="Rita Okafor").count() == 0
    search(page, "999 000 0018")
    expect(page.locator("h1")).to_have_text("1 person found")


def test_an_empty_search_says_what_to_enter(page: Page) -> None:
    """The summary leads to the field, the title says that there is an error, and nothing typed is lost."""
    page.goto("/")
    page.get_by_text("Search by fields").click()
    page.get_by_label("Date of birth or age (optional)").fill("31 2 1961")
    page.get_by_role("button", name="Find a person").click()
    expect(page).to_have_title(MISTAKEN)
    page.get_by_role("alert").get_by_role("link").click()
    page.wait_for_load_state()
    focused = page.locator(":focus")
    assert focused.get_attribute("name") == "born"
    assert focused.input_value() == "31 2 1961"
    assert focused.get_attribute("aria-invalid") == "true"


def test_a_long_timeline_is_read_page_by_page(page: Page) -> None:
    """Older and newer, each contact once, the way back included."""
    look_up(page, "person", "Daniel")
    page.get_by_role("link", name="Daniel Ashby").click()
    page.wait_for_load_state()
    seen = page.locator(".timeline time").count()
    while (older := page.get_by_role("link", name="Older contacts")).count():
        older.click()
        page.wait_for_load_state()
        seen += page.locator(".timeline time").count()
    assert seen == household.DANIELS_CONTACTS + 1
    page.get_by_role("link", name="Newer contacts").click()
    page.wait_for_load_state()
    assert "Page 2 of 3" in page.locator("nav.turn").inner_text()


def test_an_earlier_day_can_be_looked_back_to(page: Page) -> None:
    """The page says so as long as one does, and leads back to now."""
    look_up(page, "person", "Maureen")
    page.get_by_role("link", name="Maureen Ashby").click()
    page.wait_for_load_state()
    page.get_by_text("Look back to an earlier day").click()
    page.get_by_label("At the end of").fill("2026-06-10")
    page.get_by_role("button", name="Show").click()
    page.wait_for_load_state()
    assert "Agencies involved then" in page.locator("main").inner_text()
    assert "Looking back: everything below is as it was at the end of 10 Jun 2026" in page.locator("main").inner_text()
    page.get_by_role("link", name="Return to now").click()
    page.wait_for_load_state()
    assert "Agencies involved now" in page.locator("main").inner_text()


def test_a_restricted_person_has_no_address_on_their_page(page: Page) -> None:
    """And the page says why."""
    look_up(page, "person", "Rita")
    page.get_by_role("link", name="Rita Okafor").click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text()
    assert "Address withheld." in text
    assert "Curlew" not in text


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_every_page_is_built_for_everybody(page: Page, width: int) -> None:
    """From a small telephone to a desk."""
    urls = view_urls(page)
    page.set_viewport_size({"width": width, "height": 800})
    for url in ["/", "/persons/northmoor.x", "/purpose", *urls]:
        page.goto(url)
        assert_built_for_everybody(page)
    for what, q in _SEARCHES:
        look_up(page, what, q)
        assert_built_for_everybody(page)
    for q in ("Maureen Ashby 14 Curlew Street", "zz", "31/2/1961"):
        search(page, q)
        assert_built_for_everybody(page)
    page.goto("/")
    page.get_by_text("Search by fields").click()
    assert_built_for_everybody(page)


def test_the_skip_link_comes_first_and_focus_can_be_seen(page: Page) -> None:
    """The first Tab shows it, Enter goes to the main content, and whatever has the focus has an outline."""
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to main content"
    assert skip.is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("id") == "box-q"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_pages_work_without_scripts(browser: Browser, address: str, signed: Callable[[BrowserContext], None]) -> None:
    """The two there are make the list of alerts follow, and warn before one is signed out: the pages are whole
    with JavaScript switched off."""
    context = browser.new_context(base_url=address, java_script_enabled=False)
    signed(context)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("textbox").first.fill("Maureen")
    page.get_by_role("button", name="Search").click()
    page.wait_for_load_state()
    assert page.get_by_role("link", name="Maureen Ashby").is_visible()
    page.goto("/")
    page.get_by_text("Search by fields").click()
    page.get_by_label("Name", exact=True).fill("Maureen")
    page.get_by_role("button", name="Find a person").click()
    page.wait_for_load_state()
    assert page.get_by_role("link", name="Maureen Ashby").is_visible()
    scripts = [script.name for script in (Path(__file__).parents[2] / "api" / "pages").rglob("*.js")]
    assert sorted(scripts) == ["alerts.js", "session.js"]
    context.close()
