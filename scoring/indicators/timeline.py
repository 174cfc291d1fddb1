from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.state.documents import Cell, Contact, write


@dataclass(frozen=True, slots=True)
class Page:
    """``contacts`` newest first; ``total`` is of the whole timeline; ``next`` is the offset to go on, or None."""

    contacts: tuple[Contact, ...]
    total: int
    offset: int
    next: int | None


def cut_timeline(contacts: Iterable[Contact], t: float, offset: int, limit: int) -> Page:
    """Contacts up to ``t``. The order is of the contents alone, so that pages fit together whatever came in when."""
    whole = order_contacts(contact for contact in contacts if contact.happened <= t)
    end = offset + limit
    return Page(tuple(whole[offset:end]), len(whole), offset, end if end < len(whole) else None)


def order_contacts(contacts: Iterable[Contact]) -> Sequence[Contact]:
    return sorted(contacts, key=_rank, reverse=True)


def _rank(contact: Contact) -> tuple[float, float, bytes]:
    # Of two at one moment any order will do, as long as it is of all they hold.
    return contact.happened, contact.recorded, write(Cell(contact))
