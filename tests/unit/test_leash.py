import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from infra.stack.leash import Child, spawn, stop
from streams.errors import Broken

ROOT = Path(__file__).parents[2]
SLEEP = ["sleep", "600"]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel call is Linux's")


def soon(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


def alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def python(*words: str) -> list[str]:
    return [sys.executable, "-u", "-c", *words]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "child.out"


@pytest.fixture
def sleeper(log: Path) -> Iterator[Child]:
    child = spawn(SLEEP, log)
    yield child
    stop(child, 1.0)


def test_the_pid_is_the_programs_own(sleeper: Child) -> None:
    """What spawn returns is the program itself, not a wrapper around it."""
    assert soon(lambda: psutil.Process(sleeper.pid).name() == "sleep")


def test_output_is_appended_to_the_log(log: Path) -> None:
    """Two runs leave both their lines, standard error included."""
    for word in ("one", "two"):
        spawn(["sh", "-c", f"echo {word} >&2"], log).wait(5)
    assert log.read_text() == "one\ntwo\n"


def test_the_environment_is_replaced_when_given(log: Path) -> None:
    """A child with an environment of its own sees it, and nothing of ours."""
    spawn(["/usr/bin/env"], log, {"LINNET_TEST": "1"}).wait(5)
    assert "LINNET_TEST=1" in log.read_text()
    assert "PATH=" not in log.read_text()


def test_a_missing_program_is_named(log: Path) -> None:
    """A program that is not there is refused with its name."""
    with pytest.raises(Broken, match="no-such-program"):
        spawn(["no-such-program"], log)


def test_ctrl_c_does_not_reach_children(sleeper: Child) -> None:
    """A child has a session of its own, so that we stop children in our order."""
    assert soon(lambda: os.getsid(sleeper.pid) == sleeper.pid)


def test_stop_waits_for_a_clean_end(log: Path) -> None:
    """A child that ends on SIGTERM is given the time to, and its exit code comes back."""
    child = spawn(["sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done"], log)
    assert soon(lambda: log.exists() and "ready" in log.read_text())
    assert stop(child, 5.0) == 7


def test_stop_ends_a_child_that_will_not(log: Path) -> None:
    """A child that ignores SIGTERM is killed when the grace is over, and twice is no error."""
    child = spawn(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.01; done"], log)
    assert soon(lambda: log.exists() and "ready" in log.read_text())
    assert stop(child, 0.2) == -signal.SIGKILL
    assert stop(child, 0.2) == -signal.SIGKILL


@linux_only
def test_a_child_outlives_the_thread_that_asked_for_it(log: Path) -> None:
    """The kernel ties a child to the forking thread; ours is one that stays."""
    children: list[Child] = []
    thread = threading.Thread(target=lambda: children.append(spawn(SLEEP, log)))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert children[0].poll() is None
    stop(children[0], 1.0)


@linux_only
def test_children_die_with_a_killed_owner(log: Path) -> None:
    """kill -9 of the owner leaves none of its children."""
    owner = f"""
import time
from pathlib import Path
from infra.stack.leash import spawn
print(*[spawn({SLEEP!r}, Path({str(log)!r})).pid for _ in range(3)])
time.sleep(600)
"""
    with subprocess.Popen(python(owner), cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        assert len(pids) == 3
        assert all(alive(pid) for pid in pids)
        process.kill()
    assert soon(lambda: not any(alive(pid) for pid in pids))


@linux_only
@pytest.mark.parametrize(("parent", "follows"), [("uv", True), ("sh", False)])
def test_a_program_follows_a_killed_uv_only(tmp_path: Path, parent: str, follows: bool) -> None:
    """Started by uv a program ends when uv is killed; started by a shell it goes on."""
    shell = tmp_path / parent
    shell.write_bytes(Path("/bin/sh").resolve().read_bytes())
    shell.chmod(0o755)
    program = tmp_path / "program.py"
    program.write_text(
        "import os, time\nfrom infra.stack.leash import follow_parent\n"
        "print(os.getpid(), follow_parent(), flush=True)\ntime.sleep(600)\n"
    )
    words = [str(shell), "-c", f"{sys.executable} {program} & wait"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        pid, answer = process.stdout.readline().split()
        process.kill()
        ended = soon(lambda: not alive(int(pid)), 2.0 if follows else 0.5)
        if not ended:
            os.kill(int(pid), signal.SIGKILL)
    assert (answer, ended) == (str(follows), follows)
