"""The model of persons, as its file says."""

import re
from importlib import resources
from pathlib import Path

import msgspec

from scoring.linkage.matching import Waterfall
from scoring.linkage.persons.blocking import blocking_keys
from scoring.linkage.persons.comparison import compare, compare_bearers, could_be_anybody
from scoring.linkage.persons.explaining import explain, restrain
from scoring.linkage.persons.features import Features, read_features
from scoring.linkage.persons.parameters import RANDOM, Parameters
from scoring.linkage.persons.resizing import resize
from scoring.linkage.persons.weighing import Weighing
from scoring.linkage.persons.whereabouts import compare_places
from scoring.linkage.records import Identity

_DEFAULT = "uk.json"
_NUMBERS = re.compile(rb"\[[-+.,\deE\s]*\]")


class PersonModel:
    """A :class:`scoring.linkage.matching.Matcher` of identities. ``weigh`` costs 5 to 15 µs on names met before."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.version = parameters.version
        self.threshold = parameters.threshold
        self.doubt = parameters.doubt
        self.floor = parameters.floor
        self._least = min(parameters.doubt, parameters.threshold)
        self._nothing = self._least - 1
        self._weighing = Weighing(parameters)

    def among(self, people: int | None) -> "PersonModel":
        """The same for an area where so many live, and this one where nobody says; its version says so, where it is
        another."""
        if people is None or people == self.parameters.expected[RANDOM]:
            return self
        return PersonModel(resize(self.parameters, people, f"{self.version} among {people}"))

    def keys(self, statement: Identity, /) -> tuple[str, ...]:
        return blocking_keys(statement)

    def read(self, statement: Identity, /) -> Features:
        return read_features(statement)

    def weigh(self, one: Identity, other: Identity, /) -> int:
        return self.weigh_forms(read_features(one), read_features(other))

    def weigh_forms(self, one: Features, other: Features, /) -> int:
        found = compare(one, other)
        weight = self._weighing.weigh(*found)
        return min(weight, self._nothing) if could_be_anybody(one, other, found.levels) else weight

    def notice(self, one: Features, other: Features, /) -> int | None:
        partly, given, family = compare_bearers(one, other)
        if self._weighing.hopeless(partly, given, family, self._least):
            return None
        levels = (*partly, compare_places(one.place, other.place))
        weight = self._weighing.weigh(levels, given, family)
        return weight if weight >= self._least and not could_be_anybody(one, other, levels) else None

    def explain(self, one: Identity, other: Identity, /) -> Waterfall:
        a, b = read_features(one), read_features(other)
        comparison = compare(a, b)
        told = explain(self._weighing, comparison, one, other)
        return restrain(told, self._nothing) if could_be_anybody(a, b, comparison.levels) else told


def load_person_model(path: Path | None = None) -> PersonModel:
    """The model that ships, unless another's file is named. Raises ``msgspec.ValidationError`` on a file of another
    shape, ``OSError`` on one that cannot be read."""
    shipped = resources.files("scoring.linkage.persons") / "models" / _DEFAULT
    return PersonModel(msgspec.json.decode((path or shipped).read_bytes(), type=Parameters))


def save_person_model(model: PersonModel) -> bytes:
    """The file's text, in JSON that a person can read: a name to a line."""
    text = msgspec.json.format(msgspec.json.encode(model.parameters))
    return _NUMBERS.sub(lambda found: b" ".join(found[0].split()), text)
