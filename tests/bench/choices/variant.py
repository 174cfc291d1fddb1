"""``linnet backfill`` with one choice taken back: ``python -m tests.bench.choices.variant NAME``. The command is
imported last, so that it finds what was patched."""

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

# Caches of what a text means have as many entries and more; those of models that were read have fewer.
_TEXTS = 1_024
_UVLOOP = "uvloop==0.23.0"


def take_nothing_back() -> None:
    """As it ships."""


def commit_each_event() -> None:
    """A commit, and with it a round trip, for each event."""
    os.environ["LINNET_BATCH_LIMIT"] = "1"


def forget_texts() -> None:
    """Names, addresses and keys are taken apart, and compared, anew each time."""
    remember = functools.lru_cache

    def decorate(maxsize: Any = 128, typed: bool = False) -> Any:
        forget = isinstance(maxsize, int) and maxsize >= _TEXTS
        return (lambda asked: asked) if forget else remember(maxsize, typed)

    functools.lru_cache = decorate


def parse_in_python() -> None:
    """Redis's answers are read by redis-py itself, and not by hiredis."""
    from redis._parsers import _AsyncRESP2Parser
    from redis.asyncio.connection import AbstractConnection

    begin: Any = AbstractConnection.__init__
    AbstractConnection.__init__ = functools.partialmethod(begin, parser_class=_AsyncRESP2Parser)  # type: ignore


def keep_collecting() -> None:
    """Python looks for garbage as often as it does by itself."""
    import_module("infra.commands").rest_collector = lambda: None  # type: ignore[attr-defined]


def loop_by_uvloop() -> None:
    """uvloop in place of asyncio's own loop. Linnet does not bring it: uv makes an environment that has it."""
    import asyncio

    asked = ["uv", "run", "--no-sync", "--with", _UVLOOP, "python", "-c", "import uvloop; print(uvloop.__path__[0])"]
    sys.path.append(str(Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()).parent))
    asyncio.set_event_loop_policy(import_module("uvloop").EventLoopPolicy())


VARIANTS: dict[str, Callable[[], None]] = {
    "as-it-ships": take_nothing_back,
    "commit-each-event": commit_each_event,
    "forget-texts": forget_texts,
    "parse-in-python": parse_in_python,
    "keep-collecting": keep_collecting,
    "uvloop": loop_by_uvloop,
}


def main() -> None:
    VARIANTS[sys.argv.pop()]()
    from infra.cli import app

    app(["backfill", "--workers", "1"])


if __name__ == "__main__":
    main()
