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

from scoring.linkage.partition import partition
from scoring.linkage.records import EntityId, RecordId, Statement
from scoring.state.documents import RESTRICTED, UNRESTRICTED, VERY_RESTRICTED, Contact, PersonRecord

Names = dict[RecordId, EntityId]
"""Record to the person or address it belongs to."""


@dataclass(frozen=True, slots=True)
class People:
    """``known`` and ``located``: the records of each world, named in it. ``restricted``: the persons, as named in
    the known world, who are not in the located one."""

    known: Names
    located: Names
    restricted: frozenset[EntityId]


def disclose_people(records: Mapping[RecordId, PersonRecord]) -> People:
    """``records`` must be whole components: all records that could stand together are there, or none of them."""
    _, known = _withhold(records, VERY_RESTRICTED)
    left = {record: records[record] for record in known}
    restricted, located = _withhold(left, RESTRICTED)
    return People(known, located, restricted)


def _withhold(records: Mapping[RecordId, PersonRecord], level: int) -> tuple[frozenset[EntityId], Names]:
    """The persons at or above ``level``, and those that stand when they are taken away."""
    statements: dict[RecordId, Statement] = {record: held.statement for record, held in records.items()}
    first = {record: held.first for record, held in records.items()}
    named = name_entities(statements, first)
    strict = frozenset(named[record] for record, held in records.items() if held.sensitivity >= level)
    if not strict:
        return strict, named
    left = {record: statement for record, statement in statements.items() if named[record] not in strict}
    return strict, name_entities(left, first)


def disclose_at_addresses(contacts: Iterable[Contact], located: Collection[RecordId]) -> list[Contact]:
    """The contacts that an answer about an address may rest on."""
    return [
        contact
        for contact in contacts
        if (contact.person in located if contact.person else contact.sensitivity == UNRESTRICTED)
    ]


def name_entities(statements: Mapping[RecordId, Statement], first: Mapping[RecordId, float]) -> Names:
    """The linkage's own rule: who stands together, named after the record whose first contact is the earliest."""
    names: Names = {}
    for cluster in partition(statements):
        name = EntityId(min((first[record], record) for record in cluster)[1])
        names.update(dict.fromkeys(cluster, name))
    return names
