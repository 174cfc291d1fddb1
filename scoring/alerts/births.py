from scoring.indicators.facts import Facts
from scoring.indicators.particulars import introduce_person
from scoring.linkage.components import View
from scoring.linkage.records import EntityId
from scoring.state import keys
from scoring.state.documents import PersonRecord
from scoring.state.keys import Subject


def find_birth(view: View, facts: Facts, person: EntityId) -> str:
    """As a page shows it, by the records that ``facts`` name and that were read; empty where none says."""
    named = [keys.record(Subject.PERSON, record) for record, entity in facts.persons.items() if entity == person]
    held = [document for key in sorted(named) if (document := view.document(key, PersonRecord))]
    return introduce_person(document.statement for document in held).birth_date if held else ""
