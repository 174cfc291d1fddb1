"""What has changed lately, and up to when it is known, in a real browser."""

import asyncio
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page
from redis.asyncio import Redis

from streams.settings import Settings
from tests import household
from tests.e2e.visiting import assert_built_for_everybody, look_up, serving
from tests.household import AREA, FLAT, days_ago, event

pytestmark = pytest.mark.browser

TOM = {"local_record_id": "C7", "given_name": "Tom", "family_name": "Ashby", "birth_date": "2014-05-02"}
TOM_AT_HOSPITAL = TOM | {"local_record_id": "N7"}


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """Of the API as it is served, with a child at the flat, and police there again and again."""
    household.fill(redis_url)
    asyncio.run(escalate(redis_url))
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


async def escalate(redis_url: str) -> None:
    plan = {"person": TOM, "address": FLAT, "case_id": "K1"}
    sent = [event(900, "council-case-opened-1", days_ago(9), "child-protection-plan", **plan)]
    for number in range(4):
        happened = days_ago(6 + number)
        sent.append(event(910 + number, "police-incident-recorded-1", happened, "domestic-incident", address=FLAT))
    sent.append(event(930, "mh-contact-recorded-1", days_ago(1), "3", person=household.DANIEL, team="A06"))
    for number in range(3):
        missed = days_ago(12 + 9 * number)
        sent.append(event(920 + number, "ecds-dna-recorded-1", missed, "outpatient", person=TOM_AT_HOSPITAL))
    async with Redis.from_url(redis_url) as redis:
        await household.project(redis, AREA, sent)


def changed(page: Page, what: str, q: str) -> Locator:
    look_up(page, what, q)
    page.locator("ul.results a").first.click()
    page.wait_for_load_state()
    return page.get_by_role("region", name="What has changed lately")


def test_an_address_says_what_changed_in_plain_words(page: Page) -> None:
    """How many, what is usual, how unusual that is, and the children, without saying why they are known."""
    told = changed(page, "address", "flat 2 14 curlew street").inner_text()
    assert "10 contacts, usually 4.6, going by the 40 weeks before" in told
    assert "Very unusual: about one month in" in told
    assert "times as often as in the 91 days before" in told
    assert "1 child known to social care; council no data since Fri 13 Nov 2026 16:02" in told
    assert "1 person first seen here in 28 days" in told
    assert "plan" not in told


def test_attendance_of_a_mental_health_trust_is_not_shown(page: Page) -> None:
    """Everybody may read the page, so what somebody missed there is not on it."""
    assert "No hospital or community appointment missed" in changed(page, "person", "Daniel Ashby").inner_text()


def test_a_child_was_not_brought(page: Page) -> None:
    """Nobody is said to have missed what others should have brought them to."""
    told = changed(page, "person", "Tom Ashby").inner_text()
    assert "Was not brought to 3 hospital or community appointments in 12 months" in told
    assert "Known to children's social care" in told


def test_no_contact_and_no_data_do_not_look_alike(page: Page) -> None:
    """Beside each agency's counts stands up to when its data has come in, and whether that is late."""
    changed(page, "person", "Tom Ashby")
    counts = page.get_by_role("table").inner_text()
    assert "Police data to 21 Nov 2026 16:02\nNo contact\n" in counts
    assert "Ambulance no data since Mon 26 Jan 2026 16:02\nNo contact up to then; after it nothing is known" in counts


def test_each_figure_is_explained(page: Page) -> None:
    """In the catalogue's words, with their source."""
    section = changed(page, "address", "flat 2 14 curlew street")
    section.get_by_text("What these mean").click()
    assert "Source: R package surveillance, algo.bayes (Höhle" in section.inner_text()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_what_changed_is_built_for_everybody(page: Page, width: int) -> None:
    """At any width, with everything opened."""
    page.set_viewport_size({"width": width, "height": 800})
    changed(page, "address", "flat 2 14 curlew street").get_by_text("What these mean").click()
    assert_built_for_everybody(page)
