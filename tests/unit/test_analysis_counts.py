"""Counts of what is left for analysis."""

import pytest

from infra.analysis.counting import Count, count_lines
from infra.analysis.lines import Line


def line(person: str) -> Line:
    return Line("northmoor", "2025-03", "police", "police-incident-recorded", "", "", "", "", "NM4", person, "")


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (["a"] * 12, Count(None, None)),
        ([*"abcd"] * 3, Count(None, None)),
        ([*"abcde"] * 2, Count(10, 5)),
        ([*"abcde", *[""] * 3], Count(10, 5)),
        ([""] * 12, Count(10, None)),
        ([""] * 4, Count(None, None)),
    ],
)
def test_contacts_of_fewer_than_five_people_are_not_told(people: list[str], told: Count) -> None:
    """However many they are: who knows one of the people would know of their contacts. Where nobody is named there is
    nobody to be known by it."""
    assert list(count_lines(map(line, people), ["month"]).values()) == [told]
