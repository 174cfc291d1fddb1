"""Agencies' own numbers for people and cases. Such a number is a source's own, so its source stands in front of it.
And NHS numbers that stand for none."""

_FILLERS = frozenset(["1234567890", "0123456789", "9876543210"])


def name_number(source: str, number: str) -> str:
    """
    >>> name_number("uk.nhs.northmoor", "C-900/14")
    'uk.nhs.northmoor/C-900/14'
    """
    return f"{source}/{number}"


def bare(number: str) -> str:
    """As the agency writes it. Numbers may hold a stroke themselves; no source does.

    >>> bare("uk.nhs.northmoor/C-900/14")
    'C-900/14'
    """
    return number.partition("/")[2]


def source_of(number: str) -> str:
    """Empty where it is not known."""
    return number.partition("/")[0]


def is_filler(nhs_number: str) -> bool:
    """Of ten digits: one of them ten times over, or all in a row. The check digit may be right.

    >>> is_filler("9876543210"), is_filler("4444444444"), is_filler("9990000018")
    (True, True, False)
    """
    return len(set(nhs_number)) == 1 or nhs_number in _FILLERS
