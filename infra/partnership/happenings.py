"""What truly takes place, before anybody writes it down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from infra.partnership.people import Person
from infra.partnership.places import Dwelling
from streams.codes.agencies import Agency


@dataclass(frozen=True, slots=True)
class Happening:
    """Without a ``place`` the agency writes the home it has on file. ``details`` are fields of the event's data.

    ``held_until`` is when a record older than the partnership is first sent.
    """

    agency: Agency
    type: str
    at: int
    category: str
    person: Person | None = None
    place: Dwelling | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    held_until: int = 0


class Agenda:
    """What is to happen, earliest first; of two at one moment the one entered first."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, int, Happening]] = []
        self._order = count()

    def enter(self, happening: Happening) -> None:
        heappush(self._entries, (happening.at, next(self._order), happening))

    def next_before(self, moment: int) -> Happening | None:
        if self._entries and self._entries[0][0] < moment:
            return heappop(self._entries)[2]
        return None
