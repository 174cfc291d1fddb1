"""Which keys of a month outlive it, when its others are destroyed for good."""

from datetime import UTC, datetime
from typing import Any

import pytest

from consumers.erasing import felling
from streams.contract import EventKey

KEPT = datetime(2026, 1, 1, tzinfo=UTC)
CASE, ANSWER = EventKey("police:case"), EventKey("hub:answer")


class Destroying:
    """What it is asked to destroy."""

    class ring:
        latest = frozenset({"eastvale"})

    def __init__(self) -> None:
        self.asked: list[tuple[str, set[EventKey]]] = []

    def fell(self, area: str, _past: list[int], left: set[EventKey]) -> None:
        self.asked.append((area, left))


@pytest.mark.parametrize(
    ("looks", "stands", "asked"),
    [
        ([{CASE}, {CASE, ANSWER}], [KEPT, KEPT], [{CASE, ANSWER}]),
        ([{CASE, ANSWER}, set()], [KEPT, KEPT], [{CASE, ANSWER}]),
        ([{CASE}, {CASE}], [None], []),
        ([{CASE}, {CASE}], [KEPT, None], []),
    ],
)
async def test_what_either_of_two_looks_finds_is_left(
    monkeypatch: pytest.MonkeyPatch, looks: list[set[EventKey]], stands: list[datetime | None], asked: list[Any]
) -> None:
    """One look may pass over what moves, or over an area that is replayed meanwhile; of an area that somebody replays
    nothing is destroyed."""
    found, standing, destroying = iter(looks), iter(stands), Destroying()

    async def find_due(*_: Any) -> tuple[list[int], datetime]:
        return [1], KEPT

    async def find_standing(*_: Any) -> set[EventKey]:
        return next(found)

    async def find_kept(*_: Any) -> datetime | None:
        return next(standing)

    for name, patched in (("find_due", find_due), ("find_standing", find_standing), ("find_kept", find_kept)):
        monkeypatch.setattr(felling, name, patched)
    redis: Any = None
    done: Any = destroying
    await felling.fell_all(redis, done, ["eastvale"])
    assert destroying.asked == [("eastvale", left) for left in asked]
