"""An event that says of one contact that it was, and nothing else: most do."""

from dataclasses import dataclass

from scoring.alerts.assessing import Target
from scoring.linkage.records import EntityId
from scoring.linkage.settling import LinkNews
from scoring.state import keys
from scoring.state.area import Changes
from scoring.state.documents import UNRESTRICTED, Cell, Contact
from scoring.state.keys import Key, Subject, kind_of

_ENTITIES = frozenset(subject.value for subject in Subject)


@dataclass(frozen=True, slots=True)
class Added:
    """A contact that is all that has become known. ``born``: the person and the address first known by it."""

    contact: Contact
    born: frozenset[Target]


def find_added(cell: Cell, changes: Changes) -> Added | None:
    """None where ``changes``, made by an event of which nothing was known before, say more than one contact does."""
    if cell.contact is None or cell.contact.sensitivity != UNRESTRICTED:
        return None
    grown, born = set[Key](), set[Target]()
    for news in changes.outgoing:
        if isinstance(news, LinkNews):
            if (target := _find_grown(news, cell.contact)) is None:
                return None
            grown.add(keys.entity(*target))
            born |= set() if news.before else {target}
    if any(kind_of(key) in _ENTITIES and key not in grown for key in changes.documents):
        return None
    return Added(cell.contact, frozenset(born))


def _find_grown(news: LinkNews, contact: Contact) -> Target | None:
    """Who consists of one record more, which is that of this contact."""
    if len(news.after) != 1 or not news.before.keys() <= news.after.keys():
        return None
    ((name, records),) = news.after.items()
    named = contact.person if news.subject is Subject.PERSON else contact.address
    grown = {*news.before.get(name, ()), named} == {*records}
    return Target(news.subject, EntityId(name)) if grown else None
