"""What ``linnet audit verify`` answers where there is nothing to verify."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consumers.auditing.keys import make_key, read_key
from infra.audit.commands import UNSIGNED, app
from scoring.audit.heads import sign_head
from scoring.audit.tree import Tree


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("audit") / "key.pem"
    make_key(path)
    return path


def verify(key: Path, lines: bytes, *more: str) -> tuple[int, str]:
    file = key.with_name("held.jsonl")
    file.write_bytes(lines)
    given = ["verify", "--file", str(file), "--public-key", f"{key}.pub", *more]
    answer = CliRunner().invoke(app, given, env={"TERMINAL_WIDTH": "200"})
    return answer.exit_code, answer.output


def test_of_an_audit_that_is_not_there_nothing_is_said_to_be_well(key: Path) -> None:
    """As of one that was deleted with its heads."""
    code, said = verify(key, b"")
    assert code == UNSIGNED
    assert "nothing was ever signed" in said


def test_an_area_that_is_none_is_not_as_it_was_written(key: Path) -> None:
    """A name mistyped is an error; one where nobody has looked yet is well."""
    head = sign_head(read_key(key), "northmoor", Tree(), 0, datetime(2026, 11, 30, tzinfo=UTC)) + b"\n"
    code, said = verify(key, head, "--area", "nortmoor")
    assert (code, "there are northmoor" in said) == (2, True)
    assert verify(key, head, "--area", "northmoor")[0] == 0
