"""What no ranking of names alone can better: everybody is looked at, and whoever is spelt nearest comes first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from scoring.linkage.records import Identity
from tests.bench.searching.filling import Known
from tests.bench.searching.measuring import Search

_FIRST = 10
_FAR = 4


def share_within_ten(people: Sequence[Known], searches: Iterable[Search]) -> float:
    """In per cent of the searches, how often the one sought is among the first ten of all people, ranked by how many
    slips part what was typed from the nearest way any of their records writes their name. Of those as near nobody knows
    who is meant: each is as likely to come first.

    Cost: one comparison of each search with each distinct full name; 25 s for 500 searches of 400,000 records.
    """
    bearers = _list_bearers(people)
    names, places = list(bearers), {id(known): place for place, known in enumerate(people)}
    chances = [_chance(search.text, places[id(search.sought)], names, bearers) for search in searches]
    return 100 * sum(chances) / len(chances)


def _list_bearers(people: Sequence[Known]) -> dict[str, set[int]]:
    bearers: defaultdict[str, set[int]] = defaultdict(set)
    for place, known in enumerate(people):
        for said in known.said:
            if isinstance(said, Identity):
                bearers[f"{said.given_name} {said.family_name}".upper()].add(place)
    return bearers


def _chance(typed: str, sought: int, names: Sequence[str], bearers: dict[str, set[int]]) -> float:
    slips = process.cdist([typed.upper()], names, scorer=OSA.distance, score_cutoff=_FAR, dtype=np.uint8)[0]
    nearest: dict[int, int] = {}
    for at in map(int, np.flatnonzero(slips <= _FAR)):
        for person in bearers[names[at]]:
            nearest[person] = min(nearest.get(person, _FAR + 1), int(slips[at]))
    if sought not in nearest:
        return 0.0
    counts = Counter(nearest.values())
    nearer = sum(count for slip, count in counts.items() if slip < nearest[sought])
    return min(1.0, max(0, _FIRST - nearer) / counts[nearest[sought]])
