"""Where people live: streets, the premises along them, and the flats within."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from random import Random

from infra.partnership.plan import AreaPlan
from infra.partnership.street_names import BLOCK_NAMES, HOUSE_NAMES, LOCALITIES, STEMS, SUFFIXES

# 'CIKMOV' are never used in an inward code.
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_UNITS_OF_DISTRICT = 9 * len(_LETTERS) ** 2
# Royal Mail gives some fifteen delivery points to one postcode.
_PREMISES_OF_UNIT = 14
# Kept for the household of the case study, whose address must be nobody else's.
RESERVED_STREETS = frozenset({"Curlew Street"})

_NAMED, _SUFFIXED, _CONVERTED, _BLOCK = 0.03, 0.06, 0.15, 0.165


@dataclass(frozen=True, slots=True, eq=False)
class Dwelling:
    """``parent_uprn`` is the building's, for a flat; agencies sometimes give it in place of the flat's own."""

    id: str
    uprn: str
    flat: str
    building: str
    number: str
    street: str
    locality: str
    town: str
    postcode: str
    parent_uprn: str = ""


@dataclass(frozen=True, slots=True)
class Street:
    name: str
    locality: str
    district: str
    first_unit: int

    def postcode(self, premise: int) -> str:
        unit = (self.first_unit + premise // _PREMISES_OF_UNIT) % _UNITS_OF_DISTRICT
        sector, rest = divmod(unit, len(_LETTERS) ** 2)
        # 37 is prime to 400: neighbouring units differ in both letters and none is met twice.
        first, second = divmod(rest * 37 % len(_LETTERS) ** 2, len(_LETTERS))
        return f"{self.district} {sector + 1}{_LETTERS[first]}{_LETTERS[second]}"


class Surveyor:
    """Gives each dwelling its identifiers; UPRNs are synthetic, of twelve digits from 99 on."""

    def __init__(self, area: AreaPlan) -> None:
        self.area = area
        self._serial = count(1)
        self._prefix = f"99{list(LOCALITIES).index(area.name) + 1:02}"

    def number_property(self) -> tuple[str, str]:
        serial = next(self._serial)
        return f"{self.area.code}-A{serial:06}", f"{self._prefix}{serial:08}"

    def enter(
        self, street: Street, premise: int, number: str, flat: str = "", building: str = "", parent: str = ""
    ) -> Dwelling:
        identifier, uprn = self.number_property()
        place = (street.name, street.locality, self.area.label, street.postcode(premise))
        return Dwelling(identifier, uprn, flat, building, number, *place, parent)


def build_dwellings(rng: Random, surveyor: Surveyor) -> Iterator[Dwelling]:
    """Endless in practice: 400,000 for each area."""
    for street in _lay_streets(rng, surveyor.area):
        for premise in range(rng.randint(12, 60)):
            yield from _build_premise(rng, surveyor, street, premise)


def _lay_streets(rng: Random, area: AreaPlan) -> Iterator[Street]:
    localities = LOCALITIES[area.name]
    names = [f"{stem} {suffix}" for stem in STEMS for suffix in SUFFIXES]
    names = [name for name in names if name not in RESERVED_STREETS]
    shuffled = [rng.sample(names, len(names)) for _ in localities]
    units = [0] * len(localities)
    for turn in cycle(range(len(localities))):
        if not shuffled[turn]:
            return
        yield Street(shuffled[turn].pop(), localities[turn], f"{area.code}{turn + 1}", units[turn])
        units[turn] += 5


def _build_premise(rng: Random, surveyor: Surveyor, street: Street, premise: int) -> list[Dwelling]:
    number, kind = str(premise + 1), rng.random()
    if kind < _NAMED:
        return [surveyor.enter(street, premise, "", building=rng.choice(HOUSE_NAMES))]
    if kind < _SUFFIXED:
        return [surveyor.enter(street, premise, number + suffix) for suffix in ("", "A")]
    if kind < _CONVERTED:
        return _build_flats(surveyor, street, premise, _name_flats(rng), "")
    if kind < _BLOCK:
        flats = [f"Flat {flat + 1}" for flat in range(rng.randint(6, 24))]
        return _build_flats(surveyor, street, premise, flats, rng.choice(BLOCK_NAMES))
    return [surveyor.enter(street, premise, number)]


def _name_flats(rng: Random) -> list[str]:
    match rng.randrange(4):
        case 0:
            return ["Ground Floor Flat", "First Floor Flat", "Top Floor Flat"][: rng.randint(2, 3)]
        case 1:
            return [f"Flat {letter}" for letter in "ABCD"[: rng.randint(2, 4)]]
        case _:
            return [f"Flat {flat + 1}" for flat in range(rng.randint(2, 4))]


def _build_flats(surveyor: Surveyor, street: Street, premise: int, flats: list[str], building: str) -> list[Dwelling]:
    _, parent = surveyor.number_property()
    number = str(premise + 1)
    return [surveyor.enter(street, premise, number, flat, building, parent) for flat in flats]
