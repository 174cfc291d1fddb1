"""Agencies' own numbers for people and cases. Such a number is a source's own, so its source stands in front of it."""


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
