"""From how two records compare to how much that says."""

from collections.abc import Mapping
from math import exp2, log2

from scoring.linkage.persons.comparison import Comparison, Levels
from scoring.linkage.persons.levels import FIELDS, Family, Given
from scoring.linkage.persons.parameters import HOUSEHOLD, MATCH, RANDOM, Frequencies, Parameters, name_of

# Where both names agree in one of these ways, that one does makes the other likelier: names go by origin.
_GIVEN_AGREES = frozenset([Given.SAME, Given.PART, Given.NICKNAME, Given.SLIP, Given.SOUND])
_FAMILY_AGREES = frozenset(level for level in Family if level.name.split("_")[0] in ("SAME", "PART", "SLIP", "SOUND"))
Table = tuple[tuple[float, ...], ...]


class Weighing:
    """A pair is set against two other explanations: two people who have nothing to do with each other, and two of one
    household. Where the second fits as well, an agreement in family name or address says little.

    weight = log2( match / (household + chance * rarity) ), each the number of such pairs a record is expected to have.
    ``rarity`` is how much less often than names do on average these names agree by chance; within a household that
    has no bearing.
    """

    def __init__(self, parameters: Parameters) -> None:
        self._expected = parameters.expected
        self._tables = {cls: _table(parameters, cls) for cls in (MATCH, RANDOM, *HOUSEHOLD)}
        bound = exp2(parameters.most_for_a_name / 100)
        self._given = _factors(parameters.given_names, bound)
        self._family = _factors(parameters.family_names, bound)
        self._together = parameters.names_together
        self._met: dict[Levels, tuple[float, float, float]] = {}
        self.prior = round(100 * log2(self._expected[MATCH] / self._expected[RANDOM]))

    def weigh(self, comparison: Comparison) -> int:
        levels, given, family = comparison
        match, household, chance = self._met.get(levels) or self._expect(levels)
        if given or family:
            chance *= self.rarity_of_both(levels, given, family)
        return round(100 * log2(match / (household + chance)))

    def rarity_of_both(self, levels: Levels, given: str, family: str) -> float:
        """Of swapped names nobody knows which is which: the likelier by chance counts."""
        if levels[0] != Given.SWAPPED:
            return self.rarity("given name", given) * self.rarity("family name", family)
        straight = self.rarity("given name", given) * self.rarity("family name", family)
        return max(straight, self.rarity("given name", family) * self.rarity("family name", given))

    def of_level(self, at: int, level: int) -> int:
        """What one field says of match against chance."""
        return round(100 * log2(self._tables[MATCH][at][level] / self._tables[RANDOM][at][level]))

    def rarity(self, field: str, word: str) -> float:
        factors = self._given if field == "given name" else self._family
        return factors.get(word, factors[""]) if word else 1.0

    def names_together(self, levels: Levels) -> int:
        return round(-100 * log2(self._together)) if _names_agree(levels) else 0

    def likeliest_of_household(self, levels: Levels) -> str:
        return max(HOUSEHOLD, key=lambda cls: self._product(cls, levels))

    def _expect(self, levels: Levels) -> tuple[float, float, float]:
        """The patterns of levels that occur are some thousands, so all met are kept."""
        household = sum(self._product(cls, levels) for cls in HOUSEHOLD)
        chance = self._product(RANDOM, levels) * (self._together if _names_agree(levels) else 1.0)
        found = (self._product(MATCH, levels), household, chance)
        self._met[levels] = found
        return found

    def _product(self, cls: str, levels: Levels) -> float:
        product = self._expected[cls]
        for table, level in zip(self._tables[cls], levels, strict=True):
            product *= table[level]
        return product


def _names_agree(levels: Levels) -> bool:
    return levels[0] == Given.SWAPPED or (levels[0] in _GIVEN_AGREES and levels[1] in _FAMILY_AGREES)


def _table(parameters: Parameters, cls: str) -> Table:
    """One for a level that is of no case: nothing known, nothing said."""
    return tuple(
        tuple(held[name_of(level)][cls] if name_of(level) in held else 1.0 for level in shape)
        for shape, held in ((shape, parameters.chances[field]) for field, shape in FIELDS.items())
    )


def _factors(frequencies: Frequencies, bound: float) -> Mapping[str, float]:
    """By name, and under '' for one not listed: how much more often than names do it agrees by chance."""
    shares = {**frequencies.shares, "": frequencies.other}
    return {name: min(max(share / frequencies.typical, 1 / bound), bound) for name, share in shares.items()}
