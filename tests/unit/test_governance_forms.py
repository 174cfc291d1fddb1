"""What the official forms ask stands in the papers, and what is told to the public is all there is."""

import re
from pathlib import Path

import pytest

from consumers.feeds.fields import EVENTS
from infra.governance import facts, periods, plain, scans
from infra.governance.hazards import HAZARDS
from infra.governance.leaving import FILES
from infra.governance.nations import NATIONS
from infra.governance.papers import OWNERS, TITLES, write_papers
from infra.partnership.plan import PARTNERSHIP_FILE
from infra.reference.tables import ROOT, list_commands
from streams.codes.access import Action, Role
from streams.events.parts import AddressAsWritten, ContactPerson, PersonAsKnown
from streams.partnership import read_partnership

PAPERS = {name: " ".join(text.replace("\n> ", " ").split()) for name, text in write_papers().items()}
_WRITTEN = {name: text for name, text in write_papers().items() if name != "README.md"}


def find(paper: str) -> list[str]:
    """Of each nation."""
    return [PAPERS[f"{nation.folder}/{paper}.md"] for nation in NATIONS]


def test_the_impact_assessment_has_the_steps_of_its_form() -> None:
    """From the need to the outcome, in order, with those who were asked and the risks before and after."""
    for paper in find("dpia"):
        steps = re.findall(r"## (\d(?: and \d)?)\. ", paper)
        assert steps == ["1", "2", "3", "4", "5 and 6", "7"]


@pytest.mark.parametrize("letter", "abcdefgh")
def test_a_processor_is_bound_by_each_term(letter: str) -> None:
    """What article 28(3) asks of a contract, letter by letter."""
    for paper in find("data-processing-agreement"):
        cited = re.findall(r"28\(([^‡]*)‡", paper)
        assert any(f"({letter})" in each for each in cited), letter


def test_each_paper_has_somebody_who_fills_it_in() -> None:
    """What is missing and names nobody is somebody's, in the paper and on the page that leads to it."""
    assert set(OWNERS) == set(TITLES)
    for name, owner in OWNERS.items():
        assert f"| {TITLES[name]} | {owner} |" in PAPERS["README.md"]
        for paper in find(name):
            assert f"it is for {owner} to fill in" in paper


def test_a_hazard_says_what_is_handed_over() -> None:
    """Each has a cause, harm, control, what is left and what the partnership does, and no name twice."""
    for paper in find("clinical-safety-case"):
        assert len(re.findall(r"### H\d+ ", paper)) == len(HAZARDS)
        for said in ("Cause", "Harm", "Control there is", "Shown by", "Left", "For the partnership"):
            assert paper.count(f"- {said}: ") == len(HAZARDS), said
    assert all(all((one.cause, one.harm, one.control, one.shown_by, one.left, one.handed)) for one in HAZARDS)
    assert len({one.name for one in HAZARDS}) == len(HAZARDS)


def test_the_public_is_told_of_all_that_is_shared() -> None:
    """Each event, field and action has words for the public, and no word is of something that is no more."""
    fields = {name for part in (PersonAsKnown, AddressAsWritten, ContactPerson) for name in part.model_fields}
    assert set(plain._FIELDS) == fields
    assert set(plain._EVENTS) == set(EVENTS)
    assert set(plain._ACTIONS) == set(Action)
    for notice in find("privacy-notice"):
        assert "`" not in notice.partition("simulated partnership")[2], "names of the code are no words for the public"


def test_who_sees_less_follows_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whom other agencies' kinds are kept is in the protocol and in the privacy notice."""
    monkeypatch.setattr(facts, "NARROWED", frozenset((Role.POLICE_PREVISIT,)))
    monkeypatch.setattr(plain, "NARROWED", frozenset((Role.POLICE_PREVISIT,)))
    papers = write_papers()
    assert "roles *police, before a visit* see of other agencies" in " ".join(
        papers["wales/information-sharing-protocol.md"].split()
    )
    assert re.search(r"\| Police, before a visit \| .*whom to ring \|", papers["wales/privacy-notice.md"])
    assert not re.search(r"\| Clinician \| .*Of other agencies", papers["wales/privacy-notice.md"])


def test_what_a_gateway_does_not_carry_is_told_where_it_is_named(tmp_path: Path) -> None:
    """A partnership whose file names the Act reads of its limits where it has the table, and no other does."""
    own = tmp_path / "partnership.toml"
    own.write_text(PARTNERSHIP_FILE.read_text(encoding="utf-8").replace("Modern Slavery Act", "Other Act"))
    for paper in ("dpia", "information-sharing-protocol", "data-sharing-agreement"):
        for told in find(paper):
            assert "Police, Crime, Sentencing and Courts Act 2022, section 16(4)" in told, paper
            assert "Modern Slavery Act 2015, section 52: a duty" in told, paper
        assert "section 52: a duty" not in " ".join(write_papers(own)[f"england/{paper}.md"].split())


def test_serious_violence_is_shared_under_the_section_that_says_so() -> None:
    """Section 16 is about disclosure; 15 is not."""
    gateways = [one.gateway for one in read_partnership(PARTNERSHIP_FILE).purposes]
    assert "Police, Crime, Sentencing and Courts Act 2022, section 16" in gateways


def test_what_an_operator_writes_to_a_file_are_commands_that_there_are() -> None:
    """Each by its whole name."""
    assert {name for name, _ in FILES} <= {row[0] for row in list_commands()}


def test_version_and_receipts_follow_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper says which version it is of, and the assessment how long senders' folders keep what they hold."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    other = tmp_path / "pyproject.toml"
    other.write_text(re.sub(r'(?m)^version = ".*"$', 'version = "7.8.9"', project, count=1))
    monkeypatch.setattr(scans, "PROJECT", other)
    monkeypatch.setattr(periods, "KEPT_DAYS", 17)
    papers = {name: " ".join(text.split()) for name, text in write_papers().items() if name != "README.md"}
    assert [name for name, text in papers.items() if "Linnet 7.8.9" not in text] == []
    assert "refused rows stay 17 days" in papers["england/dpia.md"]


def test_of_whom_no_alert_is_raised_is_told() -> None:
    """The assessment and the hazard log say that nobody is warned of somebody very restricted."""
    for paper in find("dpia"):
        assert "of somebody very restricted there is no alert and no score at all" in paper
    for paper in find("clinical-safety-case"):
        assert "no alert is raised about somebody very restricted" in paper


@pytest.mark.parametrize("name", sorted(_WRITTEN))
def test_emphasis_is_closed(name: str) -> None:
    """No star or bracket of Markdown is left open."""
    for paragraph in re.split(r"\n\n", _WRITTEN[name]):
        assert len(re.findall(r"\*\*", paragraph)) % 2 == 0, paragraph
        assert not re.search(r"\S \*(?:\s|$)", paragraph), paragraph


_OF_ENGLAND = (
    "Care Act 2014",
    "Children Act 2004, sections 10",
    "sections 17 and 47",
    "Safeguard Children 2026",
    "16LA",
)
_OF_WALES = ("Well-being (Wales)", "WASPI", "Welsh", "Safeguard People", "Local Health Board")


@pytest.mark.parametrize("name", sorted(_WRITTEN))
def test_no_nation_has_the_other_s_law(name: str) -> None:
    """Outside of the tables, which are the partnership file's, each paper speaks of the law of its own nation."""
    said = " ".join(re.sub(r"^\|.*$", "", _WRITTEN[name], flags=re.MULTILINE).split())
    foreign = _OF_ENGLAND if name.startswith("wales/") else _OF_WALES
    assert [words for words in foreign if words in said] == []
