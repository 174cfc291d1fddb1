"""Whether two records are of one person, as the model of a file says."""

from functools import cached_property, lru_cache
from importlib import resources
from math import exp2, log2
from pathlib import Path

import msgspec

from scoring.linkage.matching import Finding, Waterfall
from scoring.linkage.persons.blocking import blocking_keys
from scoring.linkage.persons.comparison import Comparison, Levels, compare
from scoring.linkage.persons.features import read_features
from scoring.linkage.persons.levels import FIELDS
from scoring.linkage.persons.parameters import HOUSEHOLD, MATCH, RANDOM, Frequencies, Parameters, name_of
from scoring.linkage.records import Identity

DEFAULT = "uk-1.json"


class PersonModel:
    """A pair is weighed against two other explanations: two people who have nothing to do with each other, and two of
    one household. Where the second fits well, an agreement in name, address or birth date is worth little."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self._tables = {cls: _table(parameters, cls) for cls in (MATCH, RANDOM, *HOUSEHOLD)}
        bound = exp2(parameters.most_for_a_name / 100)
        self._given = _Rarity(parameters.given_names, bound)
        self._family = _Rarity(parameters.family_names, bound)
        self._odds: dict[Levels, tuple[float, float, float]] = {}

    @property
    def version(self) -> str:
        return self.parameters.version

    @property
    def threshold(self) -> int:
        return self.parameters.threshold

    @property
    def doubt(self) -> int:
        return self.parameters.doubt

    @property
    def floor(self) -> int:
        return self.parameters.floor

    def keys(self, identity: Identity, /) -> tuple[str, ...]:
        return blocking_keys(identity)

    def weigh(self, one: Identity, other: Identity, /) -> int:
        comparison = compare(read_features(one), read_features(other))
        match, household, chance = self._expect(comparison.levels)
        rarity = self._given(comparison.given_word) * self._family(comparison.family_word)
        return round(100 * log2(match / (household + chance * rarity)))

    def _expect(self, levels: Levels) -> tuple[float, float, float]:
        """How many pairs with these levels a record has of each kind: matches, household, chance."""
        found = self._odds.get(levels)
        if found is None:
            match = self._product(MATCH, levels)
            household = sum(self._product(cls, levels) for cls in HOUSEHOLD)
            found = self._odds[levels] = (match, household, self._product(RANDOM, levels))
        return found

    def _product(self, cls: str, levels: Levels) -> float:
        product = self.parameters.expected[cls]
        for table, level in zip(self._tables[cls], levels, strict=True):
            product *= table[level]
        return product


class _Rarity:
    """How much less or more often a name agrees by chance than names do: a factor, 1 for ''."""

    def __init__(self, frequencies: Frequencies, bound: float) -> None:
        self._shares = {
            name: min(max(share / frequencies.typical, 1 / bound), bound) for name, share in frequencies.shares.items()
        }
        self._other = min(max(frequencies.other / frequencies.typical, 1 / bound), bound)

    def __call__(self, name: str) -> float:
        return self._shares.get(name, self._other) if name else 1.0


def _table(parameters: Parameters, cls: str) -> tuple[tuple[float, ...], ...]:
    tables = []
    for field, shape in FIELDS.items():
        held = parameters.chances[field]
        tables.append(tuple(held[name_of(level)][cls] if name_of(level) in held else 1.0 for level in shape))
    return tuple(tables)


def load_person_model(path: Path | None = None) -> PersonModel:
    if path is None:
        text = (resources.files("scoring.linkage.persons") / "models" / DEFAULT).read_bytes()
    else:
        text = path.read_bytes()
    return PersonModel(msgspec.json.decode(text, type=Parameters))
