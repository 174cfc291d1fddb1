"""Why two records weigh what they weigh, line by line."""

from collections.abc import Iterator
from enum import IntEnum
from math import log2

from scoring.linkage.matching import Finding, Waterfall
from scoring.linkage.persons.comparison import Comparison
from scoring.linkage.persons.levels import FIELDS, Given
from scoring.linkage.persons.weighing import Weighing
from scoring.linkage.persons.wording import words_of
from scoring.linkage.records import Identity

_HOUSEHOLD = {
    "twins": "twins of one household fit too",
    "namesakes": "two of one name in a household fit too",
    "relatives": "another person of that household fits too",
}


def explain(weighing: Weighing, comparison: Comparison, one: Identity, other: Identity) -> Waterfall:
    """The findings add up to ``weighing.weigh`` exactly: what rounding leaves is in the line of the household."""
    findings = [Finding("before looking", "how seldom two records are one", "", "", weighing.prior)]
    findings += _fields(weighing, comparison, one, other)
    total = weighing.weigh(comparison)
    rest = total - sum(finding.weight for finding in findings)
    if rest:
        likeliest = weighing.likeliest_of_household(comparison.levels)
        findings.append(Finding("household", _HOUSEHOLD[likeliest], "", "", rest))
    return Waterfall(tuple(findings), total, 1 / (1 + 2 ** (-total / 100)))


def _fields(weighing: Weighing, comparison: Comparison, one: Identity, other: Identity) -> Iterator[Finding]:
    for at, (field, level) in enumerate(zip(FIELDS, comparison.levels, strict=True)):
        if level:
            yield Finding(field, words_of(level), *_said(field, level, one, other), weighing.of_level(at, level))
    if together := weighing.names_together(comparison.levels):
        yield Finding("names", "names of one origin go together", "", "", together)
    for field, word in (("given name", comparison.given_word), ("family name", comparison.family_word)):
        if word and (weight := round(-100 * log2(weighing.rarity(field, word)))):
            yield Finding(field, "a rare name" if weight > 0 else "a common name", word, word, weight)


def _said(field: str, level: IntEnum, one: Identity, other: Identity) -> tuple[str, str]:
    if field == "given name" and level in (Given.SWAPPED, Given.SWAPPED_ALIKE, Given.HALF_SWAPPED):
        return f"{one.given_name} {one.family_name}", f"{other.given_name} {other.family_name}"
    return _text(field, one), _text(field, other)


def _text(field: str, identity: Identity) -> str:
    match field:
        case "given name":
            return identity.given_name
        case "family name":
            return identity.family_name
        case "birth date":
            return identity.birth_date
        case "gender":
            return identity.gender
        case "NHS number":
            return identity.nhs_number
        case _:
            return ", ".join(part for part in (identity.address, identity.postcode) if part)
