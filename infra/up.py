"""The whole of Linnet on one machine, until it is told to stop."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console

from api.signin.starting import check_signin
from infra.endpoints import announced, locate
from infra.processes import Processes
from infra.roles import Now
from infra.stack.embedded import EmbeddedStack
from streams.broker import check_topics, create_topics
from streams.sealing.making import make_missing
from streams.settings import Settings

_WATCH_SECONDS = 1.0
_SAME_PRESS_SECONDS = 2.0


@contextmanager
def running(settings: Settings, now: Now, screen: Console) -> Iterator[tuple[Settings, Processes]]:
    """Servers, topics, keys and processes, stopped in the reverse order. Servers that are configured are used as
    they are; others are started, embedded, and with one of them that ends by itself all ends: whoever started us
    starts it anew, and processes that wait for it for ever would look well."""

    def say(line: str) -> None:
        screen.print(line, markup=False)

    stack: EmbeddedStack | None = None
    with ExitStack() as held:
        if not settings.kafka_bootstrap and not settings.redis_url:
            stack = held.enter_context(EmbeddedStack(settings.data_dir, say))
            held.enter_context(announced(settings.data_dir, stack.endpoints))
        settings = locate(settings)
        created = create_topics(settings)
        check_topics(settings)
        if created:
            say(f"Created {len(created)} topics")
        make_missing(settings, now)
        processes = Processes(settings, say, check=stack.check) if stack else Processes(settings, say)
        held.callback(processes.stop)
        held.callback(say, "Stopping Linnet's processes")
        processes.start()
        yield settings, processes


class Stop:
    """Set by Ctrl-C and SIGTERM; a second one, well after the first, ends us at once for those in a hurry."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._since = 0.0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        # One Ctrl-C can arrive twice: from the terminal, and handed on by uv, which has it from the terminal too.
        if self.asked and time.monotonic() - self._since > _SAME_PRESS_SECONDS:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        elif not self.asked:
            self._since = time.monotonic()
            self._asked.set()

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        return self._asked.wait(seconds)


def address(settings: Settings) -> str:
    return f"http://{settings.api_host}:{settings.api_port}/"


def run_up(settings: Settings, now: Now, screen: Console) -> None:
    """Raises :class:`Broken` where nobody could sign in, or anybody could."""
    check_signin(settings)
    stop = Stop()
    with running(settings, now, screen) as (found, processes):
        screen.print(f"Linnet is up: {address(found)}  (Ctrl-C stops it; data stays in {_shown(found.data_dir)})")
        while not stop.wait(_WATCH_SECONDS):
            processes.watch()


def _shown(path: Path) -> str:
    return str(path.resolve())
