from scoring.indicators.asked import Asked, Measured
from scoring.indicators.told import Told


def ask_watched(told: Told, _: Asked, t: float) -> Measured:
    """1 or 0."""
    until = told.facts.watched
    return Measured(1, (), until) if until is not None and t < until else Measured(0)
