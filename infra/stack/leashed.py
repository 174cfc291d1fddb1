"""Run as a script by :mod:`infra.stack.leash`: ties this process to its parent's life, then becomes COMMAND.

    python -I -S leashed.py PARENT_PID COMMAND [ARGUMENT...]

A script of its own, with the standard library only, because a ``preexec_fn`` runs Python between fork and
exec, which can deadlock in a process with threads (librdkafka's, Faust's). It costs about 20 ms a child. The
setting outlives exec (``man 2 PR_SET_PDEATHSIG``).
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(number: signal.Signals) -> None:
    """Asks the kernel to send us ``number`` when the thread that forked us ends. Linux only."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")


def become(parent: int, command: list[str]) -> None:
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # it died before prctl, so no signal will ever come
        sys.exit(1)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores these, and exec would pass that on
        signal.signal(number, signal.SIG_DFL)
    os.execvp(command[0], command)


if __name__ == "__main__":
    become(int(sys.argv[1]), sys.argv[2:])
