"""Where somebody was seen, one place after the other, whichever area they were in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from streams.codes.agencies import Agency


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """``place``: what tells an area's places apart. ``at`` in Unix seconds."""

    at: float
    area: str
    place: str
    agency: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Sightings at one place with none elsewhere between them: no proof that somebody was there all the time."""

    area: str
    place: str
    agencies: tuple[Agency, ...]
    first: float
    last: float
    contacts: int


def lay_out(sightings: Iterable[Sighting]) -> list[Stay]:
    """Latest first. A function of the set of sightings: of two at one moment any order will do."""
    runs = groupby(sorted(sightings), key=lambda one: (one.area, one.place))
    stays = [_sum_up(area, place, list(run)) for (area, place), run in runs]
    return stays[::-1]


def count_moves(stays: Collection[Stay]) -> int:
    """How often somebody was next seen in another area."""
    return sum(one.area != other.area for one, other in pairwise(stays))


def _sum_up(area: str, place: str, run: list[Sighting]) -> Stay:
    known = {one.agency for one in run}
    agencies = tuple(agency for agency in Agency if agency.value in known)
    return Stay(area, place, agencies, run[0].at, run[-1].at, len(run))
