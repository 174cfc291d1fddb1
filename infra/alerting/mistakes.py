"""What is wrong with a rules file: where it stands, what is there, and what is expected instead."""

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from streams.errors import Invalid

# "hob" is hub, "polise" police and "house" household; what is less like any is told what there is.
_LIKE = 0.75
# Who has more mistakes than these begins with these.
_TOLD = 100


class Place(NamedTuple):
    """Counted from 1, as editors do."""

    line: int
    column: int


TOP = Place(1, 1)


class Mistake(NamedTuple):
    place: Place
    wrong: str
    expected: str

    def tell(self, file: str) -> str:
        """
        >>> Mistake(Place(3, 5), "there is no severity 'rde'", "did you mean red?").tell("rules.yaml")
        "rules.yaml:3:5: there is no severity 'rde'; did you mean red?"
        """
        return f"{file}:{self.place.line}:{self.place.column}: {self.wrong}; {self.expected}"


class WrongRules(Invalid):
    """``mistakes`` are all that were found, from the top of the file to its end."""

    def __init__(self, file: str, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        told = [mistake.tell(file) for mistake in self.mistakes[:_TOLD]]
        more = [f"{file}: and {len(self.mistakes) - _TOLD:,} more"] if len(self.mistakes) > _TOLD else []
        super().__init__("rules-wrong", "\n".join([*told, *more]))


def suggest(said: str, known: Iterable[str]) -> str:
    """
    >>> suggest("polise", ["police", "fire"]), suggest("x", ["police", "fire"])
    ('did you mean police?', 'expected one of: police, fire')
    """
    names = list(known)
    likest = process.extractOne(said.casefold(), names, scorer=JaroWinkler.normalized_similarity, score_cutoff=_LIKE)
    return f"did you mean {likest[0]}?" if likest else f"expected one of: {', '.join(names)}"


def shorten(said: str) -> str:
    """What stands in the file, in quotation marks, short enough for a line and with nothing a terminal would obey."""
    plain = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in said)
    return f"'{plain}'" if len(plain) <= 40 else f"'{plain[:39]}…'"
