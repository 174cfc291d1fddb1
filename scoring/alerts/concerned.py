"""Whom an observation concerns: the persons and addresses whose alerts it may change.

An event of a case concerns all whom any event of the case names, for what it says of the case it says to them too.
"""

from collections.abc import Collection, Iterable, Mapping

from scoring.alerts.assessing import Target
from scoring.alerts.gathering import HOMES, Gathered
from scoring.indicators.case_events import Case
from scoring.linkage.components import SHAPES
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.area import AreaState, Changes, Draft
from scoring.state.documents import Cell, Contact, Entity, Episode
from scoring.state.keys import Key, Subject, kind_of

_CONTACTS = {f"{subject}-contacts": subject for subject in Subject}
_RECORDS = {f"{subject}-record": subject for subject in Subject}
_ENTITIES = {subject.value: subject for subject in Subject}


def find_concerned(draft: Draft, changes: Changes) -> set[Target]:
    """``draft`` must be of the state after ``changes``. Persons and addresses whose contacts are others, or who are
    made of other records. Raises :class:`NotLoaded`."""
    return {*_of_contacts(draft, changes.scores), *_of_entities(changes.documents)}


def find_in_cases(draft: Draft, episodes: Collection[Key]) -> set[Target]:
    """Whom the events of these cases name. Raises :class:`NotLoaded`."""
    draft.need(episodes)
    held = [draft.document(key, Episode) for key in episodes]
    cells = [keys.cell(turn.event) for one in held if one for turn in one.latest]
    draft.need(cells)
    contacts = [cell.contact for key in cells if (cell := draft.document(key, Cell)) and cell.contact]
    return find_targets(draft, {each for contact in contacts for each in list_named(contact)})


def list_named(contact: Contact) -> list[tuple[Subject, RecordId]]:
    named = (Subject.PERSON, contact.person), (Subject.ADDRESS, contact.address)
    return [(subject, record) for subject, record in named if record]


def find_targets(draft: Draft, records: Collection[tuple[Subject, RecordId]]) -> set[Target]:
    """Whose these are, of those that there are. Raises :class:`NotLoaded`."""
    draft.need([keys.record(*each) for each in records])
    held = [(subject, draft.document(keys.record(subject, record), SHAPES[subject])) for subject, record in records]
    return {Target(subject, found.entity) for subject, found in held if found}


def list_episodes(changes: Changes) -> list[Key]:
    """The cases of which something became known."""
    return [key for key in changes.documents if kind_of(key) == "episode"]


def list_cases(gathered: Mapping[Target, Gathered]) -> list[Key]:
    """Those of these persons: what is told of a case may hang on who they are, and how restricted."""
    return [keys.episode(*case) for case in frozenset[Case]().union(*[found.cases for found in gathered.values()])]


def foresee_founded(state: AreaState) -> set[Key]:
    """What looking at a new record's person or address will ask for first, where it is named after the record."""
    wanted = set[Key]()
    for key, held in state.documents.items():
        if held is None and (subject := _RECORDS.get(kind_of(key))):
            entity = EntityId(key.split(":", 1)[1])
            wanted |= {keys.alerts(subject, entity), keys.ceiling(subject, entity), keys.entity(subject, entity)}
            wanted.add(keys.risk(entity) if subject is Subject.PERSON else keys.residents(entity))
    return wanted


def foresee_joined(state: AreaState) -> set[Target]:
    """All persons and addresses that were read to link the batch's new records, which may be one with them."""
    held = [key for key, document in state.documents.items() if isinstance(document, Entity)]
    return {Target(_ENTITIES[kind_of(key)], EntityId(key.split(":", 1)[1])) for key in held}


def find_homes(gathered: Mapping[Target, Gathered]) -> set[Target]:
    """The addresses of these persons, of whose households they are part."""
    homes = {Target(Subject.ADDRESS, home) for found in gathered.values() for home in found.homes[:HOMES]}
    return homes - gathered.keys()


def _of_contacts(draft: Draft, changed: Iterable[Key]) -> set[Target]:
    named = [(_CONTACTS[kind_of(key)], RecordId(key.split(":", 1)[1])) for key in changed if kind_of(key) in _CONTACTS]
    return find_targets(draft, named)


def _of_entities(changed: Iterable[Key]) -> list[Target]:
    return [
        Target(_ENTITIES[kind_of(key)], EntityId(key.split(":", 1)[1])) for key in changed if kind_of(key) in _ENTITIES
    ]
