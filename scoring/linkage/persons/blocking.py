"""Under which keys a record is looked for: two are compared when they share one."""

from functools import lru_cache

from scoring.linkage.persons.features import Features, read_features
from scoring.linkage.persons.names import NameForm, sound_of
from scoring.linkage.persons.variants import root_of
from scoring.linkage.records import Identity

MOST = 16
Codes = tuple[str, ...]


def blocking_keys(identity: Identity) -> tuple[str, ...]:
    """Some nine on UK data. Pairs of one person that share none: 2.8 % there, most an initial without birth date at
    another address, which no weight would join."""
    features = read_features(identity)
    given, family = _codes(features.given), _codes(features.family)
    found = (*_birth_keys(features, given, family), *_name_keys(features, given, family))
    found += tuple(_place_keys(features, (given, family)))
    return tuple(dict.fromkeys((f"n{features.number}", *found) if features.number else found))[:MOST]


@lru_cache(maxsize=131_072)
def _code(word: str) -> str:
    """The sound of the name a word stands for: one code for "Liz", "Elizabeth" and "Elisabeth"."""
    return sound_of(root_of(word)) or word


@lru_cache(maxsize=131_072)
def _codes(name: NameForm) -> Codes:
    """Of particles too: under these de Souza meets his like who is misspelt."""
    return tuple(dict.fromkeys(_code(word) for word in name.all_words if len(word) > 1))


def _initials(features: Features) -> str:
    """Without order: given and family name are swapped now and then."""
    given, family = features.given.whole[:1], features.family.whole[:1]
    return min(given, family) + max(given, family) if given and family else ""


def _birth_keys(features: Features, given: Codes, family: Codes) -> list[str]:
    """A birth date and any one name, or both initials, or about where."""
    if not features.birth.whole:
        return []
    date = features.birth.digits
    keys = [f"b{date}{code}" for code in (*given[:2], *family[:2])]
    if initials := _initials(features):
        keys.append(f"j{date}{initials}")
    elif features.place.street:
        keys.append(f"k{date}{features.place.street[:4]}")
    if features.place.outward:
        keys.append(f"a{date}{features.place.outward}")
    return keys


def _name_keys(features: Features, given: Codes, family: Codes) -> list[str]:
    """Both names, whatever their order; the given name and how the family name begins; the family name and an initial
    with a year or a street."""
    place = features.place
    if not family or not features.given.whole:
        return []
    keys: list[str] = []
    for mine in given[:2]:
        keys += [f"p{min(mine, code)}+{max(mine, code)}" for code in {family[0]: 0, family[-1]: 0}]
        keys.append(f"g{mine}|{features.family.words[-1][:3]}")
    short = family[0] + features.given.whole[0]
    return keys + [
        f"{kind}{short}|{value}" for kind, value in (("y", features.birth.year), ("s", place.street)) if value
    ]


def _place_keys(features: Features, codes: tuple[Codes, Codes]) -> list[str]:
    """The front door and an initial or a year; the postcode and a name or both initials."""
    place, keys = features.place, []
    names = [(part, name) for part, name in (("g", features.given), ("f", features.family)) if name.whole]
    if place.number and place.street and not place.communal:
        # Four letters of the street, since the rest of it is often mistyped.
        door = f"{place.number}|{place.street[:4]}"
        keys = [f"d{door}|{name.whole[0]}{part}" for part, name in names]
        keys += [f"w{door}|{features.birth.year}"] if features.birth.year else []
    if place.postcode:
        keys += [f"c{place.postcode}|{code}" for each in codes for code in each[:1]]
        keys += [f"i{place.postcode}|{initials}"] if (initials := _initials(features)) else []
    return keys
