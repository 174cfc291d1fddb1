"""What erasing does every so often, whatever the clock did meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from consumers.erasing import running
from streams.settings import Settings

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
_STEPS = 200


class Enough(Exception):
    """The steps are done."""


class Quiet:
    """Keys of which nothing is asked, for so many steps of a minute each, the first of them a year ahead."""

    def __init__(self, *_: Any) -> None:
        self.steps = self.touched = 0

    def step(self) -> int:
        self.steps += 1
        if self.steps > _STEPS:
            raise Enough
        return int(self.steps == 1)

    def now(self) -> datetime:
        return NOW + timedelta(days=365) if self.steps <= 1 else NOW + timedelta(minutes=self.steps)

    def touch(self) -> None:
        self.touched += 1

    def close(self) -> None:
        """Nothing is open."""


def test_a_clock_that_was_ahead_for_a_while_holds_up_no_erasure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Months are turned, keys touched, and topics trimmed after an erasure, from the moment it is put right on."""
    quiet, turned, trimmed = Quiet(), list[datetime](), list[int]()

    async def turn(_destroying: Any, _redis: Any, _areas: Any, now: datetime) -> None:
        turned.append(now)

    monkeypatch.setattr(running, "Destroying", lambda *_: quiet)
    monkeypatch.setattr(running, "_turn_months", turn)
    monkeypatch.setattr(running, "trim", lambda _: trimmed.append(quiet.steps))
    with pytest.raises(Enough):
        asyncio.run(running.run_erasing(Settings(), cast(Redis, None), quiet.now))
    assert len([at for at in turned if at < NOW + timedelta(days=1)]) >= _STEPS - 2
    assert quiet.touched >= _STEPS // 60
    assert max(trimmed) > 1
