"""Whom an observation concerns: the persons and addresses whose alerts it may change."""

from collections.abc import Iterable

from scoring.alerts.assessing import Target
from scoring.alerts.gathering import read_through, trace
from scoring.linkage.components import SHAPES
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.area import Changes, Draft
from scoring.state.documents import Entity
from scoring.state.keys import Key, Subject, kind_of

# Of somebody seen at more addresses, the latest so many.
_HOMES = 8
_CONTACTS = {f"{subject}-contacts": subject for subject in Subject}
_ENTITIES = {subject.value: subject for subject in Subject}


def find_concerned(draft: Draft, changes: Changes) -> list[Target]:
    """``draft`` must be of the state after ``changes``. Persons and addresses whose contacts are others, or who are
    made of other records; and the addresses of these persons, whose households they are in. Sorted. Raises
    :class:`NotLoaded`."""
    targets = {*_of_contacts(draft, changes.scores), *_of_entities(changes.documents)}
    for person in [target for target in targets if target.subject is Subject.PERSON]:
        targets |= set(_find_homes(draft, person))
    return sorted(targets, key=str)


def _of_contacts(draft: Draft, changed: Iterable[Key]) -> list[Target]:
    named = [(_CONTACTS[kind_of(key)], RecordId(key.split(":", 1)[1])) for key in changed if kind_of(key) in _CONTACTS]
    draft.need([keys.record(*each) for each in named])
    held = [(subject, draft.document(keys.record(subject, record), SHAPES[subject])) for subject, record in named]
    return [Target(subject, found.entity) for subject, found in held if found]


def _of_entities(changed: Iterable[Key]) -> list[Target]:
    return [
        Target(_ENTITIES[kind_of(key)], EntityId(key.split(":", 1)[1])) for key in changed if kind_of(key) in _ENTITIES
    ]


def _find_homes(draft: Draft, person: Target) -> list[Target]:
    held = draft.document(keys.entity(person.subject, person.entity), Entity)
    if held is None:
        return []
    own = read_through(draft, trace(draft, person.entity, held)).own
    latest = [fact.contact.address for fact in reversed(own.facts) if fact.contact.address in own.addresses]
    homes = list(dict.fromkeys(own.addresses[address] for address in latest))
    return [Target(Subject.ADDRESS, home) for home in homes[:_HOMES]]
