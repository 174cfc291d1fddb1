"""Dwellings along streets: houses, named ones, conversions, blocks, shops with flats above; a quarter are flats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random

from infra.partnership.street_names import HOUSE_NAMES, STEMS
from tests.bench.addresses.streets import Street

_BLOCK_ENDS = ("House", "Court", "Mill", "Apartments", "Mansions", "Tower", "Lodge", "Point", "Heights", "Buildings")
_FLOORS = ("Ground Floor Flat", "First Floor Flat", "Second Floor Flat", "Top Floor Flat", "Basement Flat")


@dataclass(frozen=True, slots=True)
class Dwelling:
    id: str
    flat: str
    name: str
    number: str
    street: str
    locality: str
    town: str
    postcode: str
    parent: str = ""
    usrn: str = ""

    @property
    def text(self) -> str:
        numbered = f"{self.number} {self.street}".strip()
        parts = (self.flat, self.name, numbered, self.locality, self.town)
        return ", ".join(part for part in parts if part).upper()


class Builder:
    def __init__(self, rng: Random, streets: Sequence[Street]) -> None:
        self._rng = rng
        self._streets = streets
        self._serial = count(1)
        self._names = list[str]()

    def build(self, number: int) -> list[Dwelling]:
        built = list[Dwelling]()
        for serial, street in enumerate(self._streets):
            built += self._build_street(street, f"{40_000_000 + serial}")
            if len(built) >= number:
                return built[:number]
        raise ValueError(f"{len(self._streets)} streets hold {len(built)} dwellings only, not {number}")

    def _build_street(self, street: Street, usrn: str) -> Iterator[Dwelling]:
        premises = self._rng.randint(6, 22) * len(street.postcodes)
        self._names = self._rng.sample(HOUSE_NAMES, len(HOUSE_NAMES))
        for at in range(premises):
            postcode = street.postcodes[at * len(street.postcodes) // premises]
            yield from self._build_premise(street, postcode, usrn, at + 1)

    def _build_premise(self, street: Street, postcode: str, usrn: str, at: int) -> list[Dwelling]:
        place = (street.name, street.locality, street.town, postcode)
        number, kind, rng = str(at), self._rng.random(), self._rng
        if kind < 0.07 and self._names:
            return [self._enter("", self._names.pop(), number if kind < 0.03 else "", *place, "", usrn)]
        if 0.07 < kind < 0.11:
            return [
                self._enter("", "", number + suffix, *place, "", usrn) for suffix in ("", "A", "B")[: rng.randint(2, 3)]
            ]
        if 0.11 < kind < 0.12:
            return [self._enter("", "", f"{number}-{at + 2}", *place, "", usrn)]
        if 0.12 < kind < 0.13:
            return self._divide(("", "Annexe"), "", number, place, usrn)
        if 0.13 < kind < 0.17:
            return self._divide(self._name_flats(), "", number, place, usrn)
        if 0.17 < kind < 0.183:
            block = f"{rng.choice(STEMS)} {rng.choice(_BLOCK_ENDS)}"
            flats = [f"Flat {flat + 1}" for flat in range(rng.randint(4, 20))]
            return self._divide(flats, block, number if rng.random() < 0.5 else "", place, usrn)
        return [self._enter("", "", number, *place, "", usrn)]

    def _name_flats(self) -> Sequence[str]:
        number = self._rng.randint(2, 5)
        shop = ("",) if self._rng.random() < 0.3 else ()
        match self._rng.randrange(5):
            case 0:
                return (*shop, *_FLOORS[:number])
            case 1:
                return (*shop, *(f"Flat {letter}" for letter in "ABCDE"[:number]))
            case 2:
                return (*shop, *(f"Apartment {flat + 1}" for flat in range(number)))
            case _:
                return (*shop, *(f"Flat {flat + 1}" for flat in range(number)))

    def _divide(
        self, flats: Sequence[str], name: str, number: str, place: tuple[str, str, str, str], usrn: str
    ) -> list[Dwelling]:
        parent = self._number()
        return [self._enter(flat, name, number, *place, parent if flat else "", usrn) for flat in flats]

    def _enter(self, *parts: str) -> Dwelling:
        return Dwelling(self._number(), *parts)

    def _number(self) -> str:
        return f"99{next(self._serial):010}"
