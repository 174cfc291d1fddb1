"""Homes in the many forms that British addresses take. Towns, streets and postcode areas are invented."""

from collections.abc import Iterator
from itertools import count, cycle
from random import Random

from infra.partnership.places import Dwelling, Street
from infra.partnership.street_names import BLOCK_NAMES, HOUSE_NAMES, STEMS

# Postcode areas that Royal Mail has never allocated, each with a post town and its localities.
_TOWNS = {
    "NM": ("Northmoor", ("", "", "Cragholme", "Otterbank", "Linfold", "Wetherlow", "Aldermarsh", "Brackenrow")),
    "EV": ("Eastvale", ("", "Dunlinford", "Reedmere", "Saltcote End", "Ferrymarsh", "Osierton")),
    "KD": ("Kelderwick", ("", "Nether Kelder", "Holmfirth Cross", "Stanegate")),
}
_TYPES = {
    "Street": 26, "Road": 30, "Avenue": 12, "Lane": 9, "Close": 9, "Drive": 7, "Court": 3, "Gardens": 3, "Crescent": 4,
    "Terrace": 4, "Place": 3, "Grove": 4, "Way": 4, "Walk": 2, "Mews": 1, "Rise": 1, "View": 2, "Hill": 2, "Row": 1,
    "Square": 1, "Croft": 1, "Parade": 1, "Mount": 1,
}  # fmt: skip
# Found in nearly every town, and so no evidence of which.
_EVERYWHERE = (
    "High Street", "Church Lane", "Station Road", "Church Street", "Park Road", "Victoria Road", "Manor Road",
    "London Road", "Queens Road", "New Road", "Kings Road", "Mill Lane", "School Lane", "The Crescent", "The Green",
    "St John's Road", "St Mary's Close", "Upper Church Street", "Broadway",
)  # fmt: skip
_BEFORE, _DIRECTIONS = (
    ("Upper", "Lower", "Old", "Great", "North", "South"),
    ("Upper", "Lower", "North", "South", "West"),
)
_STEMS = tuple(stem for stem in STEMS if stem not in _DIRECTIONS)
_SAINTS = ("St James", "St Mary's", "St Peter's", "St Andrew's", "All Saints", "Bishop's", "Queen's", "King's")
_BLOCKS = (*BLOCK_NAMES, "Alder Court", "Kestrel House", "Victoria Mills", "Mill View Court", "Beech House",
           "Nelson House", "Priory Court", "Church View", "Tower Point", "Cobden House")  # fmt: skip
_NAMED = (*HOUSE_NAMES, "The Old Vicarage", "Low Moor Farm", "High Croft", "Mill House", "The Gables", "Greenacres",
          "The Old School House", "Manor Farm", "South Lodge", "Ashfield", "Oakdene", "Wayside")  # fmt: skip
_FLOORS = ("Ground Floor Flat", "First Floor Flat", "Second Floor Flat", "Top Floor Flat")


def build_homes(rng: Random) -> Iterator[Dwelling]:
    """Endless in practice; some 40 homes a street. A UPRN has twelve digits from 99 on, as no real one has."""
    serials = count(1)
    for street, town in _lay_streets(rng):
        for premise in range(rng.randint(10, 50)):
            for flat, building, number in _divide_premise(rng, premise):
                serial = next(serials)
                place = (street.name, street.locality, town, street.postcode(premise))
                yield Dwelling(f"A{serial:06}", f"9950{serial:08}", flat, building, number, *place)


def _lay_streets(rng: Random) -> Iterator[tuple[Street, str]]:
    """The same names come back in other localities; names of one stem lie close together."""
    districts = [(code, town, place) for code, (town, places) in _TOWNS.items() for place in places]
    for turn, (code, town, locality) in enumerate(cycle(districts)):
        nth = turn % len(districts) + 1
        around, stem = turn // len(districts) * 15, rng.choice(_STEMS)
        for name in dict.fromkeys(_name_street(rng, stem) for _ in range(3)):
            yield Street(name, locality, f"{code}{nth}", around), town
            around += 5


def _name_street(rng: Random, stem: str) -> str:
    kind = rng.choices(tuple(_TYPES), tuple(_TYPES.values()))[0]
    match rng.randrange(10):
        case 0 | 1:
            return rng.choice(_EVERYWHERE)
        case 2:
            return f"{rng.choice(_SAINTS)} {kind}"
        case 3:
            return f"{rng.choice(_BEFORE)} {stem} {kind}"
        case 4 | 5 | 6:
            return f"{stem} {kind}"
        case _:
            return f"{rng.choice(_STEMS)} {kind}"


def _divide_premise(rng: Random, premise: int) -> list[tuple[str, str, str]]:
    """Flat, building and number of each home behind one street number; odd and even side by side."""
    number, kind = str(premise + 1), rng.random()
    if kind < 0.04:
        return [("", rng.choice(_NAMED), number if rng.random() < 0.3 else "")]
    if kind < 0.08:
        return [("", "", number + suffix) for suffix in ("", "A", "B")[: rng.randint(2, 3)]]
    if kind < 0.09:
        return [("", "", number), ("The Annexe", "", number)]
    if kind < 0.10:
        return [("", "", f"{number}-{premise + 3}")]
    if kind < 0.20:
        return [(flat, "", number) for flat in _name_flats(rng)]
    if kind < 0.215:
        flats, block = rng.randint(6, 30), rng.choice(_BLOCKS)
        label = rng.choice(("Flat", "Flat", "Flat", "Apartment", "Unit"))
        return [(f"{label} {flat + 1}", block, number if rng.random() < 0.6 else "") for flat in range(flats)]
    return [("", "", number)]


def _name_flats(rng: Random) -> list[str]:
    match rng.randrange(6):
        case 0:
            return list(_FLOORS[: rng.randint(2, 4)])
        case 1:
            return ["Basement Flat", "Ground Floor Flat", "Upper Flat"]
        case 2:
            return [f"Flat {letter}" for letter in "ABCD"[: rng.randint(2, 4)]]
        case _:
            return [f"Flat {flat + 1}" for flat in range(rng.randint(2, 6))]
