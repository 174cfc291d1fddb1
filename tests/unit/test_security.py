"""What is said of security is shown by tests that there are, and the list of components is whole."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from infra.reference.tables import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d[\d., to]*) \| ([a-z ]+) \| (.+) \|$", PAGE, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", PAGE)))
STATES = {"met", "in part", "not met", "deployer", "does not apply"}


@cache
def read_names(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_shows_it_is_there(path: str, name: str) -> None:
    """A test that is named is one that is run."""
    assert (ROOT / path).is_file()
    assert not name or name in read_names(path)


def test_each_requirement_has_one_state() -> None:
    """No requirement is in two rows, and each row says one of the five."""
    listed = [one for row, _, _ in ROWS for one in re.findall(r"\d+\.\d+\.\d+", row)]
    assert len(listed) == len(set(listed)) > 150
    assert {state for _, state, _ in ROWS} <= STATES


def test_what_is_met_says_by_what() -> None:
    """What is said to be met names a test, a page, or that it is so by what is not there."""
    for row, state, why in ROWS:
        if state == "met":
            assert "`tests/" in why or "by construction" in why or "](" in why, row


def test_what_reads_the_sources_is_what_the_task_runs() -> None:
    """Each tool that is named is a step of ``poe check`` as it stands there, and the checks of bandit that are said to
    be off, for all or on a line, are those that are."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    steps = [step.get("cmd", "") for step in tool["poe"]["tasks"]["check"]["sequence"]]
    said = PAGE.split("## What reads the sources")[1].split("\n## ")[0]
    named = [one for row in re.findall(r"^\| (`.+?) \|", said, re.MULTILINE) for one in re.findall(r"`([^`]+)`", row)]
    assert named == ["ruff format --check", "ruff check", "mypy", "bandit --severity-level medium"]
    assert all(any(set(one.split()) <= set(step.split()) for step in steps) for one in named)
    (bandit,) = (step for step in steps if step.startswith("bandit"))
    folders = bandit.partition("--recursive ")[2].split()
    assert f"| {', '.join(f'`{folder}`' for folder in folders)}; not tests" in said
    assert tool["mypy"]["strict"]
    sources = "".join(path.read_text(encoding="utf-8") for folder in folders for path in (ROOT / folder).rglob("*.py"))
    exempt = re.findall(r"# nosec (B\d{3})", sources)
    assert len(exempt) == 5
    assert set(re.findall(r"B\d{3}", said)) == {*tool["bandit"]["skips"], *exempt}


def test_the_components_are_those_of_the_lock(tmp_path: Path) -> None:
    """The task writes CycloneDX that has every dependency of Linnet at its pin, and nothing of development."""
    assert shutil.which("uv"), "the tests are run by uv"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    task = project["tool"]["poe"]["tasks"]["sbom"]["shell"].replace("linnet.cdx.json", str(tmp_path / "sbom.json"))
    task = task.replace("requirements --pyproject", "requirements --no-validate --pyproject")  # half of its time
    path = f"{Path(sys.executable).parent}:{Path(shutil.which('uv') or '').parent}:/usr/bin:/bin"
    subprocess.run(["bash", "-ec", task], cwd=ROOT, env={**os.environ, "PATH": path}, timeout=120, check=True)
    found = json.loads((tmp_path / "sbom.json").read_text())
    held = {(one["name"], one["version"]) for one in found["components"]}
    pinned = (re.fullmatch(r"([\w-]+)(?:\[.*\])?==(.+)", one) for one in project["project"]["dependencies"])
    assert {(one[1], one[2]) for one in pinned if one} <= held
    assert len(found["components"]) > len(project["project"]["dependencies"])
    assert "pytest" not in {name for name, _ in held}
