"""Times of keys: an area has a new tree every month, so that a month's keys can be destroyed at once.

An epoch's number is the day on which it began, and two digits more for one that was begun by hand on the same day;
smaller numbers are from before that was so.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

_PER_DAY = 100
# What came in on the last day of an epoch may have happened a day later by its sender's clock, and whoever seals learns
# of a new epoch within a minute, unless it was away.
ROOM = timedelta(days=3)


def number_epoch(begun: datetime) -> int:
    """
    >>> number_epoch(datetime(2026, 11, 29, tzinfo=UTC))
    2026112900
    """
    day = begun.astimezone(UTC)
    return ((day.year * 100 + day.month) * 100 + day.day) * _PER_DAY


def is_over(epoch: int, now: datetime) -> bool:
    """Whether it was begun in a month before this one, so that another is to be sealed with.

    >>> is_over(1, datetime(2026, 11, 29, tzinfo=UTC)), is_over(2026112901, datetime(2026, 11, 30, tzinfo=UTC))
    (True, False)
    """
    return _month_of(epoch) < _month_of(number_epoch(now))


def find_past(epochs: Sequence[int], kept: datetime) -> list[int]:
    """Of these, earliest first, those in which nothing was sealed that happened after ``kept``: the next had begun.

    >>> find_past([1, 2026112900, 2026120100], datetime(2026, 12, 3, tzinfo=UTC))
    [1]
    """
    return [epoch for epoch, following in pairwise(epochs) if _begun(following) + ROOM < kept]


def _month_of(epoch: int) -> int:
    return epoch // _PER_DAY // 100


def _begun(epoch: int) -> datetime:
    day = epoch // _PER_DAY
    if not day:
        return datetime.max.replace(tzinfo=UTC) - ROOM
    return datetime(day // 10_000, day // 100 % 100, day % 100, tzinfo=UTC)
