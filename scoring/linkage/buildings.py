"""Who is behind one front door: a building keeps the address records of itself and of its units."""

from scoring.linkage.places.hierarchy import building_key
from scoring.linkage.records import Place, RecordId, Statement
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.keys import Key


def house_changes(draft: Draft, record: RecordId, statement: Statement, present: bool) -> None:
    """The record came, or it goes. Nothing is read."""
    if isinstance(statement, Place) and (building := find_building(statement)):
        draft.score(building, record, 0.0 if present else None)


def find_building(place: Place) -> Key | None:
    """None where the words single out no building."""
    key = building_key(place)
    return keys.building(key) if key else None
