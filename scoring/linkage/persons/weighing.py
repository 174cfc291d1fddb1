"""From how two records compare to how much that says."""

from collections.abc import Callable, Mapping
from functools import partial
from math import exp2, frexp, ldexp, log2
from operator import mul
from typing import NamedTuple

from scoring.linkage.persons.company import Company
from scoring.linkage.persons.comparison import Comparison, Levels, Partly
from scoring.linkage.persons.levels import FIELDS, Family, Given, Whereabouts
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
        self._company = Company(parameters.communities, bound)
        self._met: dict[Levels, _Expected] = {}
        self._most: dict[Partly, _Bounds] = {}
        tables = {cls: table[-1] for cls, table in self._tables.items()}
        self._places = [
            (tables[MATCH][at], tables[RANDOM][at], tuple(tables[cls][at] for cls in HOUSEHOLD)) for at in Whereabouts
        ]
        self._least_rarity = frexp(bound**-2 * self._company.least / self._together)[1] - 1
        self.prior = round(100 * log2(self._expected[MATCH] / self._expected[RANDOM]))

    def weigh(self, levels: Levels, given: str, family: str) -> int:
        """``given`` and ``family`` are the names that agree to the letter, '' where none does."""
        match, household, chance, weight = self._met.get(levels) or self._expect(levels)
        if not given and not family:
            return weight
        return _weigh(match, household + chance * self.rarity_of_both(levels, given, family))

    def hopeless(self, levels: Partly, given: str, family: str, least: int) -> bool:
        """Whether the weight is under ``least`` wherever the two are."""
        most = self._most.get(levels)
        if most is None:
            most = self._most[levels] = _Bounds(partial(self._bound, levels))
        # Within one, for the rounding of weights.
        least -= 1
        if not given and not family:
            return most[0] < least
        # First as if the names were as rare as any.
        if most[self._least_rarity] < least:
            return True
        # By powers of two, rounded down: the less there are by chance, the greater the weight.
        return most[frexp(self.rarity_of_both(levels, given, family))[1] - 1] < least

    def _bound(self, partly: Partly, power: int) -> float:
        """The greatest weight at any whereabouts of names as rare as this power of two, in hundredths of a bit but not
        rounded."""
        rarity = ldexp(self._together if _names_agree(partly) else 1.0, power)
        match, chance, *household = (self._product(cls, partly) for cls in self._tables)
        chance *= rarity
        odds = [match * same / (sum(map(mul, household, kin)) + chance * random) for same, random, kin in self._places]
        return 100 * log2(max(odds))

    def rarity_of_both(self, levels: Levels | Partly, given: str, family: str) -> float:
        """Beside what ``names_together`` says of any two. Of swapped names nobody knows which is which: the likelier by
        chance counts."""
        straight = self._given[given] * self._family[family]
        if not given or not family or not _names_agree(levels):
            return straight
        straight *= self._go_together(given, family) / self._together
        if levels[0] is not Given.SWAPPED:
            return straight
        other_way = self._given[family] * self._family[given]
        return max(straight, other_way * (self._go_together(family, given) / self._together))

    def _go_together(self, given: str, family: str) -> float:
        """As often as any two, where nobody knows how often these do."""
        return self._company.find(given, family) or self._together

    def of_level(self, at: int, level: int) -> int:
        """What one field says of match against chance."""
        return round(100 * log2(self._tables[MATCH][at][level] / self._tables[RANDOM][at][level]))

    def rarity(self, field: str, word: str) -> float:
        return (self._given if field == "given name" else self._family)[word]

    def names_together(self, comparison: Comparison) -> int:
        """Of swapped names what any two say: the rest is in their rarity."""
        levels, given, family = comparison
        if not _names_agree(levels):
            return 0
        often = self._together if levels[0] is Given.SWAPPED else self._go_together(given, family)
        return round(-100 * log2(often))

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


class _Factors(dict[str, float]):
    """By name how much more often than names do it agrees by chance; 1 for no name, and ``unlisted`` for all others."""

    def __init__(self, shares: Mapping[str, float], unlisted: float) -> None:
        super().__init__({**shares, "": 1.0})
        self._unlisted = unlisted

    def __missing__(self, name: str) -> float:
        return self._unlisted


class _Bounds(dict[int, float]):
    """By power of two, found when it is asked for."""

    def __init__(self, find: Callable[[int], float]) -> None:
        self._find = find

    def __missing__(self, power: int) -> float:
        found = self[power] = self._find(power)
        return found


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


def _factors(frequencies: Frequencies, bound: float) -> _Factors:
    def factor(share: float) -> float:
        return min(max(share / frequencies.typical, 1 / bound), bound)

    return _Factors({name: factor(share) for name, share in frequencies.shares.items()}, factor(frequencies.other))
