"""The pages of a caseload in a real browser, as a clinician and a team manager use them on a Monday morning."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from infra.partnership.plan import PARTNERSHIP_FILE
from streams.codes.access import Role
from streams.codes.agencies import Agency
from streams.settings import Settings
from tests import caseload
from tests.caseload import ASHA, CMHT, EIP
from tests.e2e.visiting import assert_built_for_everybody, serving, tab_to
from tests.household import AREA
from tests.signed_in import Somebody

pytestmark = pytest.mark.browser

CASELOAD = f"/caseload?area={AREA}"
TEAM = f"{CASELOAD}&team={CMHT.replace(' ', '+')}"
_PLAN = f"""
[areas.{AREA}.caseload.shielding]
words = "advised to shield"
[[areas.{AREA}.caseload.shielding.factors]]
name = "psychosis"
words = "Psychosis"
trait = "diagnosis"
codes = ["psychosis"]
"""


@pytest.fixture(scope="module")
def address(redis_url: str, audited: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of the API as it is served, on a Valkey with the caseload in it, for a partnership that shields somebody."""
    partnership = tmp_path_factory.mktemp("partnership") / "partnership.toml"
    partnership.write_text(PARTNERSHIP_FILE.read_text(encoding="utf-8") + _PLAN, encoding="utf-8")
    caseload.fill(redis_url)
    with serving(audited.model_copy(update={"redis_url": redis_url, "partnership_file": partnership})) as announced:
        yield announced


@pytest.fixture(scope="module")
def who() -> Somebody:
    return Somebody(Role.TEAM_MANAGER, frozenset((CMHT, EIP)), agency=Agency.EHR)


def person(page: Page, name: str) -> None:
    page.goto(f"{TEAM}&list=all")
    while not page.get_by_role("link", name=name).count():
        page.get_by_role("link", name="More people").click()
    page.get_by_role("link", name=name).click()
    expect(page.locator("h1")).to_have_text(name)


def test_from_the_first_page_to_who_comes_first_by_keyboard(page: Page) -> None:
    """Somebody who left hospital and was not seen since is at the top, and why is said; their page is a key away."""
    page.goto("/")
    tab_to(page, "Caseload")
    page.keyboard.press("Enter")
    page.get_by_label("Team").select_option(CMHT)
    page.get_by_label("Worker").select_option(ASHA)
    page.get_by_role("button", name="Show").click()
    expect(page.locator("h1")).to_have_text(f"Caseload of {ASHA}: {CMHT}")
    priya = page.locator(".people > li").filter(has_text="Priya Lowe")
    expect(priya).to_contain_text(
        "Not seen since leaving hospital: 72-hour follow-up is due in 24 hours", ignore_case=True
    )
    due = page.locator(".people > li").filter(has_text="72-hour follow-up").count()
    assert "Priya Lowe" in "".join(page.locator(".people > li").all_inner_texts()[:due])
    tab_to(page, "Priya Lowe")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Priya Lowe")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lost", "Ruth Amos"),
        ("in-crisis", "Owen Marsh"),
        ("discharged", "Quentin Shaw"),
        ("shielding", "Nadia Fell"),
    ],
)
def test_each_list_names_whom_it_is_about(page: Page, name: str, words: str) -> None:
    """And the number on its tab is how many that are."""
    page.goto(f"{TEAM}&list={name}")
    expect(page.locator(".people")).to_contain_text(words)
    count = page.get_by_role("navigation", name="Lists").locator("[aria-current] .count").inner_text()
    assert int(count) == page.locator(".people > li").count()


def test_who_is_in_crisis_has_no_score(page: Page) -> None:
    """Nor can anybody agree or disagree with one."""
    person(page, "Owen Marsh")
    expect(page.locator("main")).to_contain_text("Not scored while in crisis")
    assert page.get_by_label("The score").count() == 0
    expect(page.get_by_label("What was done")).to_be_visible()


def test_one_persons_risk_is_explained_in_words(page: Page) -> None:
    """Against others and themselves, over the weeks, with what is missing and stale; and it says what it is not."""
    person(page, "Nadia Fell")
    expect(page.get_by_role("region", name="Now", exact=True)).to_contain_text("in 100")
    why = page.get_by_role("region", name="Why, beside the rest of the caseload")
    expect(why).to_contain_text("not attended")
    expect(why).to_contain_text("All else together")
    expect(why).to_contain_text("What changed since")
    expect(page.get_by_role("img", name="Weekly scores")).to_be_visible()
    lacks = page.get_by_role("region", name="What it does not know")
    expect(lacks).to_contain_text("Ambulance: what happened there since is not in the score")
    expect(page.get_by_role("region", name="Complexity: ")).to_contain_text("No settled home")
    purpose = page.get_by_role("region", name="What a score is")
    expect(purpose).to_contain_text("not a diagnosis")
    expect(purpose).to_contain_text("Nothing is done, refused or changed because of it")


def test_nobody_learns_of_somebody_very_restricted(page: Page) -> None:
    """By no list, by no worker's load; whoever is restricted is there, and no address of anybody's is."""
    page.goto(f"{TEAM}&list=all&worker={ASHA.replace(' ', '+')}")
    text = page.locator("main").inner_text()
    assert "Tess Okafor" in text
    assert "Vera Marsh" not in text
    shown = page.locator(".people > li").count()
    page.goto(f"/caseload/teams?area={AREA}&team={CMHT.replace(' ', '+')}")
    row = page.get_by_role("row").filter(has_text=ASHA)
    assert row.locator("td").first.inner_text() == str(shown)


def test_a_manager_sees_what_the_team_carries(page: Page) -> None:
    """By worker in weighted cases, what waits, and what a case counts as; a worker's name leads to their caseload."""
    page.goto(f"/caseload/teams?area={AREA}")
    page.get_by_role("link", name=CMHT).click()
    kept = page.get_by_role("region", name="What the team keeps to, and what waits")
    for words in ("Seen within 72 hours", "With a contact attended in 28 days", "Waiting: no contact attended yet"):
        expect(kept).to_contain_text(words)
    expect(page.get_by_role("region", name="People through the team")).to_contain_text("may be ready to step down")
    expect(page.locator("main")).to_contain_text("says nothing of how well anybody works")
    page.get_by_role("link", name=ASHA).click()
    expect(page.locator("h1")).to_have_text(f"Caseload of {ASHA}: {CMHT}")


def test_a_worker_and_their_supervisor_have_one_page(page: Page) -> None:
    """With whom to talk about, list by list, of that worker alone; very restricted people are on none."""
    page.goto(f"{TEAM}&worker={ASHA.replace(' ', '+')}")
    page.get_by_role("link", name="For supervision: whom to talk about, on one page").click()
    expect(page.locator("h1")).to_have_text(f"Supervision: {ASHA}")
    headings = [words.partition(":")[0] for words in page.locator("section.meeting > h2").all_inner_texts()]
    assert headings == ["Needs attention", "Step up", "Lost to follow-up", "Ready to step down"]
    assert "Vera Marsh" not in page.locator("main").inner_text()


def test_outcomes_come_with_their_caution_first(page: Page) -> None:
    """Nobody reads a number before what it cannot say."""
    page.goto(f"/caseload/outcomes?area={AREA}")
    headings = page.locator("main h2").all_inner_texts()
    assert headings[0] == "Before you read on"
    expect(page.get_by_role("region", name="Before you read on")).to_contain_text("This is not a trial.")


def test_the_forms_say_what_is_missing(page: Page) -> None:
    """At the top and at the field; what was entered stays."""
    person(page, "Nadia Fell")
    page.get_by_role("button", name="Send my view").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what you think of the score")
    page.get_by_label("The score").select_option("I think the risk is higher")
    page.get_by_role("button", name="Send my view").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose why you think so")
    expect(page.get_by_label("The score")).to_have_value("higher")
    assert_built_for_everybody(page)


def test_the_pages_are_built_for_everybody(
    page: Page, browser: Browser, address: str, signed: Callable[[BrowserContext], None]
) -> None:
    """At any width from 320 px on, and without scripts."""
    person(page, "Nadia Fell")
    pages = [TEAM, CASELOAD, *(f"{TEAM}&list={name}" for name in ("step-down", "lost", "in-crisis")), page.url]
    pages += [f"/caseload/teams?area={AREA}&team={CMHT.replace(' ', '+')}", f"/caseload/outcomes?area={AREA}"]
    pages += [
        f"/caseload/meeting?area={AREA}",
        "/caseload?area=eastvale",
        "/caseload/teams?area=eastvale",
        "/caseload/outcomes?area=eastvale",
    ]
    for width in (1280, 390, 320):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 800}, java_script_enabled=width != 390
        )
        signed(context)
        narrow = context.new_page()
        for path in pages:
            answer = narrow.goto(path)
            assert answer
            assert answer.status == 200, path
            assert_built_for_everybody(narrow)
        context.close()


def test_nothing_is_told_of_who_is_on_no_caseload(page: Page) -> None:
    """Their risk answers as an id that never was."""
    page.goto(f"/persons/{AREA}.AAAAAAAAAAAAAAAA/risk")
    expect(page.locator("main")).to_contain_text("Nothing is known under this id")
    page.goto(f"{CASELOAD}&after=1_2_3")
    expect(page.locator("main")).to_contain_text("after must be what next was")
