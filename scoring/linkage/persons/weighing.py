"""From how two records compare to how much that says."""

from collections.abc import Mapping
from math import exp2, frexp, ldexp, log2
from typing import NamedTuple

from scoring.linkage.persons.comparison import Levels, Partly
from scoring.linkage.persons.levels import FIELDS, Family, Given, Whereabouts
from scoring.linkage.persons.parameters import HOUSEHOLD, MATCH, RANDOM, Frequencies, Parameters, name_of

# Where both names agree in one of these ways, that one does makes the other likelier: names go by origin.
_GIVEN_AGREES = frozenset([Given.SAME, Given.PART, Given.NICKNAME, Given.SLIP, Given.SOUND])
_FAMILY_AGREES = frozenset(level for level in Family if level.name.split("_")[0] in ("SAME", "PART", "SLIP", "SOUND"))
_WHEREABOUTS = tuple(Whereabouts)
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
        self._met: dict[Levels, _Expected] = {}
        self._most: dict[tuple[Partly, int], float] = {}
        self._least_rarity = frexp(bound**-2)[1] - 1
        self.prior = round(100 * log2(self._expected[MATCH] / self._expected[RANDOM]))

    def weigh(self, levels: Levels, given: str, family: str) -> int:
        """``given`` and ``family`` are the names that agree to the letter, '' where none does."""
        match, household, chance, weight = self._met.get(levels) or self._expect(levels)
        if not given and not family:
            return weight
        return _weigh(match, household + chance * self.rarity_of_both(levels, given, family))

    def hopeless(self, levels: Partly, given: str, family: str, least: int) -> bool:
        """Whether the weight is under ``least`` wherever the two are."""
        # Within one, for the rounding of weights.
        if not given and not family:
            return self._find_most(levels, 0) < least - 1
        # First as if the names were as rare as any.
        if self._find_most(levels, self._least_rarity) < least - 1:
            return True
        # By powers of two, rounded down: the less there are by chance, the greater the weight.
        power = frexp(self.rarity_of_both(levels, given, family))[1] - 1
        return self._find_most(levels, power) < least - 1

    def _find_most(self, levels: Partly, power: int) -> float:
        most = self._most.get((levels, power))
        if most is None:
            most = self._most[levels, power] = self._bound(levels, ldexp(1.0, power))
        return most

    def _bound(self, partly: Partly, rarity: float) -> float:
        """The greatest weight at any whereabouts, in hundredths of a bit but not rounded."""
        rarity *= self._together if _names_agree(partly) else 1.0
        parts = {cls: self._product(cls, partly) for cls in self._tables}
        places = {cls: tables[len(partly)] for cls, tables in self._tables.items()}
        return max(
            100 * log2(match / (sum(parts[cls] * places[cls][at] for cls in HOUSEHOLD) + rarity * chance))
            for at, match, chance in (
                (at, parts[MATCH] * places[MATCH][at], parts[RANDOM] * places[RANDOM][at]) for at in _WHEREABOUTS
            )
        )

    def rarity_of_both(self, levels: Levels | Partly, given: str, family: str) -> float:
        """Of swapped names nobody knows which is which: the likelier by chance counts."""
        if levels[0] is not Given.SWAPPED:
            return _rarity(self._given, given) * _rarity(self._family, family)
        straight = _rarity(self._given, given) * _rarity(self._family, family)
        return max(straight, _rarity(self._given, family) * _rarity(self._family, given))

    def of_level(self, at: int, level: int) -> int:
        """What one field says of match against chance."""
        return round(100 * log2(self._tables[MATCH][at][level] / self._tables[RANDOM][at][level]))

    def rarity(self, field: str, word: str) -> float:
        return _rarity(self._given if field == "given name" else self._family, word)

    def names_together(self, levels: Levels) -> int:
        return round(-100 * log2(self._together)) if _names_agree(levels) else 0

    def likeliest_of_household(self, levels: Levels) -> str:
        return max(HOUSEHOLD, key=lambda cls: self._product(cls, levels))

    def _expect(self, levels: Levels) -> "_Expected":
        """The patterns of levels that occur are some thousands, so all met are kept."""
        match, household = self._product(MATCH, levels), sum(self._product(cls, levels) for cls in HOUSEHOLD)
        chance = self._product(RANDOM, levels) * (self._together if _names_agree(levels) else 1.0)
        found = self._met[levels] = _Expected(match, household, chance, _weigh(match, household + chance))
        return found

    def _product(self, cls: str, levels: Levels | Partly) -> float:
        product = self._expected[cls]
        for table, level in zip(self._tables[cls], levels, strict=False):
            product *= table[level]
        return product


class _Expected(NamedTuple):
    """``weight`` where no word agrees to the letter."""

    match: float
    household: float
    chance: float
    weight: int


def _rarity(factors: Mapping[str, float], word: str) -> float:
    if not word:
        return 1.0
    return factors[word] if word in factors else factors[""]


def _weigh(match: float, others: float) -> int:
    return round(100 * log2(match / others))


def _names_agree(levels: Levels | Partly) -> bool:
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
