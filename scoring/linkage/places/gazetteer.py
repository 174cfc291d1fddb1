"""Resolving a text against a list of addresses that is known to be right."""

from collections import defaultdict
from collections.abc import Iterable
from math import log2

from scoring.linkage.places.blocking import block
from scoring.linkage.places.forms import Form, read_form
from scoring.linkage.places.model import PlaceModel
from scoring.linkage.places.words import STRONG_TYPES
from scoring.linkage.records import Place

Row = tuple[str, str, str]
# Hundredths of a bit. Two to one, where a machine acts on the answer; one to three, where a person will look.
SURE = 100
GUESS = -165
# A list holds nearly all that is asked for, so a text that comes near a row means it sooner than a text in a stream
# means the one before: two hundred to one.
_LISTED = 800
_CROWD = 400


class Gazetteer:
    """Rows are (id, address, postcode). Held in memory: about 3 kB a row. Pure: the order of rows is nothing."""

    def __init__(self, model: PlaceModel, rows: Iterable[Row]) -> None:
        self._model = model
        self._forms = dict[str, Form]()
        self._index = defaultdict[str, list[str]](list)
        for name, address, postcode in rows:
            form = read_form(Place(address, postcode, ""))
            self._forms[name] = form
            for key in (*_list_keys(form), *_town_keys(form)):
                self._index[key].append(name)

    def best(self, address: str, postcode: str, least: int = SURE) -> tuple[str, int] | None:
        """The row a text names and the weight for it, against all other rows and against none; none when that is
        under ``least``, so also when two rows are equally likely."""
        form = read_form(Place(address, postcode, ""))
        ranked = sorted((self._rank(form, name) for name in self._candidates(form)), reverse=True)
        if not ranked:
            return None
        (likeness, weight, name), *others = ranked
        odds = sum(2.0 ** ((other[0] - likeness) / 100) for other in others)
        weight = min(weight + _LISTED, round(-100 * log2(odds)) if odds else weight + _LISTED)
        return (name, weight) if weight >= least else None

    def _rank(self, form: Form, name: str) -> tuple[int, int, str]:
        weight, likeness = self._model.measure(form, self._forms[name])
        return likeness, weight, name

    def _candidates(self, form: Form) -> set[str]:
        lists = [self._index[key] for key in _asked_keys(form) if key in self._index]
        return {name for names in lists if len(names) <= _CROWD for name in names}


def _list_keys(form: Form) -> tuple[str, ...]:
    """Beside the keys of a stream the whole postcode, the door in the sector, and number or unit with each word: wider
    than a stream can bear, but a list names each address once."""
    if form.premises.nowhere:
        return ()
    number, flat = form.digits, form.premises.flat
    near = (f"c|{form.postcode}", f"d|{form.postcode[:-2]}|{number}|{flat}") if form.postcode else ()
    starts = {word[:4] for word in (*form.street_words, *form.name_words) if word not in STRONG_TYPES}
    doors = [door for door in (f"#{number}" if number else "", f"@{flat}" if flat else "") if door]
    return (*block(form), *near, *(f"w|{door}|{start}" for door in doors for start in sorted(starts)))


def _asked_keys(form: Form) -> tuple[str, ...]:
    """Without a postcode, whoever bears the number in the town as well."""
    return _list_keys(form) if form.postcode else (*_list_keys(form), *_town_keys(form))


def _town_keys(form: Form) -> tuple[str, ...]:
    door = f"{form.digits}|{form.premises.flat}"
    return tuple(f"m|{door}|{town}" for town in form.locality) if door != "|" else ()
