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
