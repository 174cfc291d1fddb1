"""What a record can be found under: one entry for each way of asking for it.

The index of an area is a book of entries. Under each, records stand in an order that lets a search read on from any
place and stop when it has enough: under names by date of birth, under streets by house number.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product

import msgspec

from scoring.linkage.finding.doors import names_place, read_door
from scoring.linkage.finding.fragments import LONGEST
from scoring.linkage.names import search_words
from scoring.linkage.records import Identity, Place, RecordId, Statement

Words = tuple[str, ...]
# The whole of a name, and four words of it.
_MOST_FORMS = 5


class Entry(msgspec.Struct, frozen=True, gc=False):
    """``words`` together are the entry's name, in any order; ``place`` is where in it the record stands."""

    words: Words
    place: str

    def member(self, record: RecordId) -> str:
        return f"{self.place} {record}"


def record_of(member: str) -> RecordId:
    return RecordId(member.rpartition(" ")[2])


# The names of entries that are no names of people are told apart by their first sign, which no name has.
def born(birth_date: str) -> Words:
    return (f"*{birth_date}",)


def numbered(nhs_number: str) -> Words:
    return (f"#{nhs_number}",)


def filed(local_id: str) -> Words:
    """
    >>> filed("c-900/14")
    ('&C90014',)
    """
    return ("&" + "".join(letter for letter in local_id.upper() if letter.isalnum()),)


def located(*words: str) -> Words:
    return tuple(f"@{word}" for word in words)


def initial(word: str) -> str:
    return f"{word[0]}."


def entries_of(statement: Statement) -> tuple[Entry, ...]:
    return place_entries(statement) if isinstance(statement, Place) else identity_entries(statement)


def words_of(statement: Statement) -> tuple[str, ...]:
    """The words that a search may mistype: of names, or of streets and houses."""
    if isinstance(statement, Place):
        return read_door(statement.text).words
    return _name_words(statement.given_name, statement.family_name)


@lru_cache(maxsize=65_536)
def _name_words(given_name: str, family_name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_forms(given_name), *_forms(family_name))))


@lru_cache(maxsize=65_536)
def _name_entries(given_name: str, family_name: str) -> tuple[Words, ...]:
    """Each word by itself, two together, and the initial with the family name."""
    alone = ((word,) for word in _name_words(given_name, family_name))
    return tuple(dict.fromkeys((*alone, *_pair_names(_forms(given_name), _forms(family_name)))))


def identity_entries(identity: Identity) -> tuple[Entry, ...]:
    """Usually about eight: two names, both together, the initial with the family name, birth, number, address."""
    birth = identity.birth_date
    entries = [Entry(words, birth) for words in _name_entries(identity.given_name, identity.family_name)]
    if birth:
        entries.append(Entry(born(birth), ""))
    if identity.nhs_number:
        entries.append(Entry(numbered(identity.nhs_number), ""))
    door = read_door(identity.address)
    if names_place(postcode := identity.postcode or door.postcode):
        entries.append(Entry(located(postcode.replace(" ", "")), door.number))
    entries += [Entry(located(word), door.number) for word in door.words[:2]]
    return tuple(entries)


def _pair_names(given: Words, family: Words) -> Iterator[Words]:
    pairs = [*product(given, family), *combinations(given[1:], 2), *combinations(family[1:], 2)]
    yield from dict.fromkeys(tuple(sorted(pair)) for pair in pairs if pair[0] != pair[1])
    # "J Smith" finds Janet Smith; a record that has no more than the initial is found under its own letter.
    if given and len(given[0]) > 1:
        yield from ((initial(given[0]), word) for word in family)


@lru_cache(maxsize=65_536)
def _forms(name: str) -> Words:
    """Of more words the last is kept, which people go by: "Al-Haj Ali Hassan", "Silva dos Santos Ferreira"."""
    forms = search_words(name)
    kept = forms if len(forms) <= _MOST_FORMS else (*forms[: _MOST_FORMS - 1], forms[-1])
    return tuple(word[:LONGEST] for word in kept)


def place_entries(place: Place) -> tuple[Entry, ...]:
    door = read_door(place.text)
    names = [*((word,) for word in door.words), *(tuple(sorted(pair)) for pair in combinations(door.words, 2))]
    entries = [Entry(words, door.number) for words in names]
    if names_place(postcode := place.postcode or door.postcode):
        outward, inward = split_postcode(postcode)
        entries += [Entry((outward + inward,), door.number), Entry((outward,), inward)]
        entries += [Entry(tuple(sorted((outward, word))), door.number) for word in door.words]
    if place.uprn:
        entries.append(Entry(numbered(place.uprn), ""))
    return tuple(dict.fromkeys(entries))


def split_postcode(postcode: str) -> tuple[str, str]:
    """
    >>> split_postcode("NM4 2QX")
    ('NM4', '2QX')
    """
    letters = postcode.replace(" ", "")
    return letters[:-3], letters[-3:]
