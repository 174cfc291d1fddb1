"""Child processes that die with us, however we die.

On Linux the kernel kills them (``PR_SET_PDEATHSIG``), also after our kill -9. It does so when the *thread*
that forked them ends, so all are forked by one thread that lives as long as the process. macOS has no such
call: there a server that was left over is ended by the next start (:mod:`infra.stack.server`).
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from queue import SimpleQueue

import psutil

from infra.stack import leashed
from streams.errors import Broken

Child = subprocess.Popen[bytes]
_Order = tuple["Future[Child]", list[str], Path, dict[str, str] | None]


def spawn(command: list[str], log: Path, env: dict[str, str] | None = None) -> Child:
    """Starts ``command`` with its output appended to ``log``, in a session of its own.

    Ctrl-C in a terminal therefore reaches only us, and we stop the children in the right order. ``env``
    replaces the whole environment; None hands ours on.

    Raises:
        Broken: there is no such program, or the system refused to start it.
    """
    if shutil.which(command[0]) is None:
        raise Broken(f"Cannot start {command[0]}: there is no such program. Install it and try again.")
    answer: Future[Child] = Future()
    _orders().put((answer, command, log, env))
    return answer.result()


def stop(process: Child, grace_seconds: float) -> int:
    """SIGTERM, then SIGKILL once ``grace_seconds`` have passed; the exit code."""
    process.terminate()
    try:
        return process.wait(grace_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def follow_parent(names: frozenset[str] = frozenset({"uv", "uvx"})) -> bool:
    """Asks for SIGTERM when our parent dies, if it is one of ``names``; True when it is. Call first in a CLI.

    ``uv run`` stays between a supervisor and us (it does not exec), so kill -9 of it would leave us running.
    The caller turns SIGTERM into a clean stop.
    """
    if sys.platform != "linux":
        return False
    parent = psutil.Process().parent()
    if parent is None or parent.name() not in names:
        return False
    leashed.die_with_parent(signal.SIGTERM)
    if os.getppid() != parent.pid:
        os.kill(os.getpid(), signal.SIGTERM)
    return True


@cache
def _orders() -> SimpleQueue[_Order]:
    orders: SimpleQueue[_Order] = SimpleQueue()
    # A daemon, no executor: Python joins executors before it ends, and the children would die with theirs.
    threading.Thread(target=_serve, args=(orders,), name="leash", daemon=True).start()
    return orders


os.register_at_fork(after_in_child=_orders.cache_clear)  # a forked copy of us has no such thread


def _serve(orders: SimpleQueue[_Order]) -> None:
    while True:
        answer, command, log, env = orders.get()
        try:
            answer.set_result(_fork(command, log, env))
        except OSError as refusal:
            answer.set_exception(Broken(f"Cannot start {command[0]} with its output in {log}: {refusal}"))


def _fork(command: list[str], log: Path, env: dict[str, str] | None) -> Child:
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-S", leashed.__file__, str(os.getpid()), *command]
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
        )
