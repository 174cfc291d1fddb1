"""Resolving a text against a list of addresses that is known to be right."""

from collections import defaultdict
from collections.abc import Iterable

from scoring.linkage.places.blocking import block
from scoring.linkage.places.forms import Form, read_form
from scoring.linkage.places.model import PlaceModel
from scoring.linkage.records import Place

Row = tuple[str, str, str]
# Hundredths of a bit. Under the first no row is an answer: less than where a stream would join, for a list holds most
# of what is asked for. A second row within the second of the best makes the answer a guess.
_ENOUGH = -400
_MARGIN = 50
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
            for key in _list_keys(form):
                self._index[key].append(name)

    def best(self, address: str, postcode: str) -> tuple[str, int] | None:
        """The row a text names and the weight for it; none when no row is likely or two are equally so."""
        form = read_form(Place(address, postcode, ""))
        ranked = sorted((self._rank(form, name) for name in self._candidates(form)), reverse=True)[:2]
        if not ranked or ranked[0][1] < _ENOUGH:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _MARGIN:
            return None
        return ranked[0][2], ranked[0][1]

    def _rank(self, form: Form, name: str) -> tuple[int, int, str]:
        weight, likeness = self._model.measure(form, self._forms[name])
        return likeness, weight, name

    def _candidates(self, form: Form) -> set[str]:
        lists = [self._index[key] for key in _list_keys(form) if key in self._index]
        return {name for names in lists if len(names) <= _CROWD for name in names}


def _list_keys(form: Form) -> tuple[str, ...]:
    """Beside the keys of a stream the whole postcode, and the door in the sector and in the town: wider than a stream
    can bear, but a list names each address once."""
    if form.premises.nowhere:
        return ()
    door = f"{form.digits}|{form.premises.flat}"
    near = (f"c|{form.postcode}", f"d|{form.postcode[:-2]}|{door}") if form.postcode else ()
    towns = (f"m|{door}|{town}" for town in form.locality) if door != "|" else ()
    return (*block(form), *near, *towns)
