"""``linnet up`` and the servers it started itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest
from rich.console import Console

from infra import up
from infra.processes import Processes
from streams.errors import Broken
from streams.settings import Settings


class Ended:
    """Servers of which one has ended by itself."""

    endpoints = SimpleNamespace(kafka_bootstrap="k", redis_url="redis://r")

    def __init__(self, *_: Any) -> None:
        """Nothing is started."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        """Nothing is held."""

    def check(self) -> None:
        raise Broken("kafka ended by itself")


@contextmanager
def announced(*_: Any) -> Iterator[None]:
    yield


def test_all_ends_with_a_server_of_ours_that_ends_by_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its name is told and the processes are stopped: else they would wait for it for ever, and all would look well."""
    stopped: list[str] = []
    monkeypatch.setattr(up, "EmbeddedStack", Ended)
    monkeypatch.setattr(up, "announced", announced)
    monkeypatch.setattr(up, "locate", lambda settings: settings)
    for name in ("create_topics", "check_topics", "make_missing"):
        monkeypatch.setattr(up, name, lambda *_: [])
    monkeypatch.setattr(Processes, "start", lambda _: None)
    monkeypatch.setattr(Processes, "stop", lambda _: stopped.append("stopped"))
    settings = Settings(data_dir=tmp_path, kafka_bootstrap="", redis_url="")

    def run() -> None:
        with up.running(settings, lambda: pytest.fail("no moment is asked for"), Console()) as (_, processes):
            processes.watch()

    with pytest.raises(Broken, match="kafka ended by itself"):
        run()
    assert stopped == ["stopped"]
