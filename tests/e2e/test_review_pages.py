"""A clerk decides about links, in a real browser, through real Kafka and Valkey."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from scoring.linkage.records import record_id
from scoring.observed import observe
from scoring.revisions import read_revision
from scoring.state import keys
from scoring.state.keys import Subject, in_area
from streams.codec import OBSERVATION
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.e2e.visiting import MISTAKEN, assert_built_for_everybody, serving
from tests.events import raw
from tests.integration.roles import await_quiet, running
from tests.integration.test_decisions import events, records
from tests.messages.senders import CONTACT
from tests.partnerships import HOSPITAL
from tests.signed_in import NAME

pytestmark = pytest.mark.browser

AREA, MERGED = "reviewed", "2026-06-02T10:00:00+00:00"


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """Of the API as it is served, with the processes behind it at work."""
    with running(settings, "clock", "intake", "projector"):
        sent = [Outgoing("police", AREA.encode(), raw(event)) for event in events(AREA).values()]
        Publisher(settings).publish_blocking(sent)
        await_quiet(settings, 60)
        with serving(settings, lambda: datetime.now(UTC)) as announced:
            yield announced


def links_of(name: str) -> str:
    return f"/persons/{AREA}.{records()[name]}/links"


def pair_of(one: str, other: str) -> str:
    return f"/review/{AREA}/person/{records()[one]}/{records()[other]}"


def decide(page: Page, choice: str) -> None:
    page.get_by_role("radio", name=choice, exact="withdraw" not in choice).check()
    if "withdraw" not in choice:
        page.get_by_label("What you went by").select_option("A document was seen")
    page.get_by_role("button", name="Send decision").click()
    page.wait_for_load_state()


def test_a_clerk_parts_two_records_and_takes_it_back(page: Page, settings: Settings) -> None:
    """From the person to the link, to the decision, and back to the person, who is two then; and one again after."""
    page.goto(f"/persons/{AREA}.{records()['mo']}")
    page.get_by_role("link", name="Which records this is made of, and why").click()
    page.wait_for_load_state()
    assert "2 records, held together by 1 link" in page.locator("main").inner_text()
    page.get_by_text("What speaks for and against", exact=True).click()
    assert page.get_by_role("table").locator("tfoot").inner_text().startswith("Together")
    page.get_by_role("link", name="Look at these two records, or part them").click()
    page.wait_for_load_state()
    assert "These two records stand together now." in page.locator("main").inner_text()
    decide(page, "not the same person")
    expect(page.get_by_role("status")).to_contain_text("Decision sent.")
    assert page.url.endswith("/links?sent=different")
    await_quiet(settings, 60)

    page.goto(links_of("mo"))
    text = page.locator("main").inner_text()
    assert "There is one record only" in text
    assert f"Two people, said {NAME} (Safeguarding hub officer, Council social care)" in text
    page.get_by_role("link", name="Mo Ashby").click()
    page.wait_for_load_state()
    assert "because somebody decided so" in page.locator("main").inner_text()
    decide(page, "for Linnet to judge again: withdraw")
    expect(page.get_by_role("status")).to_contain_text("Withdrawal sent.")
    await_quiet(settings, 60)
    page.goto(links_of("mo"))
    assert "2 records, held together by 1 link" in page.locator("main").inner_text()


@pytest.mark.usefixtures("queue")
def test_the_queue_leads_to_a_decision(page: Page, settings: Settings) -> None:
    """The two records side by side; confirmed, they leave the queue."""
    page.goto(f"/review?area={AREA}")
    page.get_by_role("link", name="Zoltan Petrov").click()
    page.wait_for_load_state()
    table = page.get_by_role("table", name="What each record says")
    assert "30 Nov 1990" in table.inner_text()
    decide(page, "the same person")
    expect(page.get_by_role("status")).to_contain_text("Decision sent.")
    await_quiet(settings, 60)
    page.goto(pair_of("stranger", "bystander"))
    assert "These two records stand together now, because somebody decided so." in page.locator("main").inner_text()
    page.goto(f"/persons/{AREA}.{records()['stranger']}")
    assert "Idris Vaughan" in page.locator("main").inner_text()


@pytest.fixture
def queue(settings: Settings) -> None:
    """One pair in the queue, as linkage leaves it there."""
    name = " ".join(sorted((records()["stranger"], records()["bystander"])))
    with Redis.from_url(settings.redis_url) as redis:
        redis.zadd(in_area(AREA, keys.doubts(Subject.PERSON)), {name: 900})


def test_what_is_missing_is_said(page: Page) -> None:
    """The summary leads to the field, and nothing was decided."""
    page.goto(pair_of("maureen", "bystander"))
    page.get_by_role("button", name="Send decision").click()
    expect(page).to_have_title(MISTAKEN)
    page.get_by_role("alert").get_by_role("link", name="Choose what you decide").click()
    page.wait_for_load_state()
    assert page.locator(":focus").get_attribute("id") == "verdict-same"
    page.get_by_label("not the same person").check()
    page.get_by_role("button", name="Send decision").click()
    page.wait_for_load_state()
    page.get_by_role("alert").get_by_role("link", name="Choose what you went by").click()
    page.wait_for_load_state()
    assert page.locator(":focus").get_attribute("id") == "reason"
    assert page.get_by_label("not the same person").is_checked()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_review_pages_are_built_for_everybody(page: Page, width: int) -> None:
    """At any width."""
    page.set_viewport_size({"width": width, "height": 800})
    for url in ("/review", links_of("maureen"), pair_of("maureen", "mo"), pair_of("maureen", "bystander")):
        page.goto(url)
        assert_built_for_everybody(page)


def test_a_clerk_sees_that_an_agency_merged_two_numbers_and_refuses(page: Page, settings: Settings) -> None:
    """The link says which numbers, when and whom to ask, and what that weighs beside the records; the clerk's word
    stands over it."""
    health, published = Publisher(settings), [*(attend(number) for number in ("71", "72")), merge("72", "71")]
    health.publish_blocking([Outgoing("health", AREA.encode(), raw(event)) for event in published])
    await_quiet(settings, 60)
    identities = [read_revision(observe(OBSERVATION.validate_python(event))).identity for event in published[:2]]
    one, other = sorted(record_id(identity) for identity in identities if identity)
    page.goto(f"/persons/{AREA}.{one}/links")
    said = page.locator("main")
    expect(said).to_contain_text("Merged by the agency: its numbers 71 and 72 are one person’s, said on 2 Jun 2026")
    expect(said).to_contain_text("ask Safeguarding desk (Named nurse, Northmoor General).")
    page.get_by_text("What speaks for and against", exact=True).click()
    expect(page.get_by_role("row", name="Agency's own numbers: merged by the agency")).to_contain_text("+30")
    assert_built_for_everybody(page)
    page.get_by_role("link", name="Look at these two records, or part them").click()
    expect(page.get_by_role("heading", name="Said by the agency")).to_be_visible()
    assert_built_for_everybody(page)
    decide(page, "not the same person")
    await_quiet(settings, 60)
    page.goto(f"/review/{AREA}/person/{one}/{other}")
    expect(page.locator("main")).to_contain_text("These two records stand apart now, because somebody decided so")


def attend(number: str) -> dict[str, Any]:
    """Of somebody unknown, and then of somebody with a name."""
    named = {"72": {"given_name": "Inga", "family_name": "Verrel", "birth_date": "1979-03-04"}}
    person = {"local_record_id": number, **named.get(number, {"family_name": "Unknown"})}
    happened = {"happened_at": MERGED, "category": "01"}
    return send("ecds-attendance-recorded-1", f"A-{number}", {"person": person, **happened})


def merge(kept: str, gone: str) -> dict[str, Any]:
    return send("record-merged-1", f"merge-{gone}", {"kept": kept, "gone": gone})


def send(kind: str, event_id: str, data: dict[str, Any]) -> dict[str, Any]:
    envelope = {"specversion": "1.0", "id": event_id, "source": HOSPITAL, "type": kind, "time": MERGED, "area": AREA}
    return envelope | {"data": {"recorded_at": MERGED, "contact": CONTACT, **data}}
