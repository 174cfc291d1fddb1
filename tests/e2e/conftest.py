"""A browser, and a page in it: each module says the ``address`` of the API it visits."""

import os
from collections.abc import Callable, Iterator
from shutil import which

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.visiting import sign_visitor_in
from tests.signed_in import Somebody

_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    """Started after the server, for it keeps an event loop running in this thread."""
    assert address
    # The shell does the same with a fifth less of the processor than a Chromium that only does not show itself.
    found = next(filter(None, map(which, _BROWSERS)), None)
    if not found and os.environ.get("CI"):
        pytest.fail("no Chromium on this machine, and in CI there must be one: install the package chromium")
    if not found:
        pytest.skip("no Chromium on this machine: install the package chromium to run the pages' tests")
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs rights that a container's root does not have.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"] if os.getuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of, and every request to anywhere else."""
    return []


@pytest.fixture(scope="module")
def who() -> Somebody:
    """Who looks at the pages: a module may say somebody else."""
    return Somebody()


@pytest.fixture
def signed(address: str, who: Somebody) -> Callable[[BrowserContext], None]:
    """For every context of the browser, so that whoever visits is signed in."""
    return lambda context: sign_visitor_in(context, address, who)


@pytest.fixture
def page(
    browser: Browser, address: str, signed: Callable[[BrowserContext], None], complaints: list[str]
) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1280, "height": 900})
    signed(context)
    page = context.new_page()
    page.on("console", lambda said: None if "status of 4" in said.text else complaints.append(said.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("request", lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url))
    yield page
    context.close()
    assert complaints == []
