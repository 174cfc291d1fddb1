"""What became of the predictions that await their label, as far as it is known."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from scoring.risk.held import Awaiting, PersonRisk

DAY = 86_400.0
HORIZON = 28 * DAY
# From then on a prediction is no longer learned from; from then on nobody asks any more what became of it.
LEARNABLE, REMEMBERED = 42 * DAY, 91 * DAY


@dataclass(frozen=True, slots=True)
class Outcome:
    """``awaited`` as it stands now. ``corrected``: another label was learned before."""

    awaited: Awaiting
    corrected: bool
    learnable: bool


def settle(risk: PersonRisk, t: float) -> tuple[PersonRisk, list[Outcome]]:
    """A crisis labels the predictions of the 28 days before it at once, the end of the 28 days all others. Doing it
    again at the same moment says nothing new."""
    found = list(_judge_all(risk, t))
    awaiting = tuple(_age(each, t) for each, _ in found if t < each.made + REMEMBERED)
    return msgspec.structs.replace(risk, awaiting=awaiting), [outcome for _, outcome in found if outcome]


def _judge_all(risk: PersonRisk, t: float) -> Iterator[tuple[Awaiting, Outcome | None]]:
    for awaited in risk.awaiting:
        label = _label(awaited, risk, t)
        if label in (awaited.label, -1):
            yield awaited, None
        else:
            judged = msgspec.structs.replace(awaited, label=label)
            yield judged, Outcome(judged, awaited.label >= 0, t < awaited.made + LEARNABLE)


def _label(awaited: Awaiting, risk: PersonRisk, t: float) -> int:
    ends = awaited.made + HORIZON
    if any(awaited.made < start <= min(t, ends) for start, _ in risk.known_crises):
        return 1
    return 0 if t >= ends else -1


def _age(awaited: Awaiting, t: float) -> Awaiting:
    learnable = t < awaited.made + LEARNABLE
    return awaited if learnable or not awaited.vector else msgspec.structs.replace(awaited, vector="", rivals={})
