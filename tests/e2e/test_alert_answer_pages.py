"""An officer answers an alert in a real browser, through real Kafka and Valkey, and sees the list follow."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import DECISIONS
from tests.alerted import adoption, rule
from tests.e2e.visiting import assert_nothing_found_by_axe, look_up, serving
from tests.events import incident, raw
from tests.integration.roles import await_quiet, running
from tests.signed_in import NAME

pytestmark = pytest.mark.browser

AREA = "shown"
LIST = f"/alerts?area={AREA}"
# A change reaches the page by the projector, the relay, Kafka and a pause of the page's own.
SLOW_MS = 30_000
_HIDE = """Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
document.dispatchEvent(new Event("visibilitychange"))"""


def called(number: int, street: str) -> Outgoing:
    just_now = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    at: dict[str, Any] = {"happened_at": just_now, "recorded_at": just_now, "person": None}
    return Outgoing(
        "police",
        AREA.encode(),
        raw(incident(AREA, number, address={"text": f"{number} {street}", "postcode": "NM4 2QX"}, **at)),
    )


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """Of the API as it is served, with the processes behind it at work, and an alert about one address."""
    police = {"indicator": "contacts", "agencies": ["police"], "days": 28, "at_least": 1}
    rules = [rule("police", "Police called to this address", "address", [police], respond_hours={"default": 4})]
    with running(settings, "clock", "intake", "projector", "relay"):
        adopted = Outgoing(DECISIONS.name, AREA.encode(), raw(adoption(rules, area=AREA)))
        Publisher(settings).publish_blocking([adopted, called(31, "Mill Lane")])
        await_quiet(settings, 60)
        with serving(settings, lambda: datetime.now(UTC)) as announced:
            yield announced


def test_an_officer_takes_an_alert_on_and_says_what_was_done(page: Page, settings: Settings) -> None:
    """Acknowledged, the clock stops; acted on, it says what was done; and by whom, for they have signed in."""
    page.goto(LIST)
    # It is raised at a tick, and then the list follows.
    expect(page.locator(".alerts > li").first).to_contain_text("Respond in 4 h", timeout=SLOW_MS)
    page.get_by_role("link", name="Police called to this address").first.click()
    page.get_by_role("button", name="Acknowledge: I take it on").click()
    expect(page.get_by_role("status")).to_contain_text("Acknowledgement sent.")
    await_quiet(settings, 60)
    page.reload()
    expect(page.get_by_role("region", name="Answers so far")).to_contain_text(
        f"{NAME}, Safeguarding hub officer, Council social care"
    )
    assert "Respond in" not in page.locator("main").inner_text()
    page.get_by_label("Something was done").select_option("A visit was made")
    page.get_by_role("button", name="Acted on").click()
    await_quiet(settings, 60)
    page.goto(LIST)
    expect(page.locator(".alerts > li").first).to_contain_text("Acted on")


def test_an_address_is_watched_and_taken_off_the_list(page: Page, settings: Settings) -> None:
    """From its own page, until a day; and off again from there."""
    look_up(page, "address", "31 mill lane")
    page.locator("ul.results a").first.click()
    here = page.url
    page.get_by_text("Put it there, before a visit for example").click()
    page.get_by_label("Until the end of").fill((datetime.now(UTC) + timedelta(days=7)).date().isoformat())
    page.get_by_role("button", name="Watch this address").click()
    expect(page.get_by_role("status")).to_contain_text("Watch sent.")
    await_quiet(settings, 60)
    page.reload()
    expect(page.locator(".results")).to_contain_text("31 Mill Lane")
    page.goto(here)
    page.get_by_text("Change that").click()
    page.get_by_role("button", name="Take it off").click()
    await_quiet(settings, 60)
    page.reload()
    expect(page.locator("main")).to_contain_text("No address is on the list.")


def test_the_list_follows_by_itself(page: Page, settings: Settings) -> None:
    """Something happens elsewhere in the area, and is on the page without anybody asking or looking at the tab; and a
    page that is cut off says since when."""
    with page.expect_request("**/alerts/stream"):
        page.goto(LIST)
    expect(page.locator(".alerts > li")).to_have_count(1)
    expect(page.locator("#mark")).to_have_text("Live: new alerts appear by themselves.")
    page.evaluate(_HIDE)
    Publisher(settings).publish_blocking([called(45, "Heron Way")])
    expect(page.locator(".alerts > li")).to_have_count(2, timeout=SLOW_MS)
    expect(page.locator(".alerts")).to_contain_text("45 Heron Way")
    expect(page.locator("#told")).to_have_text("The list has been updated.")
    # By this request the page learns whether it is still heard.
    page.route("**/healthz", lambda route: route.fulfill(status=404))
    expect(page.locator("#mark")).to_contain_text(re.compile(r"^Not live since \d\d:\d\d\."), timeout=SLOW_MS)
    assert_nothing_found_by_axe(page)
    page.unroute("**/healthz")
    expect(page.locator("#mark")).to_contain_text("Live:", timeout=SLOW_MS)
