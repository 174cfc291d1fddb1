"""What is written for people is true of the code, as far as a machine can tell."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from consumers.admission import Admitted, Received, admit
from infra.access.rights import AGENCIES, ROLE_RIGHTS
from infra.cli import app
from infra.partnership.plan import PARTNERSHIP_FILE
from infra.processes import ROLES
from infra.reference.page import PAGE, write_page
from infra.reference.tables import ROOT
from streams.codes.access import Role
from streams.partnership import read_partnership
from streams.settings import Settings
from streams.topics import TOPICS

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("infra/**/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "infra" / "decisions").glob("*.md"))

_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
_PATH = re.compile(r"`((?:streams|scoring|consumers|api|infra|tests|docs)/[\w./-]*)`")
_COMMAND = re.compile(r"\blinnet ((?:[a-z]+(?:-[a-z]+)*)(?: [a-z]+(?:-[a-z]+)*)?)")


def read_code(page: Path) -> str:
    return "\n".join(_CODE.findall(page.read_text(encoding="utf-8")))


def name_headings(page: Path) -> set[str]:
    """Anchors as code hosts make them of headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def name_commands(group: TyperGroup, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        yield before + name
        if isinstance(command, TyperGroup):
            yield from name_commands(command, f"{before}{name} ")


@pytest.fixture(scope="module")
def commands() -> set[str]:
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    return set(name_commands(root))


def test_the_reference_page_is_what_the_code_says() -> None:
    """Settings, commands, topics, events, refusals, keys and metrics on the page are those of the code."""
    assert PAGE.read_text(encoding="utf-8") == write_page(), "run: python -m infra.reference"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A relative link names a file of the repository, and an anchor one of its headings."""
    for path, anchor in _LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), path
        assert target.is_relative_to(ROOT), path
        assert not anchor or anchor in name_headings(target), f"{path}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_in_code_type_exists(page: Path) -> None:
    """A file or folder that a page names is there, so that a move is noticed."""
    assert [path for path in _PATH.findall(page.read_text(encoding="utf-8")) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_that_is_named_exists(page: Path) -> None:
    """Nobody is told to set what is not read."""
    settings = {f"LINNET_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"LINNET_[A-Z_]+", page.read_text(encoding="utf-8"))) <= settings


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_named_exists(page: Path, commands: set[str]) -> None:
    """Nobody is told to run what is not there."""
    for named in _COMMAND.findall(read_code(page)):
        word = named.split(" ")[0]
        assert word in commands, named
        if any(command.startswith(f"{word} ") for command in commands) and " " in named:
            assert named in commands


def test_processes_are_introduced_as_they_are_run() -> None:
    """The README's table of processes has each of them, and the topics it names exist."""
    table = README.split("| process | how many |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(ROLES)
    assert set(re.findall(r"`([\w-]+)`", table)) - set(ROLES) <= {topic.name for topic in TOPICS}


def test_the_process_table_is_what_kafka_is_told() -> None:
    """Of each process the README says exactly the topics that its user at Kafka may read and write."""
    agencies = {topic.name for topic in AGENCIES}
    for name, rights in ROLE_RIGHTS.items():
        row = next(line for line in README.splitlines() if line.startswith(f"| `{name}` |"))
        for said, held in zip(row.split("|")[3:5], (rights.reads, rights.writes), strict=True):
            named = set(re.findall(r"`([\w-]+)`", said)) | (agencies if "the agencies' topics" in said else set())
            assert named == {topic.name for topic in held}, name


def test_every_role_is_told_of() -> None:
    """What each may see is in writing, for every role there is and no other."""
    table = (ROOT / "docs" / "signin.md").read_text(encoding="utf-8").split("## What each role may see")[1]
    assert re.findall(r"^\| `([\w-]+)` \|", table.split("\n## ")[0], re.MULTILINE) == [role.value for role in Role]


def test_tasks_that_are_named_exist() -> None:
    """A task of the README is one of the project file."""
    tasks = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["poe"]["tasks"]
    assert set(re.findall(r"uv run poe (\w+)", README)) <= set(tasks)


def test_the_example_event_is_admitted() -> None:
    """What an agency is shown to send enters the log as it is shown."""
    example = README.split("```json\n")[1].split("```")[0].encode()
    received = Received("police", 0, 0, 1_790_000_000_000, b"northmoor", example)
    assert isinstance(admit(received, read_partnership(PARTNERSHIP_FILE)), Admitted)


def test_ci_runs_what_the_readme_promises() -> None:
    """One command proves Linnet, for a newcomer and for the build alike."""
    command = "pip install uv && uv run pytest"
    assert f"\n{command}\n" in README
    assert f"'{command}'" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_what_would_reverse_it(page: Path) -> None:
    """Each record has its number, and the four parts in their order."""
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["What", "Why", "Evidence", "What would reverse it"]
