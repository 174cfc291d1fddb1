"""A part of a large area's records, to learn from as from a town's."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

from scoring.linkage.persons.features import Features

# Of so many records, some 20,000 people, a quarter of the pairs of one birth date are of strangers. Of five times as
# many three quarters are, and those who happen to be alike would be taken for what one person's records look like.
MOST = 60_000


def pick_part(people: Sequence[Features], seed: int, most: int = MOST) -> list[Features]:
    """All, or half of ``most`` by whole postcodes, that households stay whole, with whatever else is known of those who
    are known there: as somebody moves away, their records at both ends teach how one person's addresses differ. Some
    ``most`` together; all, where no postcodes are known."""
    sizes = Counter(person.place.postcode for person in people if person.place.postcode)
    if len(people) <= most or not sizes:
        return list(people)
    chosen = set(_choose(sizes, most // 2, random.Random(seed)))
    followed = {key for person in people if person.place.postcode in chosen for key in _keys_of(person)}
    return [person for person in people if person.place.postcode in chosen or not followed.isdisjoint(_keys_of(person))]


def _choose(sizes: Counter[str], most: int, chance: random.Random) -> Iterator[str]:
    """Drawn one after the other, until there are enough."""
    held = 0
    for postcode in chance.sample(sorted(sizes), len(sizes)):
        if held >= most:
            return
        held += sizes[postcode]
        yield postcode


def _keys_of(person: Features) -> Iterator[str]:
    """Under each hardly anybody else is found. By sound, lest only records without a slip be followed."""
    if person.number:
        yield person.number
    if person.birth.whole:
        for given, family in product(person.given.sounds, person.family.sounds):
            yield f"{person.birth.digits} {given} {family}"
