"""What became of the predictions that await their label, as far as it is known.

A crisis tells the label of the predictions of the 28 days before it at once; it is learned when the 28 days are over,
with all other labels of that moment. Were crises learned sooner than that nothing happened, all that grows with time
would be taken for a sign of crisis.

Who dies within the 28 days, with no crisis before, leaves a prediction without a label. As a forecast of crises alone 0
would be right; but a model would learn from a suicide that this is how somebody looks who is in no danger.

Who was in a crisis that became known only later was scored, and would not have been: that prediction has no label
either. No crisis began after it, so it would be learned that whoever is about to be admitted is in no danger.
"""

from dataclasses import dataclass, field

import msgspec

from scoring.risk.crises import is_within
from scoring.risk.held import Awaiting, PersonRisk

DAY = 86_400.0
HORIZON = 28 * DAY
# From then on a prediction is no longer learned from; from then on nobody asks any more what became of it.
LEARNABLE, REMEMBERED = 42 * DAY, 91 * DAY


@dataclass(frozen=True, slots=True)
class Outcome:
    """``awaited`` as it stands now. ``corrected``: another label was told, or learned, before."""

    awaited: Awaiting
    corrected: bool
    learnable: bool


@dataclass(slots=True)
class Settled:
    """``told``: labels that became known; ``lessons``: labels to be learned from, with their features."""

    risk: PersonRisk
    told: list[Outcome] = field(default_factory=list)
    lessons: list[Outcome] = field(default_factory=list)


def settle(risk: PersonRisk, t: float) -> Settled:
    """Doing it again at the same moment says nothing new."""
    settled = Settled(risk)
    judged = [_judge(each, settled, t) for each in risk.awaiting]
    awaiting = tuple(_age(each, t) for each in judged if t < each.made + REMEMBERED)
    settled.risk = msgspec.structs.replace(risk, awaiting=awaiting)
    return settled


def _judge(awaited: Awaiting, settled: Settled, t: float) -> Awaiting:
    label, learnable = _label(awaited, settled.risk, t), t < awaited.made + LEARNABLE
    if label not in (awaited.label, -1):
        told_before = awaited.label >= 0
        awaited = msgspec.structs.replace(awaited, label=label)
        settled.told.append(Outcome(awaited, told_before, learnable))
    # What was told of a crisis that was taken back since is no lesson where death has left no label.
    if label >= 0 and t >= awaited.made + HORIZON and awaited.taught != label and awaited.vector and learnable:
        taught_before = awaited.taught >= 0
        awaited = msgspec.structs.replace(awaited, taught=awaited.label)
        settled.lessons.append(Outcome(awaited, taught_before, learnable))
    return awaited


def _label(awaited: Awaiting, risk: PersonRisk, t: float) -> int:
    ends = awaited.made + HORIZON
    if is_within(risk.known_crises, awaited.made):
        return -1
    if any(awaited.made < start <= min(t, ends) for start, _ in risk.known_crises):
        return 1
    died = 0 < risk.died < ends
    return 0 if t >= ends and not died else -1


def _age(awaited: Awaiting, t: float) -> Awaiting:
    learnable = t < awaited.made + LEARNABLE
    return awaited if learnable or not awaited.vector else msgspec.structs.replace(awaited, vector="", rivals={})
