import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from infra.stack.leash import spawn
from infra.stack.server import Server
from streams.errors import Broken

SLEEP = ["sleep", "600"]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def server(tmp_path: Path, said: list[str]) -> Iterator[Server]:
    one = Server("sleeper", tmp_path, said.append)
    yield one
    one.kill()


def test_a_server_that_dies_at_start_is_quoted(server: Server) -> None:
    """The error names the log and has what this start wrote last, and nothing of an earlier start."""
    with pytest.raises(Broken, match="earlier"):
        server.start(["sh", "-c", "echo earlier; exit 3"], lambda: False, 5.0)
    with pytest.raises(Broken, match="exit code 3") as broken:
        server.start(["sh", "-c", "echo cannot bind; exit 3"], lambda: False, 5.0)
    assert "cannot bind" in str(broken.value)
    assert "earlier" not in str(broken.value)
    assert str(server.out) in str(broken.value)


def test_a_server_that_never_answers_is_ended(server: Server) -> None:
    """After the cap it is killed, and the error says how long was waited."""
    with pytest.raises(Broken, match="did not answer within 0 s"):
        server.start(SLEEP, lambda: False, 0.2)
    assert not psutil.pid_exists(server.pid)


def test_a_long_wait_is_told(server: Server, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits is told again and again what for."""
    monkeypatch.setattr("infra.stack.server.SAY_SECONDS", 0.1)
    since = time.monotonic()
    server.start(SLEEP, lambda: time.monotonic() - since > 0.6, 5.0)
    assert len(said) >= 3
    assert all(line.startswith("Waiting for sleeper") for line in said)


def test_a_server_that_ends_later_is_reported(server: Server) -> None:
    """check() is quiet while the server runs, and names it once it has ended."""
    server.start(SLEEP, lambda: True, 5.0)
    server.check()
    psutil.Process(server.pid).kill()
    psutil.wait_procs([psutil.Process(server.pid)], timeout=5)
    with pytest.raises(Broken, match="sleeper ended by itself"):
        server.check()


def test_a_leftover_of_an_earlier_run_is_ended_first(tmp_path: Path, server: Server, said: list[str]) -> None:
    """A process that the record names, and that lives, makes way for the new one."""
    leftover = spawn(SLEEP, tmp_path / "leftover.out")
    (tmp_path / "sleeper.pid").write_text(f"{leftover.pid} {psutil.Process(leftover.pid).create_time()}")
    server.start(SLEEP, lambda: True, 5.0)
    assert leftover.wait(5) == -9
    assert "left over" in said[0]


def test_a_stranger_with_a_reused_pid_is_spared(tmp_path: Path, server: Server) -> None:
    """A record whose pid now belongs to another program ends nobody."""
    stranger = spawn(SLEEP, tmp_path / "stranger.out")
    (tmp_path / "sleeper.pid").write_text(f"{stranger.pid} 12345.6")
    server.start(SLEEP, lambda: True, 5.0)
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait(5)


def test_an_empty_record_is_no_obstacle(tmp_path: Path, server: Server) -> None:
    """A record that kill -9 left empty does not stop the next start."""
    (tmp_path / "sleeper.pid").write_text("")
    server.start(SLEEP, lambda: True, 5.0)


def test_run_returns_when_the_program_has_ended_well(server: Server) -> None:
    """A one-off program is waited for, and one that fails is Broken."""
    server.run(["true"], 5.0)
    with pytest.raises(Broken, match="exit code 1"):
        server.run(["false"], 5.0)
    with pytest.raises(Broken, match="did not end within 0 s"):
        server.run(SLEEP, 0.1)
