"""What a person's course is found from, read for one who is or was with a mental health trust.

The address that counts beside their own contacts is the one the trust has for them, and only where it is a
household's: at a hostel or a hospital people have nothing to do with one another.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from scoring.alerts.assessing import Target
from scoring.alerts.gathering import MOST, Gathered, gather, gather_home
from scoring.alerts.shelf import Shelf
from scoring.indicators.facts import Facts
from scoring.linkage.records import EntityId, Identity
from scoring.state import keys
from scoring.state.documents import Entity, PersonRecord
from scoring.state.keys import Key, Subject
from streams.codes.agencies import Agency

Sights = Generator[set[Key], None, "Sighting | None"]
_NOWHERE = EntityId("")


@dataclass(frozen=True, slots=True)
class Sighting:
    """``home`` is empty where none is known; ``around`` None where it is no household's."""

    own: Facts
    around: Facts | None
    home: EntityId
    birth_date: str
    gender: str


def sight(view: Shelf, person: EntityId, t: float, gathered: Mapping[Target, Gathered]) -> Sights:
    """Yields, ring by ring, what to read before it goes on; None for whom no mental health trust knows. ``gathered``:
    what is at hand."""
    yield {keys.entity(Subject.PERSON, person)}
    held = view.document(keys.entity(Subject.PERSON, person), Entity)
    if held is None:
        return None
    named = [keys.record(Subject.PERSON, record) for record in held.records]
    yield set(named)
    said = [found.statement for key in named if (found := view.document(key, PersonRecord))]
    known = [statement for statement in said if statement.agency == Agency.EHR]
    if not known:
        return None
    at_hand = gathered.get(Target(Subject.PERSON, person))
    own = at_hand or (yield from gather(view, Subject.PERSON, person, t))
    home = _find_home(own)
    around = (yield from _gather_home(view, home, t, gathered)) if home else None
    return Sighting(own.own, around, home, _say(known, "birth_date"), _say(known, "gender"))


def _gather_home(
    view: Shelf, home: EntityId, t: float, gathered: Mapping[Target, Gathered]
) -> Generator[set[Key], None, Facts | None]:
    found = gathered.get(Target(Subject.ADDRESS, home))
    if found is None:
        return (yield from gather_home(view, home, t))
    return found.own if found.household is not None and len(found.own.facts) < MOST else None


def _find_home(found: Gathered) -> EntityId:
    for fact in reversed(found.own.facts):
        if fact.contact.agency == Agency.EHR and (home := found.own.addresses.get(fact.contact.address)):
            return home
    return found.homes[0] if found.homes else _NOWHERE


def _say(known: list[Identity], field: str) -> str:
    """As the trust has it; of several the same one whatever their order."""
    return max((getattr(statement, field) for statement in known), default="")
