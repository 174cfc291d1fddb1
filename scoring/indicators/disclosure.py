"""What may be said, and of whom. The one place where restrictions are applied; everything shown came through it.

A person is as restricted as the strictest of their contacts. Two worlds follow from what is held:

- the *known* world, as if no contact of a very restricted person had ever been sent: all that is said about
  persons is said of it;
- the *located* world, as if no contact of a restricted person had been sent either: all that is said about
  addresses, and of who was seen where, is said of it.

"As if never sent" is meant to the letter. What is withheld may have tied other records together, or kept them
apart, or founded an address and given it its id; so what is left is partitioned and named anew. A contact that
names no person stands for itself.

Source: NHS Personal Demographics Service, R and V confidentiality: no restricted patient is returned by
address even on a match; a very restricted one is not returned at all.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scoring.linkage.components import Component
from scoring.linkage.evidence import divide
from scoring.linkage.matching import Matcher
from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import RESTRICTED, UNRESTRICTED, VERY_RESTRICTED, Contact

Names = dict[RecordId, EntityId]
"""Record to the person or address it belongs to."""


@dataclass(frozen=True, slots=True)
class People:
    """``known`` and ``located``: the records of each world, named in it. ``restricted``: the persons, as named in
    the known world, who are not in the located one."""

    known: Names
    located: Names
    restricted: frozenset[EntityId]


def disclose_people(component: Component, matcher: Matcher[Any], past: Collection[RecordId] = ()) -> People:
    """``component`` must be whole: all records that could stand together are there, or none of them. ``past``: records
    of persons whose restriction is looked past; all others stay withheld."""
    _, known = _withhold(component, matcher, VERY_RESTRICTED, past)
    left = component.without(component.records.keys() - known.keys())
    restricted, located = _withhold(left, matcher, RESTRICTED, past)
    return People(known, located, restricted)


def _withhold(
    component: Component, matcher: Matcher[Any], level: int, past: Collection[RecordId]
) -> tuple[frozenset[EntityId], Names]:
    """The persons at or above ``level``, and those that stand when they are taken away."""
    first = {record: held.first for record, held in component.records.items()}
    named = name_entities(component, matcher, first)
    strict = frozenset(named[record] for record, held in component.records.items() if held.sensitivity >= level)
    strict -= {named[record] for record in past if record in named}
    if not strict:
        return strict, named
    left = component.without(record for record, entity in named.items() if entity in strict)
    return strict, name_entities(left, matcher, {record: first[record] for record in left.records})


def disclose_at_addresses(contacts: Iterable[Contact], located: Collection[RecordId]) -> list[Contact]:
    """The contacts that an answer about an address may rest on."""
    return [
        contact
        for contact in contacts
        if (contact.person in located if contact.person else contact.sensitivity == UNRESTRICTED)
    ]


def name_entities(component: Component, matcher: Matcher[Any], first: Mapping[RecordId, float]) -> Names:
    """The linkage's own rule: who stands together, named after the record whose first contact is the earliest."""
    names: Names = {}
    for together in divide(component, matcher):
        name = EntityId(min((first[record], record) for record in together)[1])
        names.update(dict.fromkeys(together, name))
    return names
