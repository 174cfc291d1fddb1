"""Which agencies are involved now, for what reason, and whom to ring there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scoring.indicators.cases import count_open_cases
from scoring.indicators.catalogue import INVOLVED_WINDOW
from scoring.indicators.facts import NOTHING_FURTHER, Elsewhere
from scoring.state.documents import Contact, Worker
from streams.codes.agencies import Agency


class Reason(StrEnum):
    OPEN_CASE = "open-case"
    RECENT_CONTACT = "recent-contact"


@dataclass(frozen=True, slots=True)
class Involvement:
    """``worker`` is the contact person of the agency's latest contact, which was at ``last``, Unix seconds."""

    agency: Agency
    reasons: tuple[Reason, ...]
    open_cases: int
    last: float
    worker: Worker


def find_agencies(contacts: Iterable[Contact], t: float, further: Elsewhere = NOTHING_FURTHER) -> list[Involvement]:
    """Every agency with a contact by ``t``, the one with the latest first; those without a reason were involved
    earlier and are not now. ``further``: as in facts, nothing in it later than ``t``."""
    by_agency: dict[str, list[Contact]] = {}
    for contact in contacts:
        if contact.happened <= t:
            by_agency.setdefault(contact.agency, []).append(contact)
    weighed = [_weigh(Agency(agency), held, t, further) for agency, held in by_agency.items()]
    return sorted(weighed, key=lambda one: (-one.last, one.agency))


def _weigh(agency: Agency, contacts: Sequence[Contact], t: float, further: Elsewhere) -> Involvement:
    latest = max(contacts, key=_rank)
    cases = count_open_cases(contacts, further)
    open_case = (Reason.OPEN_CASE,) if cases else ()
    recent = (Reason.RECENT_CONTACT,) if t - latest.happened < INVOLVED_WINDOW.seconds else ()
    return Involvement(agency, (*open_case, *recent), cases, latest.happened, latest.worker)


def _rank(contact: Contact) -> tuple[float, float, tuple[str, ...]]:
    worker = contact.worker
    return contact.happened, contact.recorded, (worker.name, worker.role, worker.team, worker.phone, worker.email)
