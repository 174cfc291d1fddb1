"""An area's log in the order in which the partnership came to know of it, with a tick for each day that has none.

What was recorded on a day on which no clock ticked is history that was sent in bulk: it is put on the day it was
recorded. All else stays at its place in the log, so that what came late comes late.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scoring.indicators.catalogue import DAY
from scoring.observed import Observed, read_observed
from scoring.pipeline import Prepared, prepare
from scoring.state.documents import Clock

_TICK = "tick-1"
# Answers are to alerts that were raised then; a trial has its own rules and its own alerts.
_LEFT_OUT = frozenset({"rules-adopted-1", "alert-acknowledged-1", "alert-actioned-1", "alert-dismissed-1"})


@dataclass(frozen=True, slots=True, order=True)
class Remembered:
    """``moment`` in Unix seconds, ``place`` in the log; ``raw`` is empty where the tick was made up."""

    moment: float
    place: int
    raw: bytes

    def prepare(self) -> Prepared:
        return prepare(read_observed(self.raw)) if self.raw else Prepared(Clock(self.moment))


def remember(log: Iterable[bytes], area: str) -> list[Remembered]:
    """Memory: all of the area's log, about 1 kB an event."""
    read = [(place, raw, event.type == _TICK, _moment(event)) for place, raw, event in _read(log, area)]
    ticks = [moment for _, _, is_tick, moment in read if is_tick]
    days, latest = {_day_of(moment) for moment in ticks}, max(ticks, default=float("inf"))
    found, clock = list[Remembered](), float("-inf")
    for place, raw, is_tick, moment in read:
        clock = max(clock, moment) if is_tick else clock
        live = is_tick or (clock > float("-inf") and (_day_of(moment) in days or moment > latest))
        found.append(Remembered(clock if live else moment, place, raw))
    return sorted([*found, *_make_up_ticks(found, days)])


def _read(log: Iterable[bytes], area: str) -> Iterator[tuple[int, bytes, Observed]]:
    for place, raw in enumerate(log):
        event = read_observed(raw)
        if event.area == area and event.type not in _LEFT_OUT:
            yield place, raw, event


def _moment(event: Observed) -> float:
    said = event.data.at or event.data.recorded_at
    return said.timestamp() if said else 0.0


def _make_up_ticks(found: Iterable[Remembered], days: set[int]) -> Iterator[Remembered]:
    known = {_day_of(one.moment) for one in found}
    for day in range(min(known, default=0), max(known, default=-1) + 1):
        if day not in days:
            yield Remembered(day * DAY, -1, b"")


def _day_of(moment: float) -> int:
    """
    >>> _day_of(23 * 3600.0), _day_of(24 * 3600.0)
    (0, 1)
    """
    return int(moment // DAY)
