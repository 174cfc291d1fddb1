"""The API as it is served, and what holds on every page of it."""

import asyncio
import os
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from api.serve import serve_api
from streams.settings import Settings
from tests.household import NOW
from tests.signed_in import COOKIE, Somebody, sign_in_at

_START_SECONDS = 30
# The title of a page that says what is wrong with what was entered.
MISTAKEN = re.compile("^Error: ")
# Axe is the slowest part: the narrowest and the widest are enough, and the rest is looked at at every width.
_AXED = (320, 1280)
_AXE = Axe()
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_SCREENS = Path(__file__).parents[2] / "screens"
_SERVED: dict[str, tuple[Settings, Callable[[], datetime]]] = {}


@contextmanager
def serving(settings: Settings, now: Callable[[], datetime] = lambda: NOW) -> Iterator[str]:
    """Whoever visits is signed in by :func:`sign_visitor_in`."""
    announced: Queue[str] = Queue()
    loop = asyncio.new_event_loop()
    task = loop.create_task(serve_api(settings, announced.put, now))
    thread = threading.Thread(target=lambda: loop.run_until_complete(asyncio.wait([task])))
    thread.start()
    try:
        address = announced.get(timeout=_START_SECONDS)
        _SERVED[address] = settings, now
        yield address
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(timeout=_START_SECONDS)
        loop.close()


def sign_visitor_in(context: BrowserContext, address: str, who: Somebody) -> None:
    """By the cookie of a session as the API has them, in a thread of its own: a browser has this one's event loop."""
    settings, now = _SERVED[address]
    with ThreadPoolExecutor(1) as pool:
        value = pool.submit(sign_in_at, settings.redis_url, settings, now, who).result()
    context.add_cookies([{"name": COOKIE, "value": value, "url": address}])


def look_up(page: Page, what: str, q: str, born: str = "") -> None:
    """``what``: person or address. By the form of the first page, for what is searched for is in no URL."""
    page.goto("/")
    page.get_by_text("Search by fields").click()
    page.locator(f"#{what}-q").fill(q)
    if born:
        page.locator(f"#{what}-born").fill(born)
    page.locator(f"#{what}-q").press("Enter")
    page.wait_for_url(re.compile("/(persons|addresses)$"))


def search(page: Page, q: str) -> None:
    """In one box."""
    page.goto("/")
    page.locator("#box-q").fill(q)
    page.locator("#box-q").press("Enter")
    page.wait_for_url(re.compile("/search$"))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this accessible name has the focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText") == name:
            return
    pytest.fail(f"{name} cannot be reached with the Tab key")


def assert_built_for_everybody(page: Page) -> None:
    """One h1, a language, landmarks, a label for each field, headings in order, captions, legends and scopes, no id
    twice, no scrolling sideways, and nothing that axe finds."""
    assert page.viewport_size
    page.wait_for_load_state()  # with its style sheets
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
    assert page.locator("html").get_attribute("lang") == "en-GB", page.url
    assert page.locator("h1").count() == page.locator("main").count() == page.locator("header").count() == 1, page.url
    levels = [int(tag[1]) for tag in page.locator("main :is(h1,h2,h3)").evaluate_all("els => els.map(e => e.tagName)")]
    # An error summary comes before the h1, as the GOV.UK Design System has it.
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels)), (page.url, levels)
    unlabelled = "els => els.filter(e => e.type !== 'hidden' && !e.labels.length).length"
    assert page.locator("input, select").evaluate_all(unlabelled) == 0, page.url
    assert page.locator("table:not(:has(caption)), th:not([scope]), fieldset:not(:has(legend))").count() == 0, page.url
    ids = page.locator("[id]").evaluate_all("els => els.map(e => e.id)")
    assert len(ids) == len(set(ids)), page.url
    if page.viewport_size["width"] in _AXED:
        assert_nothing_found_by_axe(page)
        keep_screen(page)


def assert_nothing_found_by_axe(page: Page) -> None:
    found: list[dict[str, Any]] = _AXE.run(page, options=_RULES).response["violations"]
    told = [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found]
    assert not told, (page.url, told)


def keep_screen(page: Page) -> None:
    """In CI, for people to look at: named by the page's title and path, without ids or what was searched for."""
    if os.environ.get("CI") and page.viewport_size:
        path = (
            re.sub(r"[./][\w-]{16}(?=/|$)", "", page.url.partition("?")[0].partition("://")[2].partition("/")[2])
            or "search"
        )
        name = f"{path.replace('/', '-')}-{page.title().partition(' – ')[0]}-{page.viewport_size['width']}.png"
        page.screenshot(path=_SCREENS / re.sub(r"[^\w.-]+", "-", name), full_page=True)
