"""What each agency's data add to predictions, of a model that adds up weighted terms."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from scoring.risk.catalogue import COLUMNS, PLACES, Kind
from scoring.risk.coverage import Coverage
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
        self._coverage = Coverage(self._places)
        self._coverage.read(model.numbers)
        self._owners = _find_owners(recipe.left_out)

    def __call__(self, vectors: Sequence[str]) -> list[list[float]]:
        """Vectors by :data:`AGENCIES`, in log odds; nought for who is as the caseload is on average."""
        rows = weigh_up(read_vectors(vectors))[:, self._places] - self._coverage.means
        # What is adjusted is adjusted alike for everybody, so that differences are.
        worth = self._coverage.adjust(np.ones(len(self._places))) - self._coverage.adjust(np.zeros(len(self._places)))
        parts: list[list[float]] = ((rows * worth * self._weights) @ self._owners).tolist()
        return parts


@lru_cache(maxsize=16)
def _find_owners(left_out: frozenset[str]) -> Numbers:
    owners = [{find_agency(name) for name in TERMS[place].columns} for place in find_terms(left_out)]
    return np.array([[float(agency in each) for agency in AGENCIES] for each in owners])


def find_agency(column: str) -> Agency:
    """Whose record a column is of."""
    found = COLUMNS[PLACES[column]]
    if found.kind is Kind.LEVEL and found.signal:
        return found.signal.feed
    return _AGENCY_OF.get(column, Agency.EHR)
