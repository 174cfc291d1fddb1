"""Figures of a whole area for those who lead a partnership: sums over everybody, that single out nobody.

What is told outside is rounded by whoever tells it; here are the true counts.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from scoring.indicators.case_events import Case, case_of, closes
from scoring.indicators.cases import KNOWN_CHILD
from scoring.indicators.catalogue import DAY
from scoring.indicators.categories import name_category
from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import VERY_RESTRICTED, Contact
from streams.codes.agencies import Agency

# Days back from the moment counted at, and what a range is called.
RANGES: Mapping[int, str] = MappingProxyType({91: "the last 3 months", 182: "the last 6 months", 365: "the last year"})
# As many contacts in the range and an address is one of high contact.
HIGH = 10
# Police contacts at a child's address: the upper end of each band, None for the last.
BANDS: Sequence[int | None] = (0, 2, 5, 9, None)
_LENGTHS = tuple(days * DAY for days in RANGES)
_LONGEST = max(_LENGTHS)
_NOBODY = float("-inf"), EntityId("")


@dataclass(frozen=True, slots=True)
class Known:
    """Records to who or what they are of; ``withheld``: records of very restricted people, of whom nothing counts."""

    persons: Mapping[RecordId, EntityId]
    addresses: Mapping[RecordId, EntityId]
    withheld: frozenset[RecordId]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one range. ``children`` had a children's social care case in it (children in need, on a plan, looked after),
    ``matched`` of them with a police contact of their own in it, ``at_home`` of the others with one at the address that
    the case names. ``homes``: such addresses, by how many police contacts were there, in ``BANDS``; ``incidents`` in
    all. ``high``: addresses of ``HIGH`` contacts and more, ``with_children`` of them such homes."""

    children: int
    matched: int
    at_home: int
    homes: tuple[int, ...]
    incidents: int
    high: int
    with_children: int


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """``latest`` event: when, whether it closed the case, whether the case was of children's social care after it.
    ``who`` and ``where``: the latest that it named, and when."""

    latest: tuple[float, bool, bool]
    who: tuple[float, EntityId] | None
    where: tuple[float, EntityId] | None

    @property
    def person(self) -> EntityId | None:
        return self.who[1] if self.who else None

    @property
    def home(self) -> EntityId | None:
        return self.where[1] if self.where else None

    def is_child_in(self, since: float) -> bool:
        at, closed, child = self.latest
        return child and (not closed or at > since)


@dataclass(slots=True)
class Tallier:
    """Takes contacts in any order, each once. Memory: a few hundred bytes for each address with a contact and for each
    person known to the police or to children's social care; nothing of a contact itself is kept."""

    known: Known
    t: float
    _police: dict[EntityId, float] = field(default_factory=dict)
    _cases: dict[Case, CaseSeen] = field(default_factory=dict)
    _busy: dict[EntityId, list[int]] = field(default_factory=dict)
    _called: dict[EntityId, list[int]] = field(default_factory=dict)

    def add(self, contact: Contact) -> None:
        if contact.happened > self.t or contact.sensitivity >= VERY_RESTRICTED or contact.person in self.known.withheld:
            return
        address = self.known.addresses.get(contact.address)
        if contact.agency == Agency.COUNCIL and (case := case_of(contact)):
            self._follow(case, contact, address)
        if self.t - contact.happened >= _LONGEST:
            return
        police = contact.agency == Agency.POLICE
        if police and (person := self.known.persons.get(contact.person)):
            self._police[person] = max(contact.happened, self._police.get(person, 0.0))
        if address:
            _count(self._busy, address, self.t - contact.happened)
            if police:
                _count(self._called, address, self.t - contact.happened)

    def _follow(self, case: Case, contact: Contact, address: EntityId | None) -> None:
        """A case is what its latest event makes of it; whom and where it is about, the latest that says so."""
        latest = (contact.happened, closes(contact), name_category(contact) in KNOWN_CHILD)
        person = self.known.persons.get(contact.person)
        held = self._cases.get(case, CaseSeen(latest, None, None))
        who = max((contact.happened, person), held.who or _NOBODY) if person else held.who
        where = max((contact.happened, address), held.where or _NOBODY) if address else held.where
        self._cases[case] = CaseSeen(max(latest, held.latest), who, where)

    def sum_up(self) -> dict[int, Figures]:
        """By range, in days."""
        return {
            days: self._sum_up(place, self.t - length)
            for place, (days, length) in enumerate(zip(RANGES, _LENGTHS, strict=True))
        }

    def _sum_up(self, place: int, since: float) -> Figures:
        current = [one for one in self._cases.values() if one.is_child_in(since)]
        homes = {one.home for one in current if one.home}
        called = {home: self._called[home][place] for home in homes if home in self._called}
        children = {one.person for one in current if one.person}
        matched = {person for person in children if self._police.get(person, 0.0) > since}
        at_home = {one.person for one in current if one.person and one.home and called.get(one.home)} - matched
        busy = {address for address, counts in self._busy.items() if counts[place] >= HIGH}
        bands = Counter(_find_band(called.get(home, 0)) for home in homes)
        return Figures(
            len(children),
            len(matched),
            len(at_home),
            tuple(bands[band] for band in range(len(BANDS))),
            sum(called.values()),
            len(busy),
            len(busy & homes),
        )


def _count(held: dict[EntityId, list[int]], address: EntityId, age: float) -> None:
    counts = held.setdefault(address, [0] * len(_LENGTHS))
    for place, length in enumerate(_LENGTHS):
        counts[place] += age < length


def _find_band(count: int) -> int:
    """
    >>> [_find_band(count) for count in (0, 1, 3, 9, 10)]
    [0, 1, 2, 3, 4]
    """
    return next(place for place, upper in enumerate(BANDS) if upper is None or count <= upper)
