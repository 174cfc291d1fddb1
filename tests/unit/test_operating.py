"""The operator's guide names commands that there are, as they are typed."""

import shlex

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from infra.cli import app
from infra.deploy.capacity import SIZES, read_costs
from infra.deploy.guide import write_guide
from infra.deploy.valkey import USERS
from infra.processes import ROLES
from tests.guide import TEXT, list_commands

TYPED = list_commands(TEXT)
# Named as a command, and not as it is typed.
_NAMED = {"linnet rules adopt", "linnet feeds sshd", "linnet.target"}


@pytest.mark.parametrize("line", sorted(set(TYPED) - _NAMED))
def test_a_command_can_be_typed_as_it_is_told(line: str) -> None:
    """The command is there, takes these options, and wants no more than is said."""
    words = shlex.split(line)[1:]
    command = get_command(app)
    while isinstance(command, TyperGroup):
        name, *words = words
        assert name in command.commands, line
        command = command.commands[name]
    command.make_context(line, words)


def test_some_are_told() -> None:
    """The pattern finds them: an empty list would promise nothing."""
    assert len(set(TYPED)) > 20


def test_its_tables_are_what_the_code_says() -> None:
    """Sizes, processes, settings and secrets in the guide follow from the figures and from the code."""
    assert write_guide() == TEXT, "run: python -m infra.deploy"
    assert TEXT.count("<!-- begin") == TEXT.count("<!-- end") == 4
    assert all(f"| `{role}` |" in TEXT for role in ROLES)


def test_sizes_come_from_what_was_measured() -> None:
    """The costs are those of docs/figures.md, and a larger partnership costs more."""
    costs = read_costs()
    assert all(0 < seconds < 0.1 for seconds in costs.cpu.values())
    assert 100 < costs.redis_bytes < 10_000
    assert [size.residents for size in SIZES] == sorted(size.residents for size in SIZES)


def test_the_users_of_valkey_are_as_the_guide_has_them() -> None:
    """The file that an administrator copies is the one that is tried on a real server."""
    assert USERS.format(digest="SHA256") in TEXT
