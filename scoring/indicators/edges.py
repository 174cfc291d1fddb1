"""When a window lets go of a contact.

Everything compares ``t`` with the moment of leaving, never an age with a length: what is told to change at a moment has
then changed at that very moment, and does not linger by a rounding.
"""

from bisect import bisect_right
from collections.abc import Sequence


def count_gone(moments: Sequence[float], length: float, t: float) -> int:
    """How many of the sorted ``moments`` are ``length`` seconds old or older at ``t``.

    >>> count_gone([0.0, 5.0, 9.0], 10.0, 15.0)
    2
    """
    # A difference of whole seconds is exact, a sum may round down into ``t``.
    gone = bisect_right(moments, t - length)
    while gone < len(moments) and moments[gone] + length <= t:
        gone += 1
    return gone


def count_elapsed(since: float, length: float, t: float) -> int:
    """Whole lengths passed; none before ``since``.

    >>> count_elapsed(100.0, 10.0, 130.0), count_elapsed(100.0, 10.0, 99.0)
    (3, 0)
    """
    passed = max(0, int((t - since) // length))
    while since + (passed + 1) * length <= t:
        passed += 1
    while passed and since + passed * length > t:
        passed -= 1
    return passed


def find_next(*moments: float | None) -> float | None:
    """
    >>> find_next(None, 3.0, 2.0), find_next(None)
    (2.0, None)
    """
    return min((moment for moment in moments if moment is not None), default=None)
