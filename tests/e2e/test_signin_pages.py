"""Signing in, saying why, and signing out, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from streams.settings import Settings
from tests import household
from tests.e2e.visiting import MISTAKEN, assert_built_for_everybody, search, serving, tab_to

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """Of the API as it is served, on a Valkey with the household in it."""
    household.fill(redis_url)
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Page]:
    """Somebody whom nobody knows yet."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def choose(page: Page, role: str) -> None:
    page.get_by_role("radio", name=role).check()
    page.get_by_role("button", name="Sign in").click()


def test_from_the_first_page_to_a_person_and_out_again(visitor: Page) -> None:
    """Who one is, what for, and only then who was looked for; on each page both are shown; signed out, it is over."""
    visitor.goto("/")
    expect(visitor.locator("h1")).to_have_text("Sign in")
    assert_built_for_everybody(visitor)
    choose(visitor, "Hetty Marlowe, Safeguarding hub officer")
    expect(visitor.locator("h1")).to_have_text("Find a person or an address")
    who = visitor.get_by_role("region", name="Who is signed in, and what for")
    expect(who).to_contain_text("Hetty Marlowe, Safeguarding hub officer")
    expect(who).to_contain_text("No purpose declared")
    visitor.locator("#box-q").fill("Maureen")
    visitor.locator("#box-q").press("Enter")
    expect(visitor.locator("h1")).to_have_text("Why you are looking")
    visitor.get_by_role("button", name="Go on").click()
    expect(visitor).to_have_title(MISTAKEN)
    assert_built_for_everybody(visitor)
    visitor.get_by_role("alert").get_by_role("link").click()
    visitor.keyboard.press("Space")
    visitor.get_by_label("Reference of the case").fill("MASH 7")
    visitor.get_by_role("button", name="Go on").click()
    visitor.locator("#box-q").fill("Maureen")
    visitor.locator("#box-q").press("Enter")
    visitor.get_by_role("link", name="Maureen Ashby").click()
    expect(visitor.locator("h1")).to_have_text("Maureen Ashby")
    expect(who).to_contain_text("(MASH 7), until 15:02")
    assert "Maureen" not in visitor.url
    here = visitor.url
    visitor.get_by_role("button", name="Sign out", exact=True).click()
    expect(visitor.locator("h1")).to_have_text("You are signed out of Linnet")
    assert_built_for_everybody(visitor)
    visitor.goto(here)
    expect(visitor.locator("h1")).to_have_text("Sign in")
    choose(visitor, "Percy Stubbs, Police, before a visit")
    expect(visitor.locator("h1")).to_have_text("Why you are looking")
    visitor.get_by_role("radio", name="Before a visit").check()
    visitor.get_by_role("button", name="Go on").click()
    expect(visitor.locator("h1")).to_have_text("Maureen Ashby")
    assert visitor.get_by_role("link", name="Which records this is made of").count() == 0


def test_a_link_of_another_system_leads_to_its_page(visitor: Page) -> None:
    """By signing in and saying why, once each; with all that the link said; no address on the way names anybody."""
    urls: list[str] = []
    visitor.on("request", lambda asked: urls.append(asked.url))
    found = find_flat(visitor)
    visitor.context.clear_cookies()
    visitor.goto(f"{found}?day=2026-06-10")
    expect(visitor.locator("h1")).to_have_text("Sign in")
    choose(visitor, "Hetty Marlowe, Safeguarding hub officer")
    expect(visitor.locator("h1")).to_have_text("Why you are looking")
    visitor.get_by_role("radio", name="Somebody is missing").check()
    visitor.get_by_role("button", name="Go on").click()
    expect(visitor.locator("h1")).to_have_text("Flat 2, 14 Curlew Street")
    expect(visitor.locator("main")).to_contain_text(
        "Looking back: everything below is as it was at the end of 10 Jun 2026"
    )
    assert visitor.url.endswith(f"{found}?day=2026-06-10")
    assert not [url for url in urls if any(word in url.lower() for word in ("curlew", "ashby", "maureen", "nm4"))]


def find_flat(page: Page) -> str:
    """Its path, as somebody signed in copies it."""
    page.goto("/")
    choose(page, "Hetty Marlowe, Safeguarding hub officer")
    page.goto("/purpose")
    page.get_by_role("radio", name="Somebody is missing").check()
    page.get_by_role("button", name="Go on").click()
    search(page, "flat 2, 14 curlew street")
    href = page.get_by_role("link", name="Flat 2, 14 Curlew Street, NM4 2QX").get_attribute("href")
    assert href
    return href


def test_it_is_done_by_keyboard_alone(visitor: Page) -> None:
    """And at 320 pixels."""
    visitor.set_viewport_size({"width": 320, "height": 800})
    visitor.goto("/purpose")
    assert_built_for_everybody(visitor)
    tab_to(visitor, "Sign in")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("h1")).to_have_text("Why you are looking")
    assert_built_for_everybody(visitor)


@pytest.mark.parametrize("who", ["Audrey Finch", "Felix Garth", "Olive Tanner"])
def test_who_looks_nobody_up_is_not_asked_to(visitor: Page, who: str) -> None:
    """No form to search with, and no way to a page that would refuse."""
    visitor.goto("/")
    choose(visitor, who)
    expect(visitor.locator("main")).to_contain_text("In your role nobody is looked up.")
    assert visitor.locator("#box-q").count() == 0
    names = visitor.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()
    assert not {"Alerts", "Caseload", "Review links"} & set(names)


def test_signing_out_everywhere_ends_it_in_every_browser(visitor: Page, browser: Browser, address: str) -> None:
    """With one press, for whoever left a page open at another desk."""
    context = browser.new_context(base_url=address)
    other = context.new_page()
    for page in (visitor, other):
        page.goto("/")
        choose(page, "Audrey Finch")
        expect(page.locator("main")).to_contain_text("In your role nobody is looked up.")
    visitor.get_by_role("button", name="Sign out everywhere").click()
    expect(visitor.locator("h1")).to_have_text("You are signed out of Linnet")
    other.goto("/audit")
    expect(other.locator("h1")).to_have_text("Sign in")
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_one_browser_is_signed_out_from_another(visitor: Page, browser: Browser, address: str, width: int) -> None:
    """Whoever finds a session on their list that is not theirs any more ends that one, and goes on in this."""
    context = browser.new_context(base_url=address)
    other = context.new_page()
    visitor.set_viewport_size({"width": width, "height": 900})
    for page in (other, visitor):
        page.goto("/")
        choose(page, "Felix Garth")
        expect(page.locator("main")).to_contain_text("In your role nobody is looked up.")
    visitor.get_by_role("link", name="Signed in", exact=True).click()
    assert_built_for_everybody(visitor)
    expect(visitor.get_by_role("heading", name="This browser")).to_have_count(1)
    while visitor.get_by_role("button", name="Sign it out").count():
        visitor.get_by_role("button", name="Sign it out").first.click()
        expect(visitor.locator("h1")).to_have_text("Where you are signed in")
    other.goto("/sessions")
    expect(other.locator("h1")).to_have_text("Sign in")
    visitor.reload()
    expect(visitor.get_by_role("heading", name="This browser")).to_have_count(1)
    context.close()


def test_every_page_says_until_when_one_is_signed_in(visitor: Page) -> None:
    """In words, also without scripts, and that going on makes it longer."""
    visitor.goto("/")
    choose(visitor, "Audrey Finch")
    who = visitor.get_by_role("region", name="Who is signed in, and what for")
    expect(who).to_contain_text("Signed in until 14:17, longer if you open another page")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_audit_and_roles_are_built_for_everybody(visitor: Page, width: int) -> None:
    """And the navigation says where one is."""
    visitor.set_viewport_size({"width": width, "height": 900})
    visitor.goto("/")
    choose(visitor, "Audrey Finch")
    current = visitor.get_by_role("navigation", name="Main").locator("[aria-current=page]")
    expect(current).to_have_text("Search")
    for path, heading in (("/audit", "Who looked at whom"), ("/role", "")):
        visitor.goto(path)
        if heading:
            expect(current).to_have_text("Audit")
        assert_built_for_everybody(visitor)
