"""What is written to logs, by the sources themselves: a field that is not on the list is refused only when written."""

import ast
from pathlib import Path

import pytest

from infra.reference.tables import ROOT
from streams.logs import FIELDS

LEVELS = frozenset(("debug", "info", "warning", "error", "critical", "exception"))
SOURCES = [
    path for folder in ("api", "consumers", "infra", "scoring", "streams") for path in (ROOT / folder).rglob("*.py")
]


def list_fields(path: Path) -> set[str]:
    """Of every line that this module may write."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    lines = [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in LEVELS
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "log"
    ]
    return {word.arg for line in lines for word in line.keywords if word.arg}


@pytest.mark.parametrize("path", [path for path in SOURCES if list_fields(path)], ids=lambda path: path.stem)
def test_every_line_has_fields_of_the_list_alone(path: Path) -> None:
    """A refusal that could not be logged would be answered as a fault of ours."""
    assert list_fields(path) <= FIELDS
