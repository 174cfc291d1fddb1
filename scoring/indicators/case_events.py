"""What an event says of its case: which one it is about, and whether it is open after it."""

from scoring.revisions import REJECTED
from scoring.state.documents import Contact

# Event type, without its version, to the kind of case it is about and whether the case is open after it.
_CASES = {
    "council-case-opened": ("council-case", True),
    "council-case-changed": ("council-case", True),
    "council-case-closed": ("council-case", False),
    "mh-referral-received": ("mh-referral", True),
    "mh-referral-closed": ("mh-referral", False),
    "mh-spell-started": ("mh-spell", True),
    "mh-spell-ended": ("mh-spell", False),
}
_OPENING = frozenset(kind for kind, (_, is_open) in _CASES.items() if is_open)
Case = tuple[str, str]


def case_of(contact: Contact) -> Case | None:
    """Two kinds of case may share an id."""
    kind = _CASES.get(contact.kind)
    return (kind[0], contact.case_id) if kind and contact.case_id else None


def is_of_case(kind: str, case_id: str | None) -> bool:
    return kind in _CASES and bool(case_id)


def opens(contact: Contact) -> bool:
    return contact.kind in _OPENING and contact.detail != REJECTED


def closes(contact: Contact) -> bool:
    """Also of a referral that was rejected: nobody took it on, and mostly nothing follows it."""
    return not _CASES[contact.kind][1] or contact.detail == REJECTED
