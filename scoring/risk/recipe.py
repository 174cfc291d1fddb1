"""Which pipelines there are: the champion, whose scores are shown, and challengers that learn in its shadow."""

from dataclasses import dataclass

from scoring.risk.catalogue import COLUMNS, Kind
from streams.codes.agencies import Agency


@dataclass(frozen=True, slots=True)
class Recipe:
    """``left_out``: columns, by name, that it does not look at. ``rate``: the share of people with a crisis in the next
    28 days that is supposed before anything is learned; ``spread``: how far from 0 a weight may be, of columns in
    log1p; ``trust``: what one label says, 1 if none overlapped another: the labels of four weekly predictions do.
    ``drift`` and ``tide``: variance that is added to each weight, and to the intercept, a week. ``trees``: how many
    stand in for weights, 0 for none."""

    name: str
    version: str
    words: str
    left_out: frozenset[str] = frozenset()
    rate: float = 0.03
    spread: float = 0.3
    trust: float = 0.3
    drift: float = 1e-7
    tide: float = 3e-4
    trees: int = 0


def _find_columns(half_lives: tuple[float, ...] = (), others: bool = False) -> frozenset[str]:
    """``others``: of agencies other than the trust."""
    levels = [column for column in COLUMNS if column.kind is Kind.LEVEL]
    named = [column for column in levels if column.half_life in half_lives]
    named += [column for column in levels if others and column.signal and column.signal.feed is not Agency.EHR]
    return frozenset(column.name for column in named)


CHAMPION = Recipe("kalman", "2", "All columns of the catalogue")
RECIPES: tuple[Recipe, ...] = (
    CHAMPION,
    Recipe("alone", "1", "Without the data of other agencies", _find_columns(others=True)),
    Recipe("slow", "1", "Without half-lives below 90 days", _find_columns((7.0, 28.0))),
    Recipe("trees", "1", "Decision trees instead of weights", trees=4),
)
