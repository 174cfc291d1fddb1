"""What is said before somebody is signed out, in a real browser whose clock goes with the server's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from streams.settings import Settings
from tests import household
from tests.e2e.visiting import assert_nothing_found_by_axe, serving, sign_visitor_in
from tests.household import AREA, NOW
from tests.signed_in import Somebody

pytestmark = pytest.mark.browser
CLOCK = [NOW]
# The page waits five seconds for an answer.
SOON_MS, SLOW_MS = 3_000, 8_000
LIST = f"/alerts?area={AREA}"


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    household.fill(redis_url)
    with serving(audited.model_copy(update={"redis_url": redis_url}), read_clock) as announced:
        yield announced


def read_clock() -> datetime:
    return CLOCK[0]


@pytest.fixture
def desk(page: Page) -> Page:
    page.clock.install(time=CLOCK[0])
    return page


def pass_by(page: Page, minutes: float) -> None:
    """At once, as after a machine has slept: what a page asks meanwhile is answered after it, and not before."""
    CLOCK[0] += timedelta(minutes=minutes)
    page.clock.fast_forward(timedelta(minutes=minutes) // timedelta(milliseconds=1))


def test_whoever_is_about_to_be_signed_out_is_asked_first(desk: Page) -> None:
    """Two minutes before, with the focus on what keeps them signed in; they stay where they are, and another page of
    theirs that went on is enough."""
    desk.goto("/")
    warning = desk.get_by_role("dialog", name="You will be signed out soon")
    pass_by(desk, 12.5)
    expect(warning).to_be_hidden()
    pass_by(desk, 1)
    expect(warning).to_be_visible()
    assert_nothing_found_by_axe(desk)
    expect(desk.get_by_role("button", name="Stay signed in")).to_be_focused()
    with desk.expect_response("**/v1/session"):
        desk.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    pass_by(desk, 12.5)
    expect(warning).to_be_hidden()
    other = desk.context.new_page()
    other.goto("/alerts")
    pass_by(desk, 1.5)
    desk.wait_for_load_state("networkidle")
    expect(warning).to_be_hidden()
    assert desk.url.endswith("/")


@pytest.fixture(scope="module")
def short(redis_url: str, audited: Settings, address: str) -> Iterator[str]:
    """Where twelve hours are twelve minutes, so that nobody can stay longer whatever they do."""
    assert address  # one household for both
    with serving(audited.model_copy(update={"redis_url": redis_url, "session_hours": 0.2}), read_clock) as announced:
        yield announced


def test_the_end_that_nobody_can_put_off_is_told_once(browser: Browser, short: str) -> None:
    """Whoever has read it goes on until then undisturbed; then the page asks to sign in."""
    context = browser.new_context(base_url=short)
    sign_visitor_in(context, short, Somebody())
    page = context.new_page()
    page.clock.install(time=CLOCK[0])
    page.goto("/")
    warning = page.get_by_role("dialog", name="You will be signed out soon")
    pass_by(page, 10.5)
    expect(warning).to_contain_text("sign in again to go on")
    with page.expect_response("**/v1/session"):
        page.get_by_role("button", name="Go on until then").click()
    for _ in range(4):
        pass_by(page, 0.25)
        page.wait_for_timeout(500)
        expect(warning).to_be_hidden()
    pass_by(page, 0.6)
    expect(page.locator("h1")).to_have_text("Sign in")
    context.close()


def test_nothing_stays_on_the_screen_of_who_has_left(desk: Page) -> None:
    """When the time is over the page is gone, and signing in leads back to it."""
    desk.goto("/insight?area=northmoor")
    for _ in range(4):
        pass_by(desk, 4)
    expect(desk.locator("h1")).to_have_text("Sign in")
    expect(desk.locator("input[name=after]").first).to_have_value("/insight?area=northmoor")


@pytest.fixture
def remote(desk: Page, complaints: list[str]) -> Iterator[Page]:
    """One that will be cut off: Chromium complains of each request that is not answered, or not as it should be."""
    yield desk
    complaints[:] = [said for said in complaints if "net::ERR_" not in said and "status of 503" not in said]


def test_nothing_stays_on_the_screen_where_nobody_can_be_asked(remote: Page) -> None:
    """When the time is over and Linnet cannot be reached, what was shown is gone from the page; once it can be, the
    page asks to sign in."""
    remote.goto("/insight?area=northmoor")
    remote.context.set_offline(True)
    for _ in range(4):
        pass_by(remote, 4)
    expect(remote.locator("h1")).to_have_text("What was here is hidden")
    expect(remote.get_by_text("Northmoor")).to_have_count(0)
    expect(remote.get_by_text("Jocasta")).to_have_count(0)
    assert_nothing_found_by_axe(remote)
    remote.context.set_offline(False)
    pass_by(remote, 1)
    expect(remote.locator("h1")).to_have_text("Sign in")


SWALLOWING: dict[str, Callable[[Route], None]] = {
    "nothing": lambda _: None,
    "a page of its own": lambda route: route.fulfill(content_type="text/html", body="<h1>Welcome to the Wi-Fi</h1>"),
    "JSON of its own": lambda route: route.fulfill(json={"until": "later"}),
}


@pytest.mark.parametrize("answer", SWALLOWING)
def test_nothing_stays_on_the_screen_whatever_the_network_answers(remote: Page, answer: str) -> None:
    """At the end of the time it is gone, without waiting for an answer that does not come; and when Linnet answers
    again, the page asks to sign in."""
    remote.goto("/insight?area=northmoor")
    remote.route("**/v1/session", SWALLOWING[answer])
    for _ in range(3):
        pass_by(remote, 4)
    expect(remote.locator("h1")).to_be_visible()
    pass_by(remote, 3.1)
    expect(remote.get_by_text("Northmoor").filter(visible=True)).to_have_count(0, timeout=SOON_MS)
    expect(remote.locator("h1")).to_have_text("What was here is hidden", timeout=SLOW_MS)
    expect(remote.get_by_text("Northmoor")).to_have_count(0)
    expect(remote.get_by_text("Jocasta")).to_have_count(0)
    remote.unroute("**/v1/session")
    for _ in range(20):
        pass_by(remote, 0.25)
        remote.wait_for_timeout(500)
    expect(remote.locator("h1")).to_have_text("Sign in")


def test_what_is_written_stays_where_another_tab_went_on(remote: Page) -> None:
    """A page that learned of it only at its own end shows again what it showed, with what was entered."""
    remote.goto("/")
    remote.locator("#box-q").fill("Maureen")
    with unheard(remote):
        pass_by(remote, 14.9)
        remote.context.new_page().goto("/alerts")
    pass_by(remote, 0.15)
    expect(remote.locator("#box-q")).to_have_value("Maureen")
    expect(remote.get_by_role("dialog")).to_be_hidden()
    expect(remote.locator("h1")).to_be_visible()


@contextmanager
def unheard(page: Page) -> Iterator[None]:
    page.route("**/v1/session", lambda route: route.abort())
    yield
    page.unroute("**/v1/session")


def test_a_page_comes_back_when_it_was_only_the_network(remote: Page) -> None:
    """Who stayed signed in by another page has theirs back as soon as Linnet can be reached."""
    remote.goto("/insight?area=northmoor")
    shown = remote.locator("h1").inner_text()
    remote.route("**/v1/session", lambda route: route.abort())
    for _ in range(4):
        pass_by(remote, 3)
        other = remote.context.new_page()
        other.goto("/alerts")
        other.close()
    pass_by(remote, 4)
    expect(remote.locator("h1")).to_have_text("What was here is hidden")
    remote.unroute("**/v1/session")
    pass_by(remote, 1)
    expect(remote.locator("h1")).to_have_text(shown)


def test_a_list_that_cannot_be_live_keeps_nobody_signed_in(remote: Page) -> None:
    """What it does by itself to be live again is nothing that somebody did; and it is live again without another page,
    with what happened meanwhile."""
    remote.route("**/alerts/stream", lambda route: route.fulfill(status=503))
    remote.goto(LIST)
    mark = remote.locator("#mark")
    expect(mark).to_contain_text("Not live since")
    remote.evaluate("document.getElementById('live').dataset.mine = 'kept'")
    for _ in range(3):
        pass_by(remote, 0.25)
        remote.wait_for_timeout(200)
    remote.unroute("**/alerts/stream")
    with remote.expect_response(f"**{LIST}"):
        for _ in range(3):
            pass_by(remote, 0.25)
            remote.wait_for_timeout(200)
    expect(mark).to_contain_text("Live:")
    assert remote.evaluate("document.getElementById('live').dataset.mine") == "kept"
    assert tell_end(remote) == timedelta(minutes=13.5)


def tell_end(page: Page) -> timedelta:
    """How much longer they are signed in who do nothing."""
    answer = page.request.get("/v1/session", headers={"Linnet-By-Itself": "1"})
    return datetime.fromisoformat(answer.json()["until"]) - CLOCK[0]


def test_another_tab_keeps_this_one_signed_in_no_longer_than_itself(desk: Page) -> None:
    """Its warning goes away by itself, which is nothing that somebody did."""
    desk.goto("/")
    pass_by(desk, 13.5)
    warning = desk.get_by_role("dialog", name="You will be signed out soon")
    expect(warning).to_be_visible()
    desk.context.new_page().goto("/alerts")
    pass_by(desk, 0.5)
    expect(warning).to_be_hidden()
    desk.wait_for_timeout(500)
    assert tell_end(desk) == timedelta(minutes=14.5)


def test_leaving_by_one_tab_is_leaving_all(desk: Page) -> None:
    """Whoever signs out in one tab has nothing on the screen in another, without waiting for its time to end."""
    desk.goto("/insight?area=northmoor")
    other = desk.context.new_page()
    other.goto("/alerts")
    other.get_by_role("button", name="Sign out", exact=True).click()
    expect(other.locator("h1")).to_have_text("You are signed out of Linnet")
    expect(desk.locator("h1")).to_have_text("Sign in")
