"""Whoever runs Linnet, at a machine of their own with a real Kafka and Valkey: gives the commands of the guide."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from infra.cli import app
from infra.processes import list_environment
from infra.stack.embedded import EmbeddedStack
from scoring.state.opening import hold_keys
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from tests.events import incident, raw
from tests.guide import list_commands, read_chapter
from tests.integration.roles import await_quiet, running

# Of the simulated partnership: the guide names its areas.
AREA, SOURCE = "northmoor", "uk.police.northmoor"
# Not given, and why not.
NOT_GIVEN = {
    "linnet rules adopt": "named without what it is given; tests/integration/test_rules.py gives it",
    "linnet topics users FOLDER": "this Kafka asks nobody who they are; tests/integration/securing.py gives it",
}


@dataclass(slots=True)
class Operator:
    """``machine``: its environment; ``left``: of the chapter that is open, what was not given yet."""

    settings: Settings
    machine: pytest.MonkeyPatch
    left: list[str] = field(default_factory=list)

    def open(self, chapter: str) -> None:
        self.left = [one for one in list_commands(read_chapter(chapter)) if one not in NOT_GIVEN]

    def give(self, beginning: str, *filled: tuple[str, str]) -> str:
        """The chapter's first command that begins so, with what stands for something filled in; what it said."""
        line = next(one for one in self.left if one.startswith(beginning))
        self.left.remove(line)
        for placeholder, value in filled:
            assert placeholder in line.split()
            line = " ".join(value if word == placeholder else word for word in line.split())
        return self.run(line)

    def run(self, line: str) -> str:
        done = self.attempt(line)
        assert done.exit_code == 0, f"{line}: {done.output} {done.exception!r}"
        return done.output

    def attempt(self, line: str) -> Result:
        return CliRunner().invoke(app, shlex.split(line)[1:])

    def digest(self) -> str:
        return read_whole(self.run("linnet digest"))

    def take_in(self, *numbers: int) -> None:
        """Events come in, are known, and all processes are stopped again."""
        events = [incident(AREA, number) | {"source": SOURCE} for number in numbers]
        Publisher(self.settings).publish_blocking([Outgoing("police", AREA.encode(), raw(one)) for one in events])
        with running(self.settings, "intake", "projector"):
            await_quiet(self.settings, 60)


def read_whole(said: str) -> str:
    """What ``linnet digest`` says of all that is known; of each kind it also counts what is not."""
    return said.splitlines()[-1]


@contextmanager
def operating(home: Path) -> Iterator[Operator]:
    """In ``home``, with all topics. What commands hold in this process is afterwards what it was."""
    with EmbeddedStack(home / "stack", say=lambda _: None) as stack, pytest.MonkeyPatch.context() as machine:
        settings = Settings(
            kafka_bootstrap=stack.endpoints.kafka_bootstrap,
            redis_url=stack.endpoints.redis_url,
            data_dir=home / "data",
            audit_seconds=0.3,
        )
        machine.chdir(home)
        for name, value in list_environment(settings).items():
            machine.setenv(name, value)
        found = Operator(settings, machine)
        found.run("linnet topics create")
        yield found
    hold_keys(Settings())
