"""What has changed lately, in the answers' own shape."""

from typing import Any

from api.answers import parts
from api.answers.addresses import AddressDevelopments
from api.answers.persons import PersonDevelopments
from api.answers.writing import write_moment
from scoring.indicators.developments import Developments
from scoring.indicators.missed import was_child


def write_address_developments(found: Developments) -> AddressDevelopments:
    return AddressDevelopments(**_write_shared(found), people_new=found.people_new, children_known=found.known_children)


def write_person_developments(found: Developments, birth_date: str, withheld: bool) -> PersonDevelopments:
    """``withheld``: where the person is seen must not be told."""
    last = write_moment(found.missed[0]).date() if found.missed else None
    return PersonDevelopments(
        **_write_shared(found),
        missed=len(found.missed),
        not_brought=last is not None and was_child(birth_date, last),
        child_known=bool(found.known_children),
        addresses_seen=None if withheld else found.addresses_seen,
    )


def _write_shared(found: Developments) -> dict[str, Any]:
    return {
        "contacts": found.recent,
        "usual_rate": found.usual,
        "usual_over": found.periods,
        "surprise": found.surprise,
        "pace": found.pace or None,
        "agencies_new": [
            parts.FirstContact(agency=one.agency, label=one.agency.label, at=write_moment(one.at))
            for one in found.agencies_new
        ],
        "open_cases": found.open_cases,
    }
