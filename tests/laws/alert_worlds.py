"""Histories with time in them: intervals of observations, each closed by a tick, under rules that are met often."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from streams.codec import OBSERVATION
from streams.events.decisions import REVIEW_SOURCE
from streams.events.observation import ObservationEvent
from tests.laws.worlds import START, WORKER, _envelope, histories


def rule(name: str, subject: str, *when: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "title": name.capitalize(),
        "subject": subject,
        "severity": "amber",
        "receivers": ["hub"],
        "when": list(when),
        "advice": "Ring the contact",
        "source": "Made for a law",
        **more,
    }


RULES = [
    rule("often", "person", {"indicator": "contacts", "days": 28, "at_least": 2}),
    rule("quietly", "person", {"indicator": "contacts", "days": 7, "at_least": 1}, quiet_days=30),
    rule(
        "rising",
        "address",
        {"indicator": "contacts", "days": 91, "at_least": 3},
        until=[{"indicator": "contacts", "days": 91, "at_least": 2}],
    ),
    rule("silent", "address", {"indicator": "days-since-contact", "at_least": 60}),
    rule("people", "household", {"indicator": "people-new", "days": 91, "at_least": 2}),
    rule("home", "household", {"indicator": "contacts", "days": 28, "at_least": 3}),
]


@dataclass(frozen=True, slots=True)
class Interval:
    """Observations in any order, and the tick after them."""

    events: list[ObservationEvent]
    tick: ObservationEvent


def adoption(rules: list[dict[str, Any]] = RULES, version: str = "one", event_id: str = "RULES") -> ObservationEvent:
    data = {"recorded_at": START.isoformat(), "adopted_by": WORKER, "version": version, "rules": rules}
    adopted: ObservationEvent = OBSERVATION.validate_python(_envelope("rules-adopted-1", event_id, data, REVIEW_SOURCE))
    return adopted


def tick(days: float) -> ObservationEvent:
    at = START + timedelta(days=days)
    made: ObservationEvent = OBSERVATION.validate_python(
        _envelope("tick-1", f"T{days}", {"at": at.isoformat()}, "uk.linnet.clock")
    )
    return made


@st.composite
def timed_histories(draw: st.DrawFn) -> list[Interval]:
    """One to five intervals up to two years long; what is told in one may have happened at any time."""
    events = draw(histories())
    ticks = sorted(draw(st.sets(st.integers(1, 700), min_size=1, max_size=5)))
    told: list[list[ObservationEvent]] = [[] for _ in ticks]
    for event in events:
        told[draw(st.integers(0, len(ticks) - 1))].append(event)
    return [Interval(each, tick(days)) for each, days in zip(told, ticks, strict=True)]


def log_of(intervals: list[Interval], start: ObservationEvent | None = None) -> list[ObservationEvent]:
    """The rules and a first tick stand before all."""
    played = [event for interval in intervals for event in (*interval.events, interval.tick)]
    return [start or adoption(), tick(0), *played]
