"""What is installed where Linnet runs has all that a setting may ask for."""

import re
import tomllib

import pytest

from infra.deploy.files import HERE
from infra.reference.tables import ROOT
from tests.guide import TEXT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
INSTALLED = {
    "the image": (HERE / "Containerfile").read_text(encoding="utf-8"),
    "a machine": TEXT,
    "the list of components": PROJECT["tool"]["poe"]["tasks"]["sbom"]["shell"],
}


@pytest.mark.parametrize("where", INSTALLED)
def test_no_extra_is_missing(where: str) -> None:
    """A feed of sealed files, and traces, need nothing that is not there."""
    (line,) = re.findall(r"uv (?:sync|export) [^\n]*(?:\n   [^\n]*)?--extra [^\n]*", INSTALLED[where])
    assert set(re.findall(r"--extra (\w+)", line)) == set(PROJECT["project"]["optional-dependencies"])


@pytest.mark.parametrize("where", ["the image", "a machine"])
def test_nothing_is_compiled_at_each_start(where: str) -> None:
    """Processes cannot write beside the code: what is not compiled before, each compiles at each start."""
    assert "--compile-bytecode" in INSTALLED[where]
