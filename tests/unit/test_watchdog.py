"""Who watches a worker, and what becomes of it when they cannot."""

import threading
from types import SimpleNamespace

import pytest

from streams import watchdog as place
from streams.broker import Place
from streams.settings import Settings
from streams.watchdog import EXIT_STUCK, Watchdog


def test_a_worker_is_ended_when_its_watchdog_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would go on unwatched, and nobody would know."""
    ended, codes = threading.Event(), list[int]()

    def end(code: int) -> None:
        codes.append(code)
        ended.set()

    def fail() -> dict[Place, int]:
        raise RuntimeError("dictionary changed size during iteration")

    monkeypatch.setattr(place, "Watermarks", lambda _: None)
    monkeypatch.setattr(place, "_BEAT_SECONDS", 0.01)
    monkeypatch.setattr(place, "os", SimpleNamespace(_exit=end))
    monkeypatch.setattr(place, "faulthandler", SimpleNamespace(dump_traceback=lambda **_: None))
    Watchdog(Settings(), fail).start()
    assert ended.wait(5)
    assert codes == [EXIT_STUCK]
