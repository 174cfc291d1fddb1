"""Resolving a text against a list of addresses that is known to be right."""

from collections import defaultdict
from collections.abc import Iterable

from scoring.linkage.places.blocking import block
from scoring.linkage.places.forms import Form, read_form
from scoring.linkage.places.model import PlaceModel
from scoring.linkage.records import Place

Row = tuple[str, str, str]
# Under this no row is an answer, and a second row within this of the best makes the answer a guess. Hundredths of a
# bit: three to one, and two to one.
_ENOUGH = -300
_MARGIN = 100
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
        weighed = sorted((-self._model.weigh_forms(form, self._forms[name]), name) for name in self._candidates(form))
        if not weighed or -weighed[0][0] < _ENOUGH:
            return None
        if len(weighed) > 1 and weighed[1][0] - weighed[0][0] < _MARGIN:
            return None
        return weighed[0][1], -weighed[0][0]

    def _candidates(self, form: Form) -> set[str]:
        lists = [self._index[key] for key in _list_keys(form) if key in self._index]
        return {name for names in lists if len(names) <= _CROWD for name in names}


def _list_keys(form: Form) -> tuple[str, ...]:
    """Beside the keys of a stream all of the postcode: a list names each address once."""
    whole = (f"c|{form.postcode}",) if form.postcode and not form.premises.nowhere else ()
    return (*block(form), *whole)
