"""Under which keys a record is looked for: two are compared when they share one."""

from functools import lru_cache

from scoring.linkage.persons.features import Features, read_features
from scoring.linkage.persons.names import NameForm, sound_of
from scoring.linkage.persons.variants import root_of
from scoring.linkage.records import Identity

MOST = 16


@lru_cache(maxsize=131_072)
def blocking_keys(identity: Identity) -> tuple[str, ...]:
    features = read_features(identity)
    return tuple(dict.fromkeys((*_number_keys(features), *_birth_keys(features), *_pair_keys(features), *_door_keys(features))))[:MOST]


@lru_cache(maxsize=131_072)
def _code(word: str) -> str:
    """The sound of the name a word stands for: one code for "Liz", "Elizabeth" and "Elisabeth"."""
    return sound_of(root_of(word)) or word


def _codes(name: NameForm) -> list[str]:
    return list(dict.fromkeys(_code(word) for word in name.words if len(word) > 1))


def _number_keys(features: Features) -> list[str]:
    return [f"n{features.number}"] if features.number else []


def _birth_keys(features: Features) -> list[str]:
    if not features.birth.whole:
        return []
    date = features.birth.digits
    words = dict.fromkeys((*_codes(features.given)[:2], *_codes(features.family)[:2]))
    keys = [f"b{date}{word}" for word in words]
    if features.place.outward:
        keys.append(f"b{date}{features.place.outward}")
    return keys


def _pair_keys(features: Features) -> list[str]:
    given, family = _codes(features.given), _codes(features.family)
    if not given or not family:
        return []
    keys = []
    for name in list(dict.fromkeys("+".join(sorted((given[0], word))) for word in (family[0], family[-1]))):
        if features.birth.year:
            keys.append(f"y{name}{features.birth.year}")
        if features.birth.whole:
            keys.append(f"d{name}{''.join(sorted((features.birth.digits[4:6], features.birth.digits[6:])))}")
        if features.place.outward:
            keys.append(f"o{name}{features.place.outward}")
    return keys


def _door_keys(features: Features) -> list[str]:
    place = features.place
    if not place.door or place.communal:
        return []
    door = f"{place.number or place.name}{place.postcode or place.street}"
    keys = [f"p{door}{word[:1]}" for word in _codes(features.given)[:1]]
    if features.birth.year:
        keys.append(f"p{door}{features.birth.year}")
    return keys
