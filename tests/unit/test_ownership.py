import subprocess
import sys
import threading
from pathlib import Path

import pytest

from infra.stack.ownership import own, turn
from streams.errors import Broken

ROOT = Path(__file__).parents[2]


def test_a_second_owner_is_refused(tmp_path: Path) -> None:
    """A directory has one owner; the refusal names it and says what to do; afterwards it is free again."""
    with (
        own(tmp_path),
        pytest.raises(Broken, match=r"in use by a running Linnet \(process \d+\).*another"),
        own(tmp_path),
    ):
        pass
    with own(tmp_path):
        pass


def test_a_killed_owner_leaves_no_lock(tmp_path: Path) -> None:
    """After kill -9 of the owner the directory can be owned at once, though the lock file is still there."""
    owner = f"""
import time
from pathlib import Path
from infra.stack.ownership import own
with own(Path({str(tmp_path)!r})):
    print("owned", flush=True)
    time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", owner], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "owned\n"
        with pytest.raises(Broken, match=f"process {process.pid}"), own(tmp_path):
            pass
        process.kill()
    with own(tmp_path):
        pass


def test_turns_are_taken_one_after_the_other(tmp_path: Path) -> None:
    """Who comes second is told that it waits, and goes on when the first is done."""
    told = threading.Event()
    done: list[str] = []

    def second() -> None:
        with turn(tmp_path / "lock", told.set):
            done.append("second")

    thread = threading.Thread(target=second)
    with turn(tmp_path / "lock", told.set):
        thread.start()
        assert told.wait(5)
        done.append("first")
    thread.join(5)
    assert done == ["first", "second"]
