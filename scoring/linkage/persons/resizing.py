"""A model for an area of another size."""

from msgspec.structs import replace

from scoring.linkage.persons.levels import Whereabouts
from scoring.linkage.persons.parameters import RANDOM, Parameters, name_of

# As many strangers live in a street of a city as in one of a town.
_LOCAL = (
    Whereabouts.DOOR,
    Whereabouts.DOOR_OTHER_POSTCODE,
    Whereabouts.BUILDING,
    Whereabouts.OTHER_FLAT,
    Whereabouts.NEIGHBOUR,
    Whereabouts.SAME_POSTCODE,
    Whereabouts.COMMUNAL,
    Whereabouts.NUMBER_SLIP,
    Whereabouts.POSTCODE,
    Whereabouts.POSTCODE_SLIP,
)


def resize(parameters: Parameters, people: int, version: str) -> Parameters:
    """Of strangers there are more where more people live, and as many in one's own street. Nothing else depends on it:
    not who lives together, nor how somebody's own records differ."""
    share = parameters.expected[RANDOM] / people
    addresses = dict(parameters.chances["address"])
    for level in map(name_of, _LOCAL):
        addresses[level] = addresses[level] | {RANDOM: min(addresses[level][RANDOM] * share, 1.0)}
    return replace(
        parameters,
        version=version,
        expected=parameters.expected | {RANDOM: float(people)},
        chances=parameters.chances | {"address": addresses},
    )
