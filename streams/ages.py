"""How long something is kept: in months of the calendar, back from a moment."""

from calendar import monthrange
from datetime import datetime

_MONTHS = 12


def go_back(moment: datetime, months: int) -> datetime:
    """
    >>> go_back(datetime(2028, 2, 29, 9), 12), go_back(datetime(2026, 3, 31), 1)
    (datetime.datetime(2027, 2, 28, 9, 0), datetime.datetime(2026, 2, 28, 0, 0))
    """
    year, month = divmod(moment.year * _MONTHS + moment.month - 1 - months, _MONTHS)
    if year < 1:
        return moment.replace(year=1, month=1, day=1)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
