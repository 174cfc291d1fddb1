"""Reading the index of an area: the words of records that are like those typed, and the records under entries.

What is read does not depend on anybody withheld: all words that are like the ones typed are taken, and records in
the order of their entries until enough were found that may be shown.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import NamedTuple

from scoring.linkage.finding.entries import record_of
from scoring.linkage.finding.fragments import fragments_of
from scoring.linkage.finding.likeness import find_alike
from scoring.linkage.finding.looks import Alike, Look
from scoring.linkage.finding.upkeep import beginning
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.keys import Subject
from scoring.state.reads import Range, Shelf

# Records read in one go: as many as a search mostly needs.
WINDOW = 256
# Above all that can be like one word.
_ALL = 1_000_000


class Hit(NamedTuple):
    """``by_place``: this led to a person only by where they are."""

    record: RecordId
    by_place: bool


async def read_alike(shelf: Shelf, typed: Iterable[tuple[Subject, str]]) -> Alike:
    """For each word typed the words of records that are like it. Cost: one round trip; what is read grows with the
    number of words that are like these, and not with that of records."""
    asked = [(word, near) for subject, word in dict.fromkeys(typed) for near in _near(subject, word)]
    found: dict[str, set[str]] = {word: set() for word, _ in asked}
    for number, member in await shelf.walk([near for _, near in asked], _ALL) if asked else ():
        found[asked[number][0]].add(member.rpartition(" ")[2].lstrip("^"))
    return {word: find_alike(word, words) for word, words in found.items()}


def _near(subject: Subject, word: str) -> list[Range]:
    ranges = [Range(keys.near(subject, fragment), f"{fragment} ") for fragment in sorted(fragments_of(word))]
    begun = [Range(keys.near(subject, beginning(word)), f"^{word}")] if len(word) > 1 else []
    return [*ranges, *begun]


async def read_hits(shelf: Shelf, subject: Subject, looks: Sequence[Look]) -> AsyncIterator[list[Hit]]:
    """All records under these entries, in their order, a window at a time; each once, or twice if once by place.

    Cost: one round trip a window, however many entries there are.
    """
    left = [(Range(keys.index(subject, look.words), look.place), look.by_place) for look in looks]
    seen: set[Hit] = set()
    while left:
        found = await shelf.walk([asked for asked, _ in left], WINDOW)
        hits = dict.fromkeys(Hit(record_of(member), left[number][1]) for number, member in found)
        yield [hit for hit in hits if hit not in seen]
        seen |= hits.keys()
        if len(found) < WINDOW:
            return
        number, last = found[-1]
        left = [(left[number][0]._replace(after=last), left[number][1]), *left[number + 1 :]]
