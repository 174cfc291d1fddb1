"""Calendar months, in UTC, named as ``2026-01``."""

from datetime import UTC, datetime

DAY = 86_400.0


def name_month(t: float) -> str:
    """
    >>> name_month(0.0)
    '1970-01'
    """
    return f"{datetime.fromtimestamp(t, UTC):%Y-%m}"


def begin_month(month: str) -> float:
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC).timestamp()


def end_month(month: str) -> float:
    return begin_month(next_month(month))


def next_month(month: str) -> str:
    """
    >>> next_month("2025-12")
    '2026-01'
    """
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02d}"


def month_before(month: str) -> str:
    """
    >>> month_before("2026-01")
    '2025-12'
    """
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1)}-{(number - 2) % 12 + 1:02d}"
