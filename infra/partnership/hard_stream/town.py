"""A town: its households and institutions, and which homes stand empty."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from infra.partnership.hard_stream.families import open_institution, settle
from infra.partnership.hard_stream.lives import House, Registry, Resident
from infra.partnership.households import Kind
from infra.partnership.places import Dwelling

# A hostel and a care home for each so many people, and how many live there.
_PEOPLE_OF_INSTITUTION = 1_600
INSTITUTIONS = {
    Kind.HOSTEL: (("Anchor House", "Emmaus Lodge", "Crossways Hostel", "St Giles House", "The Foyer"), 18),
    Kind.CARE_HOME: (("The Limes Care Home", "Beechwood Court", "Fairhaven", "Rosewood Lodge", "Ashgrove Nursing Home"),
                     24),
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Town:
    """``vacant`` holds homes with the day from which they stand empty, so that a home has one household at a time."""

    registry: Registry
    houses: list[House]
    vacant: list[tuple[date, Dwelling]] = field(default_factory=list)
    open_houses: dict[Kind, list[House]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for house in self.houses:
            self.open_houses.setdefault(house.kind, []).append(house)

    def find_house(self, kind: Kind, apart_from: House) -> House | None:
        """One that takes people in and is not empty, if a few tries find it."""
        houses = self.open_houses.get(kind, [apart_from])
        tried = (self.registry.rng.choice(houses) for _ in range(5))
        return next((house for house in tried if house.members and house is not apart_from), None)

    @property
    def residents(self) -> list[Resident]:
        return [resident for house in self.houses for resident in house.members]

    def find_home(self, day: date) -> Dwelling:
        for at, (since, home) in enumerate(self.vacant):
            if since < day:
                del self.vacant[at]
                return home
        return next(self.registry.homes)


def found_town(rng: Random, people: int) -> Town:
    """As it stands at the first day, with exactly ``people`` in it, the unborn of the next years included."""
    registry = Registry(rng)
    houses = _open_institutions(registry, people)
    settled = sum(len(house.members) for house in houses)
    while settled < people:
        houses.append(settle(registry))
        del houses[-1].members[max(0, people - settled) :]
        settled += len(houses[-1].members)
    return Town(registry, houses)


def _open_institutions(registry: Registry, people: int) -> list[House]:
    opened = []
    for nth in range(max(1, people // _PEOPLE_OF_INSTITUTION)):
        for kind, (names, size) in INSTITUTIONS.items():
            name = names[nth % len(names)] + ("" if nth < len(names) else f" {nth // len(names) + 1}")
            opened.append(open_institution(registry, kind, name, min(size, max(2, people // 40))))
    return opened
