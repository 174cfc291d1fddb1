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

# Each line is rounded to a hundredth of a bit; what that leaves is no line of its own.
_ROUNDING = 5
_TOGETHER, _SELDOM_TOGETHER = "names of one origin go together", "names that go together less than by chance"
_HOUSEHOLD = {
    "twins": "twins of one household fit too",
    "namesakes": "two of one name in a household fit too",
    "relatives": "another person of that household fits too",
}


def explain(weighing: Weighing, comparison: Comparison, one: Identity, other: Identity) -> Waterfall:
    """The findings add up to ``weighing.weigh`` exactly. What the household takes off is their last line, if any."""
    fields = list(_fields(weighing, comparison, one, other))
    total = weighing.weigh(*comparison)
    rest = total - weighing.prior - sum(finding.weight for finding in fields)
    rounding = abs(rest) <= _ROUNDING
    prior = weighing.prior + (rest if rounding else 0)
    findings = [Finding("before looking", "how seldom two records are one", "", "", prior), *fields]
    if not rounding:
        likeliest = weighing.likeliest_of_household(comparison.levels)
        findings.append(Finding("household", _HOUSEHOLD[likeliest], "", "", rest))
    return _add_up(tuple(findings), total)


def restrain(told: Waterfall, most: int) -> Waterfall:
    """With a last line that leaves no more than ``most``."""
    if told.weight <= most:
        return told
    finding = Finding("agency's own numbers", "two, and nothing but names is known", "", "", most - told.weight)
    return _add_up((*told.findings, finding), most)


def _add_up(findings: tuple[Finding, ...], total: int) -> Waterfall:
    return Waterfall(findings, total, 1 / (1 + 2 ** (-total / 100)))


def _fields(weighing: Weighing, comparison: Comparison, one: Identity, other: Identity) -> Iterator[Finding]:
    for at, (field, level) in enumerate(zip(FIELDS, comparison.levels, strict=True)):
        if level:
            yield Finding(field, words_of(level), *_said(field, level, one, other), weighing.of_level(at, level))
    if together := weighing.names_together(comparison):
        yield Finding("names", _TOGETHER if together < 0 else _SELDOM_TOGETHER, "", "", together)
    yield from _rarities(weighing, comparison)


def _rarities(weighing: Weighing, comparison: Comparison) -> Iterator[Finding]:
    levels, given, family = comparison
    if levels[0] is Given.SWAPPED:
        factors = [("names", f"{given} {family}", weighing.rarity_of_both(levels, given, family))]
    else:
        agreeing = (("given name", given), ("family name", family))
        factors = [(field, word, weighing.rarity(field, word)) for field, word in agreeing if word]
    for field, word, factor in factors:
        if weight := round(-100 * log2(factor)):
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
