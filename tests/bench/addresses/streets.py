"""Invented towns with streets in the forms that UK streets take, and postcodes in areas that do not exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from infra.partnership.street_names import LOCALITIES, STEMS

# Shares read off lists of English street names: a third are roads, a sixth streets, and one in seven bears no
# common descriptor.
_ENDS = (
    ("Road", 30), ("Street", 15), ("Avenue", 9), ("Close", 11), ("Lane", 9), ("Drive", 7), ("Crescent", 3),
    ("Court", 3), ("Gardens", 3), ("Terrace", 3), ("Grove", 3), ("Place", 2), ("Way", 4), ("Walk", 2), ("Mews", 2),
    ("Hill", 2),
    ("Green", 1), ("Park", 1), ("Rise", 1), ("View", 1), ("Square", 1), ("Row", 1), ("Croft", 1),
)  # fmt: skip
_WHOLE = (
    "High Street", "Church Street", "Station Road", "The Green", "The Avenue", "Broadway", "Kingsway", "Queensway",
    "The Crescent", "The Grove", "Mill Hill", "The Parade", "Market Place", "The Square", "Back Lane", "Ridgeway",
)  # fmt: skip
_SAINTS = ("John's", "Mary's", "Peter's", "George's", "James", "Andrew's", "Thomas", "Luke's", "Helen's", "Paul's")
_BEFORE = ("Old", "Upper", "Lower", "New", "Great", "Little", "North", "South", "East", "West")
_FAMILY = (
    "Ashworth", "Barraclough", "Cavendish", "Dunstan", "Ellesmere", "Fitzroy", "Gladstone", "Harcourt", "Ingleby",
    "Kitchener", "Lansdowne", "Melbourne", "Nelson", "Ormond", "Palmerston", "Raglan", "Salisbury", "Talbot",
    "Wellington", "Wolseley", "Addison", "Byron", "Chaucer", "Dickens", "Masefield", "Tennyson", "Arundel", "Balmoral",
    "Carisbrooke", "Glamis", "Kenilworth", "Osborne", "Sandringham", "Windsor", "Coniston", "Derwent", "Grasmere",
    "Thirlmere", "Ullswater", "Windermere", "Thackley", "Wrose", "Pudsley", "Marfield", "Bellhouse", "Whitcliffe",
)  # fmt: skip
_TOWN_STARTS = ("Wether", "Alder", "Cold", "Marl", "Skel", "Hart", "Osier", "Wad", "Thorn", "Brad", "Kirk", "Nor")
_TOWN_ENDS = ("ton", "ley", "field", "bury", "worth", "by", "ham", "combe", "ford", "stead")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Street:
    """``postcodes`` run along it, some twenty premises each."""

    name: str
    locality: str
    town: str
    postcodes: tuple[str, ...]


def invent_streets(rng: Random, number: int) -> list[Street]:
    """A town of ten districts for every two hundred streets; a street's name is met once in a district."""
    streets = list[Street]()
    while len(streets) < number:
        town = rng.choice(_TOWN_STARTS) + rng.choice(_TOWN_ENDS)
        area = "Q" + rng.choice(_LETTERS)
        for district in range(1, 11):
            locality = "" if district == 1 else rng.choice(_localities(rng))
            names = {_name_street(rng) for _ in range(20)}
            units = _postcodes(rng, f"{area}{district}")
            for name in sorted(names):
                streets.append(Street(name, locality, town, tuple(next(units) for _ in range(rng.randint(1, 4)))))
    return streets[:number]


def _localities(rng: Random) -> list[str]:
    known = [name for names in LOCALITIES.values() for name in names if name]
    return [*known, rng.choice(_TOWN_STARTS) + rng.choice(("den", "holt", "wick", "moor", "gate", "hey"))]


def _postcodes(rng: Random, district: str) -> Iterator[str]:
    serials = rng.sample(range(9 * len(_LETTERS) ** 2), 200)
    for serial in sorted(serials):
        sector, rest = divmod(serial, len(_LETTERS) ** 2)
        first, second = divmod(rest, len(_LETTERS))
        yield f"{district} {sector + 1}{_LETTERS[first]}{_LETTERS[second]}"


def _name_street(rng: Random) -> str:
    end = rng.choices([end for end, _ in _ENDS], [weight for _, weight in _ENDS])[0]
    kind = rng.random()
    if kind < 0.10:
        return rng.choice(_WHOLE)
    if kind < 0.16:
        return f"St {rng.choice(_SAINTS)} {end}"
    if kind < 0.26:
        return f"{rng.choice(_BEFORE)} {rng.choice(STEMS)} {end}"
    if kind < 0.34:
        first, second = rng.sample(STEMS, 2)
        return f"{first}{second.lower()} {end}" if " " not in first + second else f"{first} {end}"
    if kind < 0.62:
        return f"{rng.choice(_FAMILY)} {end}"
    return f"{rng.choice(STEMS)} {end}"
