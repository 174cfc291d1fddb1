"""What looks wrong about a look, as far as the answer tells it: worked out here, so that no name need be kept for it.

What follows from the hour and from how many there were is found by whoever reads the audit.
"""

from collections.abc import Iterable

from pydantic import BaseModel

from api.answers.addresses import AddressAnswer
from api.answers.caseload import RiskAnswer
from api.answers.parts import PersonParticulars
from api.answers.persons import PersonAnswer, PersonSearch
from api.policy.viewer import Viewer
from streams.codes.agencies import Agency
from streams.codes.audit import Mark


def find_marks(viewer: Viewer, answer: BaseModel) -> frozenset[Mark]:
    """Of whoever is opened, and of a search that found mostly people of the viewer's own surname."""
    match answer:
        case PersonAnswer():
            held = {*answer.person.agencies, *(one.agency for one in (*answer.involved, *answer.earlier))}
            return _own(viewer, [answer.person]) | _uninvolved(viewer, held)
        case AddressAnswer():
            held = {one.agency for one in (*answer.involved, *answer.earlier)}
            lives = any(_is_named(viewer.name, one.person) for one in answer.people)
            return _uninvolved(viewer, held) | (frozenset((Mark.OWN_ADDRESS,)) if lives else frozenset())
        case RiskAnswer():
            return _own(viewer, [answer.person.person])
        case PersonSearch():
            return _own(viewer, [one.person for one in answer.results])
    return frozenset()


def list_opened(answer: BaseModel) -> list[PersonParticulars]:
    match answer:
        case PersonAnswer():
            return [answer.person]
        case RiskAnswer():
            return [answer.person.person]
    return []


def is_colleague(names: Iterable[str], person: PersonParticulars) -> bool:
    """``names``: of other people who look."""
    return any(_is_named(name, person) for name in names)


def _own(viewer: Viewer, persons: list[PersonParticulars]) -> frozenset[Mark]:
    surname = _split(viewer.name)[-1:]
    same = [person for person in persons if any(_split(name)[-1:] == surname for name in _names(person))]
    mostly = surname and same and len(same) * 2 >= len(persons)
    return frozenset((Mark.OWN_NAME,)) if mostly else frozenset()


def _uninvolved(viewer: Viewer, agencies: set[Agency]) -> frozenset[Mark]:
    away = viewer.agency is not None and viewer.agency not in agencies
    return frozenset((Mark.NO_INVOLVEMENT,)) if away else frozenset()


def _is_named(name: str, person: PersonParticulars) -> bool:
    """The first and the last of their names; what is between is often left out."""
    said = _split(name)
    return len(said) > 1 and any(
        (w := _split(held)) and (w[0], w[-1]) == (said[0], said[-1]) for held in _names(person)
    )


def _names(person: PersonParticulars) -> list[str]:
    return [person.name, *person.other_names]


def _split(name: str) -> list[str]:
    return name.casefold().split()
