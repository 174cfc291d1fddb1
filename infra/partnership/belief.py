"""What could at best be known of a latent severity that nobody sees, from what it makes happen.

The filter knows every number of the simulation but the severity itself, and each crisis, contact and referral as
it happens, sent or not: a model of the record can hardly be expected to do better. It leaves out that calls for
help come oftener too, for no record tells them from other calls.
"""

from dataclasses import dataclass
from math import exp

from infra.partnership.hazard import SPREAD, STAY


@dataclass(slots=True)
class Belief:
    """A normal distribution, moved by one Newton step for each observation."""

    mean: float = 0.0
    variance: float = SPREAD**2

    def pass_week(self) -> None:
        self.mean *= STAY
        self.variance = STAY**2 * self.variance + SPREAD**2 * (1 - STAY**2)

    def count(self, seen: int, expected: float, power: float = 1.0) -> None:
        """``seen`` events, of a rate that grows with ``exp(power * severity)`` and is ``expected`` at the mean."""
        if not seen and not expected:
            return
        rate = expected * exp(power**2 * self.variance / 2)
        self._move(power * (seen - rate), power**2 * rate)

    def see(self, missed: bool, share: float, slope: float) -> None:
        """A contact that was missed or not; ``share`` is the chance of it at the mean, and ``slope`` its growth."""
        gradient = slope / share if missed else -slope / (1 - share)
        self._move(gradient, slope**2 / (share * (1 - share)))

    def _move(self, gradient: float, information: float) -> None:
        self.variance = 1 / (1 / self.variance + information)
        self.mean += self.variance * gradient
