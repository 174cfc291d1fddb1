"""One server as our child: started until it answers, stopped, killed, and ended if an earlier run left it."""

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from infra.stack.leash import Child, spawn, stop
from infra.stack.progress import Say
from streams.errors import Broken

POLL_SECONDS = 0.05
SAY_SECONDS = 5.0
TAIL_LINES = 15


class Server:
    """Its output goes to ``<home>/<name>.out``, its process to ``<home>/<name>.pid``."""

    def __init__(self, name: str, home: Path, say: Say) -> None:
        self.name = name
        self.out = home / f"{name}.out"
        self._record = home / f"{name}.pid"
        self._say = say
        self._process: Child | None = None
        self._mark = 0

    @property
    def pid(self) -> int:
        """0 when it was never started."""
        return self._process.pid if self._process else 0

    def start(
        self,
        command: list[str],
        answers: Callable[[], bool],
        cap_seconds: float,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Returns once ``answers()`` is true; asked every 0.05 s.

        Raises:
            Broken: it died, or did not answer in time (then it is killed); its last lines are in the message.
        """
        self._spawn(command, env)
        try:
            self._await(answers, cap_seconds)
        except BaseException:
            self.kill()
            raise

    def run(self, command: list[str], cap_seconds: float, env: Mapping[str, str] | None = None) -> None:
        """Returns once ``command`` has ended well.

        Raises:
            Broken: it ended badly, or not in time (then it is killed); its last lines are in the message.
        """
        process = self._spawn(command, env)
        try:
            code = process.wait(cap_seconds)
        except subprocess.TimeoutExpired as late:
            raise Broken(self._obituary(f"did not end within {cap_seconds:.0f} s")) from late
        finally:
            self.kill()
        if code != 0:
            raise Broken(self._obituary(f"failed (exit code {code})"))

    def check(self) -> None:
        """Raises:
        Broken: the server has ended by itself.
        """
        if self._process is not None and self._process.poll() is not None:
            raise Broken(self._obituary(f"ended by itself (exit code {self._process.returncode})"))

    def stop(self, grace_seconds: float) -> None:
        if self._process is not None:
            stop(self._process, grace_seconds)
            self._record.unlink(missing_ok=True)

    def kill(self) -> None:
        """kill -9 at once; returns when the process is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._record.unlink(missing_ok=True)

    def _spawn(self, command: list[str], env: Mapping[str, str] | None) -> Child:
        self._end_leftover()
        self._mark = self.out.stat().st_size if self.out.exists() else 0
        self._process = spawn(command, self.out, None if env is None else dict(env))
        self._record.write_text(_identity(self._process.pid))
        return self._process

    def _await(self, answers: Callable[[], bool], cap_seconds: float) -> None:
        begun = told = time.monotonic()
        while not answers():
            self.check()
            now = time.monotonic()
            if now - begun > cap_seconds:
                raise Broken(self._obituary(f"did not answer within {cap_seconds:.0f} s"))
            if now - told > SAY_SECONDS:
                told = now
                self._say(f"Waiting for {self.name} ({now - begun:.0f} s so far, at most {cap_seconds:.0f} s)")
            time.sleep(POLL_SECONDS)

    def _obituary(self, what: str) -> str:
        with self.out.open("rb") as log:
            log.seek(self._mark)
            tail = log.read().decode(errors="replace").splitlines()[-TAIL_LINES:]
        said = "\n  ".join(tail) or "(nothing)"
        return f"{self.name} {what}. Its log is {self.out}; the last lines:\n  {said}"

    def _end_leftover(self) -> None:
        """Kills what the record names: only the owner of the directory comes here, so nobody needs it."""
        recorded = self._record.read_text() if self._record.exists() else ""
        pid = int(recorded.split()[0]) if recorded else 0
        if recorded and _identity(pid) == recorded:
            self._say(f"Ending {self.name} (process {pid}), left over from a run that was killed")
            psutil.Process(pid).kill()
            while _identity(pid) == recorded:
                time.sleep(POLL_SECONDS)


def _identity(pid: int) -> str:
    """Pid and start time, for pids are used again; empty when there is no such process, or a zombie."""
    try:
        process = psutil.Process(pid)
        return "" if process.status() == psutil.STATUS_ZOMBIE else f"{pid} {process.create_time()}"
    except psutil.NoSuchProcess:
        return ""
