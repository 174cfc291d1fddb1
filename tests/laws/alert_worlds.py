"""Histories with time in them: intervals of observations, each closed by a tick, under rules that are met often."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from streams.events.observation import ObservationEvent
from tests import alerted, household
from tests.alerted import rule
from tests.events import read_event
from tests.laws.worlds import START, histories

RULES = [
    rule("often", "Often", "person", [{"indicator": "contacts", "days": 28, "at_least": 2}]),
    rule("quietly", "Quietly", "person", [{"indicator": "contacts", "days": 7, "at_least": 1}], quiet_days=30),
    rule(
        "rising",
        "Rising",
        "address",
        [{"indicator": "contacts", "days": 91, "at_least": 3}],
        until=[{"indicator": "contacts", "days": 91, "at_least": 2}],
    ),
    rule("silent", "Silent", "address", [{"indicator": "days-since-contact", "at_least": 60}]),
    rule("people", "People", "household", [{"indicator": "people-new", "days": 91, "at_least": 2}]),
    rule("home", "Home", "household", [{"indicator": "contacts", "days": 28, "at_least": 3}]),
]


@dataclass(frozen=True, slots=True)
class Interval:
    """Observations in any order, and the tick after them."""

    events: list[ObservationEvent]
    tick: ObservationEvent


def adoption(rules: list[dict[str, Any]] = RULES) -> ObservationEvent:
    return read_event(alerted.adoption(rules))


def tick(days: float) -> ObservationEvent:
    return read_event(household.tick(START + timedelta(days=days)))


@st.composite
def timed_histories(draw: st.DrawFn) -> list[Interval]:
    """One to five intervals up to two years long; what is told in one may have happened at any time."""
    events = draw(histories())
    ticks = sorted(draw(st.sets(st.integers(1, 700), min_size=1, max_size=5)))
    told: list[list[ObservationEvent]] = [[] for _ in ticks]
    for event in events:
        told[draw(st.integers(0, len(ticks) - 1))].append(event)
    return [Interval(each, tick(days)) for each, days in zip(told, ticks, strict=True)]


def log_of(intervals: list[Interval]) -> list[ObservationEvent]:
    """The rules and a first tick stand before all."""
    played = [event for interval in intervals for event in (*interval.events, interval.tick)]
    return [adoption(), tick(0), *played]
