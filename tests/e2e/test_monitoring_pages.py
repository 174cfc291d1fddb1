"""How good the scores have been, in a browser."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest
from playwright.sync_api import Page

from scoring.state import keys
from scoring.state.connection import connect
from scoring.state.keys import in_area
from scoring.state.monitoring import Monitoring, Step
from scoring.state.monitoring_view import Monitored
from streams.codes.access import Role
from streams.partitions import partition_of
from streams.settings import Settings
from streams.topics import SCORES
from tests.e2e.visiting import assert_built_for_everybody, serving
from tests.monitored import monitor
from tests.outcomes import Caseload
from tests.signed_in import Somebody

pytestmark = pytest.mark.browser
TEAM = "North"


@pytest.fixture(scope="module")
def who() -> Somebody:
    return Somebody(Role.TEAM_MANAGER, frozenset((TEAM,)))


AREA = "northmoor"
AT = f"/caseload/monitoring?area={AREA}"


async def _fill(url: str, monitored: Monitored) -> None:
    redis = connect(url)
    step = Step(monitored.register, {}, monitored.reports)
    await Monitoring(redis).take(partition_of(AREA, SCORES.partitions), None, 1, {AREA: step})
    await redis.set(in_area(AREA, keys.VIGIL), msgspec.json.encode(monitored.vigil))
    await redis.aclose()


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    monitored = monitor(Caseload(AREA, 300, 20, datetime(2025, 1, 6, tzinfo=UTC)), 3)
    asyncio.run(_fill(redis_url, monitored))
    with serving(audited.model_copy(update={"redis_url": redis_url})) as found:
        yield found


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_built_for_everybody(page: Page, width: int) -> None:
    """Wide and on a phone: no scrolling sideways but within tables, each picture named and told as a table."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(AT)
    assert_built_for_everybody(page)
    pictures = page.locator("svg[role=img]")
    assert pictures.count() == 6
    assert all(pictures.nth(at).get_attribute("aria-label") for at in range(6))
    assert page.locator("table").count() >= 5
    smallest = "els => Math.min(...els.map(e => e.getBoundingClientRect().height))"
    assert page.locator("svg.plot text").evaluate_all(smallest) >= 9


def test_regions_have_names_of_their_own(page: Page) -> None:
    """So that whoever goes from one to the next by ear can tell them apart."""
    page.goto(AT)
    named = "els => els.map(e => e.ariaLabel ?? document.getElementById(e.getAttribute('aria-labelledby')).innerText)"
    names = page.locator("section, [role=region]").evaluate_all(named)
    assert len(names) == len(set(names))


def test_a_month_is_chosen_from_the_list(page: Page) -> None:
    """And is then shown in all its parts, with the place in the list marked."""
    page.goto(AT)
    assert page.locator("#month").inner_text() == "Mar 2025"
    page.get_by_role("link", name="Jan 2025").click()
    page.wait_for_url("**month=2025-01#month")
    assert page.locator("#month").inner_text() == "Jan 2025"
    assert page.locator("main a[aria-current=true]").inner_text() == "Jan 2025"
    assert page.locator(".groups").count() == 6


def test_the_page_is_found_from_the_caseload(page: Page) -> None:
    """By its name, among the caseload's pages."""
    page.goto(f"/caseload?area={AREA}")
    page.get_by_role("link", name="How good the scores are").click()
    page.wait_for_url("**/caseload/monitoring?area=northmoor")
    assert page.locator("h1").inner_text() == "How good the scores have been"
