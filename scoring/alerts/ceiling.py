"""The most contacts that can count when alerts about somebody are looked for.

Looking at an address reads all that is known of it and of everybody who was seen there, and mostly finds too few
contacts for any rule. So what the last look found is kept as a :class:`scoring.state.documents.Ceiling`, each new
contact is added to it, and whoever can meet no rule by it is not looked at.

Invariant: what gathering would find is never more than the ceiling has. Where that cannot be seen to, there is none.
"""

from math import ceil

from scoring.alerts.gathering import HOMES, Gathered
from scoring.indicators.case_events import opens
from scoring.indicators.categories import name_category
from scoring.indicators.facts import Facts
from scoring.indicators.household import HOUSE
from scoring.linkage.records import EntityId, RecordId
from scoring.state.documents import Ceiling, Contact
from scoring.state.keys import Subject

# Of more contacts than this none is kept: it would cost more to carry on than it saves, for whoever has as many meets
# some rule. Less than are ever gathered, so that none is kept of what was cut short.
MOST = 100
OPEN_MARK = "+"


def find_ceiling(subject: Subject, gathered: Gathered) -> Ceiling | None:
    """Of all that was gathered just now."""
    facts = gathered.own if subject is Subject.PERSON else gathered.household
    if facts is None or not gathered.own.facts or len(facts.facts) > MOST:
        return None
    if subject is Subject.ADDRESS:
        return Ceiling(_sort(facts), (), tuple(sorted(gathered.living)), facts.watched)
    homes = {fact.contact.address for fact in facts.facts if fact.contact.address}
    return Ceiling(_sort(facts), tuple(sorted(homes))) if len(homes) <= HOMES else None


def _sort(facts: Facts) -> dict[str, tuple[int, ...]]:
    contacts: dict[str, list[int]] = {}
    for fact in facts.facts:
        contacts.setdefault(name_contact(fact.contact), []).append(ceil(fact.contact.happened))
    return {name: tuple(moments) for name, moments in contacts.items()}


def add_contact(held: Ceiling, contact: Contact, home: RecordId | None, resident: EntityId | None) -> Ceiling | None:
    """With one contact more, of a person at ``home``, or at an address of a ``resident``; None where that is too much
    for one to be kept."""
    homes = held.homes if not home or home in held.homes else tuple(sorted((*held.homes, home)))
    living = held.living if not resident or resident in held.living else tuple(sorted((*held.living, resident)))
    if len(homes) > HOMES or len(living) > HOUSE or count(held) >= MOST:
        return None
    return Ceiling(_add(held.contacts, contact), homes, living, held.watched)


def _add(contacts: dict[str, tuple[int, ...]], contact: Contact) -> dict[str, tuple[int, ...]]:
    name = name_contact(contact)
    return {**contacts, name: (*contacts.get(name, ()), ceil(contact.happened))}


def name_contact(contact: Contact) -> str:
    """Its category, marked where it leaves a case open."""
    return name_category(contact) + (OPEN_MARK if opens(contact) else "")


def count(held: Ceiling) -> int:
    return sum(map(len, held.contacts.values()))
