"""What a partnership signs says of the system what the code says, and of the law nothing unmarked."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from api.policy.grants import GRANTS
from infra.deploy.workloads import WORKLOADS
from infra.governance import facts
from infra.governance.hazards import HAZARDS
from infra.governance.nations import NATIONS
from infra.governance.papers import FOLDER, TITLES, find_stale, write_papers
from infra.partnership.plan import PARTNERSHIP_FILE
from infra.reference.tables import ROOT
from streams.codes.access import Action, Role
from streams.topics import TOPICS

PAPERS = write_papers()
_LAW = re.compile(r"UK GDPR|\bAct \d{4}|\bAct\) |DCB0\d{3}|Measure \d{4}")


def test_the_papers_are_what_the_code_says() -> None:
    """Whoever changes a topic, a role, a field, a purpose or an indicator writes the papers anew."""
    assert find_stale() == [], "run: python -m infra.governance"


def test_each_nation_has_each_paper() -> None:
    """Twelve for England and twelve for Wales, and a page that leads to them."""
    assert set(PAPERS) == {f"{one.folder}/{name}.md" for one in NATIONS for name in TITLES} | {"README.md"}
    assert len(TITLES) == 12


def test_retention_follows_the_topic_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A topic that is kept for seven days is kept for seven days in the papers."""
    shorter = tuple(replace(topic, retention_ms=7 * 86_400_000) for topic in TOPICS)
    monkeypatch.setattr(facts, "TOPICS", shorter)
    paper = write_papers()["england/dpia.md"]
    assert "| `observations` |" in paper
    assert "7 days" in paper
    assert "| for ever |" not in paper


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
