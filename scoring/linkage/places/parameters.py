"""The file a model of places is kept in: JSON, with a format number and where its numbers come from."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from scoring.linkage.places.levels import COUNTS
from streams.errors import Invalid

FORMAT = 1
CLASSES = ("same", "random", "neighbour", "building")


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All in hundredths of a bit.

    ``priors``: log2 of the share of all pairs, by class. ``levels``: log2 of the probability of each level in a
    class, by field and class. ``rarity``: minus log2 of the share of dwellings in a street that bears the word;
    ``rarity_other`` of a word not listed, ``rarity_bounds`` of a whole street's name. ``name_rarity`` of the name of a
    house or building. ``number_rarity``: of a house number by its count of digits.
    """

    format: int
    version: str
    provenance: Mapping[str, str]
    threshold: int
    doubt: int
    floor: int
    priors: Mapping[str, int]
    levels: Mapping[str, Mapping[str, tuple[int, ...]]]
    rarity: Mapping[str, int]
    rarity_other: int
    rarity_bounds: tuple[int, int]
    name_rarity: int
    number_rarity: tuple[int, ...]


def read_parameters(raw: bytes, where: str) -> Parameters:
    """Raises :class:`Invalid` when these are not a model's."""
    try:
        parameters = msgspec.json.decode(raw, type=Parameters)
    except msgspec.DecodeError as error:
        raise Invalid("place-model", f"{where} is no model of places: {error}", "model") from error
    if parameters.format != FORMAT:
        raise Invalid("place-model", f"{where} has format {parameters.format}, this version reads {FORMAT}", "model")
    for field, count in COUNTS.items():
        lengths = {len(parameters.levels.get(field, {}).get(name, ())) for name in CLASSES}
        if lengths != {count} or not set(CLASSES) <= set(parameters.priors):
            raise Invalid("place-model", f"{where} lacks weights of {field} for {', '.join(CLASSES)}", "model")
    return parameters


@cache
def read_default() -> Parameters:
    name = "default.json"
    return read_parameters(files(__package__).joinpath(name).read_bytes(), name)


def read_file(path: Path) -> Parameters:
    """Raises :class:`Invalid` when the file cannot be read or is no model."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Invalid("place-model", f"{path} cannot be read: {error.strerror}", "model") from error
    return read_parameters(raw, str(path))
