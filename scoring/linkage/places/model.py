"""How much two places say about being one: a Fellegi-Sunter model with three ways of being another.

A pair is one dwelling, or two dwellings at random, or two neighbours in a street, or two units of a building. The
weight is log2 of the odds of the first against the likeliest of the others, so that all that neighbours share anyway
(street, postcode, town) does not count for being one: what tells neighbours apart decides.
"""

from functools import lru_cache
from pathlib import Path

from scoring.linkage.matching import Waterfall
from scoring.linkage.places.blocking import block_narrowly
from scoring.linkage.places.comparing import Listed, compare, list_levels
from scoring.linkage.places.explaining import FIELDS, Told, tell
from scoring.linkage.places.forms import Form, read_form
from scoring.linkage.places.levels import COUNTS, Levels, Name, Number, Street
from scoring.linkage.places.parameters import CLASSES, Parameters, read_default, read_file
from scoring.linkage.places.words import STREET_TYPES
from scoring.linkage.records import Place

_UNCOUNTED = COUNTS["name"]
_RARE = ("street", "name", "name_alone", "number")
_STREETS_AGREE, _NAMES_AGREE = (Street.SAME, Street.NEAR), (Name.SAME, Name.NEAR)


class PlaceModel:
    """A :class:`~scoring.linkage.matching.Matcher` of places. ``weigh`` costs 10 to 15 µs once forms are read."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self.version = parameters.version
        self.threshold = parameters.threshold
        self.doubt = parameters.doubt
        self.floor = parameters.floor
        self._least = min(parameters.doubt, parameters.threshold)
        # After its last level each table has a nought, for a field that does not count in a pair.
        self._tables = tuple(
            (parameters.priors[name], tuple((*parameters.levels[field][name], 0) for field in FIELDS))
            for name in CLASSES
        )
        self._rarity = lru_cache(maxsize=65_536)(self._measure_rarity)
        self._sums: dict[Listed, tuple[int, int, int, bool, bool]] = {}

    def keys(self, statement: Place, /) -> tuple[str, ...]:
        return block_narrowly(read_form(statement))

    def read(self, statement: Place, /) -> Form:
        return read_form(statement)

    def weigh(self, one: Place, other: Place, /) -> int:
        return self.measure(read_form(one), read_form(other))[0]

    def weigh_forms(self, one: Form, other: Form, /) -> int:
        return self.measure(one, other)[0]

    def notice(self, one: Form, other: Form, /) -> int | None:
        weight = self.measure(one, other)[0]
        return weight if weight >= self._least else None

    def measure(self, one: Form, other: Form) -> tuple[int, int]:
        """The weight, and the weight against a random address alone. The second ranks what might be meant by one
        text, where what they share with their neighbours is known of all of them."""
        if one.premises.nowhere or other.premises.nowhere:
            return self.floor, self.floor
        levels = list_levels(one, other)
        same, random, kin, street, number = self._sums.get(levels) or self._sum_classes(Levels(*levels))
        if street:
            random -= self._find_rarity(one.street_words, other.street_words)
        if number:
            random -= self._parameters.number_rarity[min(len(one.digits), 4) - 1]
        return same - (random if random > kin else kin), same - random

    def explain(self, one: Place, other: Place, /) -> Waterfall:
        """Each finding's weight is what its field says for one dwelling over the likeliest other explanation."""
        a, b = read_form(one), read_form(other)
        levels = compare(a, b)
        if a.premises.nowhere or b.premises.nowhere:
            return tell(Told(a, b, levels, "nowhere", (self.floor,)))
        same, *others = self._weigh_classes(levels)
        for field, rarity in zip(_RARE, self._rarities(a, b, levels), strict=True):
            others[0][1 + FIELDS.index(field)] -= rarity
        at = max(range(len(others)), key=lambda at: sum(others[at]))
        gains = tuple(mine - theirs for mine, theirs in zip(same, others[at], strict=True))
        return tell(Told(a, b, levels, CLASSES[1 + at], gains))

    def _weigh_classes(self, levels: Levels) -> list[list[int]]:
        """By class the prior and, in the order of :data:`FIELDS`, each field's log-probability."""
        postcode, street, name, number, unit, locality, uprn, numbered = levels
        named, alone = (name, _UNCOUNTED) if numbered else (_UNCOUNTED, name)
        ats = (postcode, street, named, alone, number, unit, locality, uprn)
        return [[prior, *(table[at] for table, at in zip(tables, ats, strict=True))] for prior, tables in self._tables]

    def _sum_classes(self, levels: Levels) -> tuple[int, int, int, bool, bool]:
        """Of the same, of random ones, and of the likelier of neighbours and units of a building; and whether how rare
        the street is counts besides, and how rare the number. The levels that occur are some thousands, so all met are
        kept."""
        same, random, neighbour, building = map(sum, self._weigh_classes(levels))
        if levels.name in _NAMES_AGREE:
            random -= self._parameters.name_rarity
        street, number = levels.street in _STREETS_AGREE, levels.number == Number.SAME
        found = self._sums[levels] = same, random, max(neighbour, building), street, number
        return found

    def _rarities(self, one: Form, other: Form, levels: Levels) -> tuple[int, int, int, int]:
        """How much less likely than the class has it random addresses agree, by the fields of :data:`_RARE`."""
        street = name = number = 0
        if levels.street in _STREETS_AGREE:
            street = self._find_rarity(one.street_words, other.street_words)
        if levels.name in _NAMES_AGREE:
            name = self._parameters.name_rarity
        if levels.number == Number.SAME:
            number = self._parameters.number_rarity[min(len(one.digits), 4) - 1]
        return street, name * levels.numbered, name * (not levels.numbered), number

    def _find_rarity(self, one: tuple[str, ...], other: tuple[str, ...]) -> int:
        return self._rarity(one) if one == other else min(self._rarity(one), self._rarity(other))

    def _measure_rarity(self, words: tuple[str, ...]) -> int:
        parameters = self._parameters
        telling = [word for word in words if word not in STREET_TYPES] or words
        low, high = parameters.rarity_bounds
        return max(low, min(high, sum(parameters.rarity.get(word, parameters.rarity_other) for word in telling)))


def load_place_model(path: Path | None = None) -> PlaceModel:
    """The model in a file, or the one that ships. Raises :class:`Invalid` for a file that is none."""
    return PlaceModel(read_file(path) if path else read_default())
