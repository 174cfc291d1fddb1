"""An area's figures in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from streams.settings import Settings
from tests import household
from tests.e2e.visiting import assert_built_for_everybody, serving
from tests.household import AREA

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings) -> Iterator[str]:
    """Of the API as it is served, on a Valkey with the household in it."""
    household.fill(redis_url)
    with serving(audited.model_copy(update={"redis_url": redis_url})) as announced:
        yield announced


def test_figures_of_few_are_not_told(page: Page) -> None:
    """One household is nobody's statistic: each figure is fewer than five, also in what is downloaded."""
    page.goto(f"/insight?area={AREA}&days=91")
    expect(page.locator("h1")).to_have_text("Insight: the last 3 months")
    figures = page.locator("main td.n, main .plainly dd").all_inner_texts()
    assert set(figures) == {"fewer than 5"}
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all of it as CSV").click()
    assert download.value.suggested_filename == f"linnet-insight-{AREA}-2026-11-22.csv"
    rows = download.value.path().read_text().splitlines()
    assert rows[0] == "figure,of,part,value"
    assert {row.rpartition(",")[2] for row in rows[2:]} == {"fewer than 5"}


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_insight_is_built_for_everybody(page: Page, width: int) -> None:
    """At any width."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/insight")
    assert_built_for_everybody(page)
