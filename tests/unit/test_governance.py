"""What a partnership signs says of the system what the code says, and of the law nothing unmarked."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.policy.grants import GRANTS
from infra.deploy.workloads import WORKLOADS
from infra.governance import periods, scans
from infra.governance.hazards import HAZARDS
from infra.governance.nations import NATIONS
from infra.governance.papers import FOLDER, TITLES, find_stale, write_papers
from infra.partnership.plan import PARTNERSHIP_FILE
from infra.reference.tables import ROOT
from scoring.risk.labels import DAY
from streams.codes.access import Action, Role
from streams.partnership import read_partnership
from streams.topics import DAY_MS, TOPICS

PAPERS = write_papers()
TEMPLATES = ROOT / "infra" / "governance" / "templates"
_NUMBER = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirteen|fourteen|thirty|sixty|ninety"
_PERIOD = rf"\b(?:\d+|{_NUMBER})[ -](?:minute|hour|day|week|month|year)s?\b"
_LAW = re.compile(r"UK GDPR|\bAct \d{4}|\bAct\) |DCB0\d{3}|Measure \d{4}")


def read_on(paper: str) -> str:
    """Without its lines' ends."""
    return " ".join(paper.split())


def test_the_papers_are_what_the_code_says() -> None:
    """Whoever changes a topic, a role, a field, a purpose or an indicator writes the papers anew."""
    assert find_stale() == [], "run: python -m infra.governance"


def test_each_nation_has_each_paper() -> None:
    """Twelve for England and twelve for Wales, and a page that leads to them."""
    assert set(PAPERS) == {f"{one.folder}/{name}.md" for one in NATIONS for name in TITLES} | {"README.md"}
    assert len(TITLES) == 12


def test_retention_follows_the_topic_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for 61 days is kept for as long in the papers, in the table and in every sentence: what was sent,
    what was refused, and what is left for counting."""
    shorter = tuple(replace(topic, retention_ms=61 * DAY_MS) for topic in TOPICS)
    monkeypatch.setattr(periods, "TOPICS", shorter)
    papers = {name: read_on(text) for name, text in write_papers().items()}
    assert re.search(r"\| `observations` \|[^|]+\| 61 days \|", papers["england/dpia.md"])
    assert "| for ever |" not in papers["england/dpia.md"]
    assert "wait for 61 days to be sent again" in papers["wales/information-sharing-protocol.md"]
    assert "in `dead-letters` for 61 days" in papers["england/data-sharing-agreement.md"]
    assert "stay for 61 days at most in the sender's own topic" in papers["england/data-sharing-agreement.md"]
    for name in ("dpia", "dtac"):
        assert "under a pseudonym until 2 months after" in papers[f"england/{name}.md"].replace(
            "pseudonym,", "pseudonym"
        )
    notice = papers["england/privacy-notice.md"]
    assert "without your name or address | 2 months after" in notice
    assert len(re.findall(r"long number for your name \| 61 days \|", notice)) == 3
    for name, paper in papers.items():
        # The model's own columns are of 90 days, too.
        if not name.endswith("model-card.md"):
            assert not re.search(r"\b(?:30|90) days|\b36 months", paper), name


def test_ages_follow_the_partnership_and_the_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a partnership that keeps things for seven months every paper that says how long says so, and how much longer
    keys live, how far a score looks ahead and how long it is held are what the code has."""
    monkeypatch.setattr(periods, "ROOM", timedelta(days=5))
    monkeypatch.setattr(periods, "HORIZON", 33 * DAY)
    monkeypatch.setattr(periods, "REMEMBERED", 77 * DAY)
    own = tmp_path / "partnership.toml"
    own.write_text(f"{PARTNERSHIP_FILE.read_text(encoding='utf-8')}\n[retention]\nlive_months = 7\n", encoding="utf-8")
    papers = {name: read_on(text) for name, text in write_papers(own).items()}
    for name in ("dpia", "dtac", "information-sharing-protocol", "memorandum-of-understanding", "privacy-notice"):
        assert "7 months after it last mattered" in papers[f"england/{name}.md"], name
    assert "From a month and 5 days after that" in papers["england/dpia.md"]
    assert "and a month and 5 days more; then its key is destroyed" in papers["england/privacy-notice.md"]
    for name in ("dpia", "intended-purpose", "algorithmic-transparency-record", "privacy-notice"):
        assert re.search(r"(?:within|in the next) 33 days", papers[f"wales/{name}.md"]), name
    assert "the weekly scores of the last 77 days" in papers["england/information-sharing-protocol.md"]
    assert [
        name for name, paper in papers.items() if "12 months after it last" in paper or "12 months, a" in paper
    ] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.j2")), ids=lambda path: path.name)
def test_no_period_is_typed(path: Path) -> None:
    """How many days, months or hours something takes is the code's to say; only the name of the 28-day risk stands."""
    written = re.sub(r"\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(_PERIOD, re.sub(r"28-day (?:crisis )?risk", "", " ".join(written.split()))) == []


def test_no_paper_says_that_what_is_known_stays() -> None:
    """Each that tells how long topics are kept tells that what is known goes by itself; what erasure does is in the
    privacy notice what it is in the impact assessment: the key is destroyed, and no copy stays that can be read."""
    months = read_partnership(PARTNERSHIP_FILE).retention.live_months
    for name, paper in PAPERS.items():
        said = read_on(paper)
        assert "| `observations` |" not in said or f"goes {months} months after it last mattered" in said, name
        assert not re.search(r"n[o']t delete|stays? until it|stays? as long|copies in the log", said), name
        if name.endswith(("dpia.md", "privacy-notice.md")):
            assert re.search(r"key (of the event in the log )?is destroyed, and nobody can open it", said), name


def test_who_sees_a_score_follows_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each paper that says who sees one names clinicians, managers and the data protection officer, and whoever else
    may from the day they may."""
    telling = [name for name, paper in PAPERS.items() if "score is seen" in read_on(paper)]
    assert {name.split("/")[1] for name in telling} == {
        "data-sharing-agreement.md",
        "information-sharing-protocol.md",
        "privacy-notice.md",
    }
    for name in telling:
        assert "roles *clinician* and *team manager*" in read_on(PAPERS[name])
        assert "by the role *data protection officer*" in read_on(PAPERS[name])
    assert not re.search(r"which only clinicians|Nobody but they", "".join(PAPERS.values()))
    monkeypatch.setitem(GRANTS, Role.HUB_OFFICER, {Action.OPEN_RISK: GRANTS[Role.CLINICIAN][Action.OPEN_RISK]})
    monkeypatch.setitem(GRANTS, Role.OPERATOR, GRANTS[Role.DATA_PROTECTION_OFFICER])
    paper = read_on(write_papers()["england/privacy-notice.md"])
    assert "roles *safeguarding hub officer* and *clinician* and *team manager*" in paper
    assert "*data protection officer* and *operator*" in paper


def test_roles_follow_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a role is newly granted is in the protocol."""
    grant = GRANTS[Role.AUDIT_MANAGER][Action.READ_AUDIT]
    monkeypatch.setitem(GRANTS, Role.OPERATOR, {Action.BREAK_GLASS: grant})
    paper = write_papers()["wales/information-sharing-protocol.md"]
    assert "| Operator | looked past a restriction, with a reason |  |" in paper


def test_purposes_follow_the_partnership_file(tmp_path: Path) -> None:
    """Another partnership's papers have its own areas, sources and purposes, and nobody else's."""
    own = tmp_path / "partnership.toml"
    own.write_text(
        '[areas.southmoor]\nlabel = "Southmoor"\n[areas.southmoor.sources]\n"uk.police.southmoor" = "police"\n'
        '[[purposes]]\ncode = "only-one"\nlabel = "The only purpose"\ngateway = "A law"\n'
    )
    paper = write_papers(own)["england/data-sharing-agreement.md"]
    assert "| Southmoor | `uk.police.southmoor` | Police |" in paper
    assert "| The only purpose | A law | no | no |" in paper
    assert "Northmoor" not in paper
    assert "Northmoor" in write_papers(PARTNERSHIP_FILE)["england/data-sharing-agreement.md"]


def test_what_is_said_of_bandit_is_what_the_task_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From which severity up, and which of its checks are off; the command is named, and not that it runs by itself."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    other = tmp_path / "pyproject.toml"
    other.write_text(
        project.replace("--severity-level medium", "--severity-level high").replace('"B104", ', '"B777", ')
    )
    monkeypatch.setattr(scans, "PROJECT", other)
    said = read_on(write_papers()["england/dtac.md"])
    assert "bandit (high severity at least, without B777 and B108) in `uv run poe check`" in said
    assert "on each change" not in said


def test_what_a_hazard_leaves_to_the_intended_purpose_is_in_it() -> None:
    """That a low score may not reassure is said to be in that paper, and is."""
    assert any("the intended purpose says that it may not" in hazard.left for hazard in HAZARDS)
    for nation in NATIONS:
        assert "a low score may not reassure" in read_on(PAPERS[f"{nation.folder}/intended-purpose.md"])


def test_whoever_is_told_something_is_named() -> None:
    """Each process that reaches beyond Linnet, or tells a collector of traces, is in the table of where it goes."""
    table = PAPERS["england/dpia.md"].split("| process | to whom |")[1].split("\n\n")[0]
    told = {name for row in table.splitlines() if row for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert told == {role for role, one in WORKLOADS.items() if one.goes_out or one.traced}


def test_hazards_name_tests_that_there_are() -> None:
    """A control that is said to be shown by a test is shown by one."""
    assert [path for hazard in HAZARDS for path in hazard.shown_by if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("name", sorted(name for name in PAPERS if name != "README.md"))
def test_no_law_stands_unmarked(name: str) -> None:
    """Outside of the tables, which are the code's, each mention of law is marked for counsel, and something is left to
    fill in by the partnership."""
    for paragraph in re.split(r"\n\n", PAPERS[name]):
        if not paragraph.startswith("|") and _LAW.search(paragraph):
            assert "‡" in paragraph or "asks for in their place" in paragraph, paragraph
    assert "**[to be" in PAPERS[name]
    assert not re.search(r"\S +#+ |[^|\n] *\n\|", PAPERS[name]), "a heading or table has run into the text before it"


def test_papers_for_wales_do_not_rest_on_law_of_england() -> None:
    """The Care Act 2014 is in no sentence of theirs; where the partnership file names it, the protocol says so."""
    for name, paper in PAPERS.items():
        if name.startswith("wales/"):
            assert "Care Act 2014" not in re.sub(r"^\|.*$", "", paper, flags=re.MULTILINE), name
    protocol = PAPERS["wales/information-sharing-protocol.md"]
    assert "has to be changed before it is used in Wales" in " ".join(protocol.split())


def test_they_are_where_the_page_says() -> None:
    """The page of the papers is in the folder, with them."""
    assert all((FOLDER / name).is_file() for name in PAPERS)
