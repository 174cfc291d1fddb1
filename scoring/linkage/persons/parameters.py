"""What a model file holds."""

from enum import IntEnum

import msgspec

from scoring.linkage.persons.levels import CASES

# The classes a pair of records can be of. Of the same household are: twins; two of one name, as father and son
# often are; any other two.
MATCH, RANDOM, TWINS, NAMESAKES, RELATIVES = "match", "random", "twins", "namesakes", "relatives"
HOUSEHOLD = (TWINS, NAMESAKES, RELATIVES)
CLASSES = (MATCH, RANDOM, *HOUSEHOLD)

Chances = dict[str, float]


class Provenance(msgspec.Struct, frozen=True):
    """``records`` were read; the truth about them never was. ``given`` is an ISO date, or '' when not given."""

    trained_on: str
    records: int
    seed: int
    given: str
    code: str


class Frequencies(msgspec.Struct, frozen=True):
    """Shares of people who bear a name in compare form. ``typical`` is the chance that two people bear the same, and
    ``other`` the share that a name not listed here is taken to have: names of few people are not written down."""

    typical: float
    other: float
    shares: dict[str, float]


class Communities(msgspec.Struct, frozen=True):
    """Of whom names are borne: the share of each community in all people, and of each in those of a name. See
    :mod:`communities`."""

    shares: tuple[float, ...]
    given_names: dict[str, tuple[float, ...]]
    family_names: dict[str, tuple[float, ...]]

    def __post_init__(self) -> None:
        rows = (*self.given_names.values(), *self.family_names.values())
        if min(self.shares, default=1.0) <= 0 or any(len(row) != len(self.shares) for row in rows):
            raise ValueError("communities need a share above nought each, and each name one share of every community")


class Parameters(msgspec.Struct, frozen=True):
    """``expected``: how many other records of each class there are for each other record of the same person; strangers
    as many as there are people, however many records these have. ``chances``: field, level, class. Weights are in
    hundredths of a bit; ``most_for_a_name`` bounds what a name's frequency adds or takes. ``names_together``: how many
    times as often as by the product of their chances two strangers have both names alike, because given and family
    names go by origin; ``communities``, if any, tell it of two names that are the same."""

    version: str
    provenance: Provenance
    threshold: int
    doubt: int
    floor: int
    most_for_a_name: int
    names_together: float
    expected: Chances
    chances: dict[str, dict[str, Chances]]
    given_names: Frequencies
    family_names: Frequencies
    communities: Communities | None = None

    def __post_init__(self) -> None:
        if not set(CLASSES) <= self.expected.keys() or min(self.expected[MATCH], self.expected[RANDOM]) <= 0:
            raise ValueError(f"it does not say how many there are expected of {', '.join(CLASSES)}")
        if self.names_together <= 0:
            raise ValueError("names_together must be above nought")
        for field, cases in CASES.items():
            held = self.chances.get(field, {})
            if missing := [name_of(level) for case in cases for level in case if name_of(level) not in held]:
                raise ValueError(f"it says nothing of {field}: {', '.join(missing)}; train it anew")


def name_of(level: IntEnum) -> str:
    return level.name.lower().replace("_", " ")
