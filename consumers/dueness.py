"""Whether what is done every so often is due again, whatever the clock did meanwhile."""

from datetime import datetime, timedelta


def is_due(last: datetime | None, at: datetime, every: timedelta) -> bool:
    """Also after a clock that was ahead is put right: the last time stands in the future then.

    >>> noon, later, minute = datetime(2026, 11, 1, 12), datetime(2026, 11, 1, 12, 1), timedelta(minutes=1)
    >>> is_due(noon, later, minute), is_due(later, noon, minute), is_due(noon, noon, minute), is_due(None, noon, minute)
    (True, True, False, True)
    """
    return last is None or abs(at - last) >= every
