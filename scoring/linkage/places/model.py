"""How much two places say about being one: a Fellegi-Sunter model with three ways of being another.

A pair is one dwelling, or two dwellings at random, or two neighbours in a street, or two units of a building. The
weight is log2 of the odds of the first against the likeliest of the others, so that all that neighbours share anyway
(street, postcode, town) does not count for being one: what tells neighbours apart decides.
"""

from functools import lru_cache
from pathlib import Path

from scoring.linkage.matching import Waterfall
from scoring.linkage.places.blocking import block
from scoring.linkage.places.comparing import compare
from scoring.linkage.places.explaining import FIELDS, Told, tell
from scoring.linkage.places.forms import Form, read_form
from scoring.linkage.places.levels import Levels, Name, Number, Street
from scoring.linkage.places.parameters import CLASSES, Parameters, read_default, read_file
from scoring.linkage.places.words import STREET_TYPES
from scoring.linkage.records import Place

Weights = tuple[int, ...]


class PlaceModel:
    """A :class:`~scoring.linkage.matching.Matcher` of places. ``weigh`` costs 10 to 15 µs once forms are read."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self.version = parameters.version
        self.threshold = parameters.threshold
        self.doubt = parameters.doubt
        self.floor = parameters.floor
        self._tables = tuple(
            (parameters.priors[name], tuple(parameters.levels[field][name] for field in FIELDS)) for name in CLASSES
        )
        self._rarity = lru_cache(maxsize=65_536)(self._measure_rarity)

    def keys(self, statement: Place, /) -> tuple[str, ...]:
        return block(read_form(statement))

    def weigh(self, one: Place, other: Place, /) -> int:
        return self.weigh_forms(read_form(one), read_form(other))

    def weigh_forms(self, one: Form, other: Form) -> int:
        if one.premises.nowhere or other.premises.nowhere:
            return self.floor
        same, *others = self._weigh_classes(one, other, compare(one, other))
        return sum(same) - max(map(sum, others))

    def explain(self, one: Place, other: Place, /) -> Waterfall:
        """Each finding's weight is what its field says for one dwelling over the likeliest other explanation."""
        a, b = read_form(one), read_form(other)
        levels = compare(a, b)
        if a.premises.nowhere or b.premises.nowhere:
            return tell(Told(a, b, levels, "nowhere", (self.floor,)))
        same, *others = self._weigh_classes(a, b, levels)
        at = max(range(len(others)), key=lambda at: sum(others[at]))
        gains = tuple(mine - theirs for mine, theirs in zip(same, others[at], strict=True))
        return tell(Told(a, b, levels, CLASSES[1 + at], gains))

    def _weigh_classes(self, one: Form, other: Form, levels: Levels) -> list[list[int]]:
        """By class the prior and, in the order of :data:`FIELDS`, each field's log-probability."""
        postcode, street, name, number, unit, locality, uprn, numbered = levels
        named, alone = (name, 0) if numbered else (0, name)
        ats = (postcode, street, named, alone, number, unit, locality, uprn)
        weights = [[prior, *[table[at] for table, at in zip(tables, ats, strict=True)]] for prior, tables in self._tables]
        random = weights[1]
        if street is Street.SAME or street is Street.NEAR:
            random[2] -= min(self._rarity(one.street_words), self._rarity(other.street_words))
        if name is Name.SAME:
            random[3 if numbered else 4] -= min(self._rarity(one.name_words), self._rarity(other.name_words))
        if number is Number.SAME:
            random[5] -= self._parameters.number_rarity[min(len(one.digits), 4) - 1]
        return weights

    def _measure_rarity(self, words: tuple[str, ...]) -> int:
        parameters = self._parameters
        telling = [word for word in words if word not in STREET_TYPES] or words
        low, high = parameters.rarity_bounds
        return max(low, min(high, sum(parameters.rarity.get(word, parameters.rarity_other) for word in telling)))


def load_place_model(path: Path | None = None) -> PlaceModel:
    """The model in a file, or the one that ships. Raises :class:`Invalid` for a file that is none."""
    return PlaceModel(read_file(path) if path else read_default())
