"""What a person's and an address's page have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.indicators.counts import Tally, count_contacts, count_within
from scoring.indicators.course import Course, chart_course
from scoring.indicators.developments import Developments
from scoring.indicators.facts import Elsewhere
from scoring.indicators.involvement import Involvement, find_agencies
from scoring.indicators.timeline import Page, cut_timeline
from scoring.linkage.records import EntityId
from scoring.state.documents import Contact


@dataclass(frozen=True, slots=True)
class Moment:
    """``t`` in Unix seconds; ``offset`` and ``limit`` of the timeline, in contacts."""

    t: float
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Activity:
    """``within``: all contacts in each of the catalogue's windows. ``earlier``: agencies no longer involved."""

    within: tuple[int, ...]
    developments: Developments
    tallies: tuple[Tally, ...]
    involved: tuple[Involvement, ...]
    earlier: tuple[Involvement, ...]
    course: Course
    timeline: Page


@dataclass(frozen=True, slots=True)
class Said:
    """The other side of a contact in that contact's words. ``id`` is None where there is no page to go to."""

    id: EntityId | None
    words: str


def describe(contacts: Sequence[Contact], developments: Developments, moment: Moment, further: Elsewhere) -> Activity:
    """``further``: as in facts of these contacts, up to the moment."""
    agencies = find_agencies(contacts, moment.t, further)
    return Activity(
        count_within((contact.happened for contact in contacts), moment.t),
        developments,
        tuple(count_contacts(contacts, moment.t)),
        tuple(agency for agency in agencies if agency.reasons),
        tuple(agency for agency in agencies if not agency.reasons),
        chart_course(contacts, moment.t),
        cut_timeline(contacts, moment.t, moment.offset, moment.limit),
    )
