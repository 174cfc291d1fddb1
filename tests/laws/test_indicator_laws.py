"""Indicators against counting by hand: each value at any moment, and when time alone changes it."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from scoring.indicators.asked import Asked
from scoring.indicators.catalogue import DAY
from scoring.indicators.facts import Fact, Facts
from scoring.indicators.measuring import measure
from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import Contact, Worker
from streams.codes.indicators import RuleIndicator
from streams.contract import EventKey
from tests.laws.indicators_by_hand import BY_HAND

WORKER = Worker("Jo Bell", "Constable", "Neighbourhood team")
# The end of a power of two, in January 2038, is where adding a window to a moment rounds it.
STARTS = (1_700_000_000.0, 2.0**31 - 200 * DAY)
WINDOWS = (0, 1, 7, 28, 56, 84, 91, 119, 364, 365, 392)
INCIDENTS = (
    ("police", "police-incident-recorded", "domestic-incident"),
    ("fire", "fire-incident-recorded", "secondary-fire"),
    ("health", "ecds-attendance-recorded", "01"),
)
CASES = (
    ("council", "council-case-opened", "looked-after"),
    ("council", "council-case-changed", "child-in-need"),
    ("council", "council-case-changed", "early-help"),
    ("council", "council-case-closed", "looked-after"),
    ("ehr", "mh-referral-received", "A06"),
    ("ehr", "mh-referral-closed", "A06"),
)
APPOINTMENTS = (
    *(("ehr", "mh-contact-recorded", status) for status in ("3", "3", "4", "5", "7")),
    ("health", "ecds-dna-recorded", "outpatient"),
)
people = {RecordId("p1"): EntityId("P"), RecordId("p2"): EntityId("P"), RecordId("p3"): EntityId("Q")}
places = {RecordId("a1"): EntityId("A"), RecordId("a2"): EntityId("A"), RecordId("a3"): EntityId("B")}


@dataclass(frozen=True)
class World:
    """Contacts, and a moment to ask at that is often the edge of a window."""

    told: list[Contact]
    facts: Facts
    t: float


def moments(start: float, span: int) -> st.SearchStrategy[float]:
    """Whole days meet each other and the edges of windows; the others do not."""
    days = st.one_of(st.integers(0, span), st.floats(0, span), st.sampled_from([0, span // 2, span]))
    return days.map(lambda day: start + day * DAY)


@st.composite
def contacts(draw: st.DrawFn, at: st.SearchStrategy[float], kinds: Sequence[tuple[str, str, str]]) -> Contact:
    agency, kind, category = draw(st.sampled_from(kinds))
    happened = draw(at)
    person, address = draw(st.sampled_from([*people, ""])), draw(st.sampled_from([*places, "nowhere", ""]))
    case = draw(st.sampled_from(["1", "2"])) if "case" in kind or "referral" in kind else ""
    return Contact(agency, kind, category, happened, happened, RecordId(person), RecordId(address), WORKER, 0, case)


@st.composite
def rhythms(draw: st.DrawFn, start: float) -> list[Contact]:
    """Of one kind and regular, as a rate is: few chance contacts fall into the same month."""
    one = draw(contacts(st.just(start), INCIDENTS))
    days = range(0, draw(st.sampled_from([0, 0, 60, 200, 450])), draw(st.sampled_from([5, 12, 28])))
    return [structs.replace(one, happened=start + day * DAY) for day in days]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    start, span = draw(st.sampled_from(STARTS)), draw(st.sampled_from([3, 40, 130, 450]))
    kinds = draw(st.sampled_from([INCIDENTS, CASES, APPOINTMENTS, (*INCIDENTS, *CASES, *APPOINTMENTS)]))
    told = [*draw(st.lists(contacts(moments(start, span), kinds), max_size=25)), *draw(rhythms(start))]
    watched = draw(st.none() | moments(start, span))
    edges = [contact.happened + days * DAY for contact in told[-40:] for days in WINDOWS]
    t = draw(moments(start, span) | (st.sampled_from(edges) if edges else st.nothing()))
    return World(told, gather(told, watched), t)


def gather(told: Sequence[Contact], watched: float | None = None) -> Facts:
    facts = (Fact(EventKey(f"e{number:03}"), contact) for number, contact in enumerate(told))
    return Facts(tuple(sorted(facts, key=lambda one: (one.contact.happened, one.event))), people, places, watched)


categories = st.sampled_from([(), (), ("fire/secondary-fire",), ("ehr/care-contact",), ("council/looked-after",)])
agencies = st.sampled_from([(), (), ("police",), ("ehr", "health"), ("council",)])
# What is asked of an indicator that is named by the test.
questions = st.builds(Asked, st.just(""), categories, agencies, st.sampled_from([None, 1, 28, 91]))
every_indicator = pytest.mark.parametrize("indicator", [indicator.value for indicator in RuleIndicator])
# Each of the others changes at the moment that is told, and not merely may.
_WEIGHED = (RuleIndicator.SURPRISE, RuleIndicator.PACE)


@every_indicator
@settings(max_examples=100, deadline=None)
@given(world=worlds(), question=questions)
def test_an_indicator_is_what_counting_by_hand_finds(indicator: str, world: World, question: Asked) -> None:
    """Over every contact anew, at any moment, whatever is asked for."""
    asked = replace(question, indicator=indicator)
    by_hand = BY_HAND[RuleIndicator(indicator)](world.facts, asked, world.t)
    assert measure(world.facts, asked, world.t).value == pytest.approx(by_hand, rel=1e-6)


@every_indicator
@settings(max_examples=100, deadline=None)
@given(world=worlds(), question=questions)
def test_time_alone_changes_nothing_before_it_is_told_to(indicator: str, world: World, question: Asked) -> None:
    """The value holds at every edge of every window up to the moment told; a count differs at that moment."""
    asked, facts, t = replace(question, indicator=indicator), world.facts, world.t
    told = measure(facts, asked, t)
    assert told.changes is None or told.changes > t
    edges = {one.happened + days * DAY for one in world.told[:30] for days in (*WINDOWS, 140, 196, 252, 308)}
    ends = told.changes or math.inf
    until = math.nextafter(ends, t) if told.changes else t + 2000 * DAY
    for moment in [until, facts.watched or until, *heapq.nsmallest(20, (edge for edge in edges if t < edge < ends))]:
        assert measure(facts, asked, moment).value == told.value or not t < moment < ends
    if told.changes and indicator not in _WEIGHED:
        assert measure(facts, asked, told.changes).value != told.value


@every_indicator
@settings(max_examples=60, deadline=None)
@given(world=worlds(), question=questions, data=st.data())
def test_contacts_of_one_moment_come_in_any_order(
    indicator: str, world: World, question: Asked, data: st.DataObject
) -> None:
    """Which of them has the lesser event key is chance."""
    asked = replace(question, indicator=indicator)
    mixed = gather(data.draw(st.permutations(world.told)), world.facts.watched)
    first, second = measure(world.facts, asked, world.t), measure(mixed, asked, world.t)
    assert (first.value, first.changes) == (second.value, second.changes)


@every_indicator
@settings(max_examples=30, deadline=None)
@given(world=worlds(), question=questions)
def test_an_indicator_names_what_it_rests_on(indicator: str, world: World, question: Asked) -> None:
    """Each event once, all of them among the facts, latest first."""
    events = measure(world.facts, replace(question, indicator=indicator), world.t).events
    order = [fact.event for fact in reversed(world.facts.facts)]
    assert list(events) == [event for event in order if event in set(events)]
