"""What an event that goes at its age leaves for analysis: what kind of thing happened to what kind of person, in which
month, and neither who nor where exactly.

People and addresses are told apart by what says most of them for longest (an NHS number, a UPRN), for their records
come and go. It is a digest here, and becomes a pseudonym under a key before it is told (``consumers/pseudonyms.py``).
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from scoring.indicators.missed import was_child
from scoring.indicators.particulars import introduce_address, introduce_person
from scoring.linkage.components import SHAPES
from scoring.linkage.finding.entries import split_postcode
from scoring.linkage.names import compare_form
from scoring.linkage.records import Identity, Place, RecordId, Statement, names_place
from scoring.risk.course import name_age_band
from scoring.state import keys
from scoring.state.area import Draft
from scoring.state.documents import RESTRICTED, VERY_RESTRICTED, Cell, Contact, Entity
from scoring.state.keys import Subject


@dataclass(frozen=True, slots=True)
class AgedNews:
    """``month`` is its first moment, UTC. ``child`` is None where no birth date is known, ``person`` and ``place`` are
    empty where there is none, or none that could be told apart; ``outward`` is the first half of a postcode."""

    month: datetime
    agency: str
    kind: str
    category: str
    sex: str
    age_band: str
    child: bool | None
    outward: str
    person: str
    place: str


def remember(cell: Cell, draft: Draft) -> AgedNews | None:
    """None of what was no contact, and of somebody whose existence is withheld; of who is restricted, not where they
    were. Raises :class:`NotLoaded`."""
    contact = cell.standing
    if contact is None:
        return None
    identities = [each for each in _read(draft, Subject.PERSON, contact.person) if isinstance(each[0], Identity)]
    places = [each for each in _read(draft, Subject.ADDRESS, contact.address) if isinstance(each[0], Place)]
    strictest = max([contact.sensitivity, *[sensitivity for _, sensitivity in identities]])
    if strictest >= VERY_RESTRICTED:
        return None
    return _describe(
        contact,
        [said for said, _ in identities if isinstance(said, Identity)],
        [said for said, _ in places if isinstance(said, Place)] if strictest < RESTRICTED else [],
    )


def _read(draft: Draft, subject: Subject, record: RecordId) -> list[tuple[Statement, int]]:
    """All that is said of the person or address that the record is of."""
    if not record:
        return []
    own = draft.document(keys.record(subject, record), SHAPES[subject])
    entity = draft.document(keys.entity(subject, own.entity), Entity) if own else None
    named = [keys.record(subject, each) for each in entity.records] if entity else []
    draft.need(named)
    found = [draft.document(key, SHAPES[subject]) for key in named]
    return [(each.statement, each.sensitivity) for each in found if each]


def _describe(contact: Contact, identities: list[Identity], places: list[Place]) -> AgedNews:
    who = introduce_person(identities) if identities else None
    where = introduce_address(places) if places else None
    born, sex = (who.birth_date, who.gender) if who else ("", "")
    band = name_age_band(born, contact.happened) if who else ""
    return AgedNews(
        month=datetime.fromtimestamp(contact.happened, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0),
        agency=contact.agency,
        kind=contact.kind,
        category=contact.category,
        sex=sex,
        age_band=band,
        child=_is_child(born, contact.happened),
        outward=split_postcode(where.postcode)[0] if where and where.postcode else "",
        person=_tell_person(who.nhs_number, who.name, born) if who else "",
        place=_tell_place(where.uprn, where.postcode, where.text, places) if where else "",
    )


def _is_child(birth_date: str, happened: float) -> bool | None:
    """
    >>> [_is_child("2000-03-01", datetime(2018, 3, day, tzinfo=UTC).timestamp() - 1) for day in (1, 2)]
    [True, False]
    """
    if len(birth_date) != 10:
        return None
    return was_child(birth_date, datetime.fromtimestamp(happened, UTC).date())


def _tell_person(nhs_number: str, name: str, born: str) -> str:
    if nhs_number:
        return _digest("nhs", nhs_number)
    return _digest("born", compare_form(name), born) if compare_form(name) and len(born) == 10 else ""


def _tell_place(uprn: str, postcode: str, text: str, places: list[Place]) -> str:
    if not any(names_place(place) for place in places):
        return ""
    return _digest("uprn", uprn) if uprn else _digest("written", postcode, text.casefold())


def _digest(*said: str) -> str:
    return hashlib.blake2b("\x1f".join(said).encode(), digest_size=16).hexdigest()
