"""Who takes over what hangs on a record that goes, by its age or by a correction: what people said of a person or an
address was said of them, and not of one way of writing them."""

from collections.abc import Iterable

from scoring.linkage.components import SHAPES
from scoring.linkage.records import RecordId
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import Entity
from scoring.state.keys import Subject


def find_heir(draft: Draft, subject: Subject, record: RecordId) -> RecordId:
    """Before it goes: of the others that are the same person or address, the one that was first attested; empty where
    there is none. Raises :class:`NotLoaded`."""
    held = draft.document(keys.record(subject, record), SHAPES[subject])
    entity = draft.document(keys.entity(subject, held.entity), Entity) if held else None
    return find_first(draft, subject, [one for one in entity.records if one != record] if entity else [])


def find_first(draft: Draft, subject: Subject, records: Iterable[RecordId]) -> RecordId:
    """Which of these, that there still is, was first attested; empty where none is. Raises :class:`NotLoaded`."""
    named = {one: keys.record(subject, one) for one in records}
    draft.need(named.values())
    found = [(one, draft.document(key, SHAPES[subject])) for one, key in named.items()]
    return min([(each.first, one) for one, each in found if each], default=(0.0, RecordId("")))[1]
