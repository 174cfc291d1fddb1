"""Of all that became of a case, what is said at other addresses, of other people, or of none.

A case is one wherever its events are: closed is closed. It is where its latest event that names an address has it; but
a person's it stays, and at the address of whoever lives there it counts as theirs.
"""

from collections.abc import Collection, Iterable, Mapping

from scoring.indicators.case_events import Case, case_of, closes
from scoring.indicators.facts import Elsewhere, Fact, Further
from scoring.linkage.records import RecordId
from scoring.state.documents import Contact


def find_further(
    held: Mapping[Case, Fact],
    others: Iterable[Fact],
    here: Collection[RecordId] = (),
    living: Collection[RecordId] = (),
) -> Elsewhere:
    """``held``: the cases asked about, with their latest events here; ``others``: what may be told of events that are
    not here. ``here``: the address' records, none for a person; ``living``: those of its household."""
    found: dict[Case, list[Further]] = {}
    for event, contact in others:
        case = case_of(contact)
        if case and case in held:
            away = bool(here) and held[case].contact.person not in living and _is_away(contact, here)
            found.setdefault(case, []).append(Further(contact.happened, closes(contact), event, away))
    return {case: tuple(sorted(course)) for case, course in found.items()}


def _is_away(contact: Contact, here: Collection[RecordId]) -> bool:
    return bool(contact.address) and contact.address not in here
