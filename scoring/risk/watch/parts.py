"""What each agency's data add to predictions, of a model that adds up weighted terms."""

from collections.abc import Sequence

import numpy as np

from scoring.risk.catalogue import COLUMNS, PLACES, Kind
from scoring.risk.features import Numbers, read_vectors
from scoring.risk.held import Model
from scoring.risk.packing import unpack_numbers
from scoring.risk.recipe import Recipe
from scoring.risk.terms import TERMS, find_terms, weigh_up
from scoring.risk.watch.watched import AGENCIES, SINCE
from streams.codes.agencies import Agency

_AGENCY_OF = {name: agency for agency, name in SINCE.items()}


class AgencyParts:
    """A snapshot: what the model learns later is not in it. A term of two agencies' columns is a part of both.

    Cost: 20 µs a vector."""

    def __init__(self, recipe: Recipe, model: Model) -> None:
        self._places = find_terms(recipe.left_out)
        self._weights = unpack_numbers(model.numbers["weights"])[:-1]
        self._means = unpack_numbers(model.numbers["means"])
        self._owners: Numbers = np.array([_find_owners(TERMS[place].columns) for place in self._places])

    def __call__(self, vectors: Sequence[str]) -> list[list[float]]:
        """Vectors by :data:`AGENCIES`, in log odds; nought for who is as the caseload is on average."""
        rows = weigh_up(read_vectors(vectors))[:, self._places]
        parts: list[list[float]] = (((rows - self._means) * self._weights) @ self._owners).tolist()
        return parts


def _find_owners(columns: Sequence[str]) -> list[float]:
    owners = {find_agency(name) for name in columns}
    return [float(agency in owners) for agency in AGENCIES]


def find_agency(column: str) -> Agency:
    """Whose record a column is of."""
    found = COLUMNS[PLACES[column]]
    if found.kind is Kind.LEVEL and found.signal:
        return found.signal.feed
    return _AGENCY_OF.get(column, Agency.EHR)
