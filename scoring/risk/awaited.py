"""A prediction as it is kept until its label is known, in as few bytes as say it."""

from collections.abc import Mapping

from scoring.risk.held import Awaiting
from scoring.risk.recipe import CHAMPION

# Of what a model in the shadow said, ten thousandths are kept.
_PARTS = 10_000


def await_label(made: int, model: str, probability: float, rivals: Mapping[str, float], vector: str) -> Awaiting:
    parts = {name: round(each * _PARTS) for name, each in rivals.items()}
    return Awaiting(made, "" if model == CHAMPION.name else model, probability, parts, vector)


def name_model(awaited: Awaiting) -> str:
    return awaited.model or CHAMPION.name


def read_rivals(awaited: Awaiting) -> dict[str, float]:
    return {name: parts / _PARTS for name, parts in awaited.rivals.items()}
