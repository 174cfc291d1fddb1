"""The household that no single agency sees whole: a mother and an adult child in one flat.

After a case study told of MAST. Their forty-seven contacts are in ``case_study_contacts``.
"""

from dataclasses import dataclass, replace
from datetime import date

from infra.partnership.households import FEMALE, MALE, Household, Kind, Registrar
from infra.partnership.people import Person
from infra.partnership.places import Dwelling, Street, Surveyor
from streams.codes.person import Sensitivity

CASE_STUDY_AREA = "northmoor"
CASE_STUDY_FLAT, CASE_STUDY_NUMBER, CASE_STUDY_STREET = "Flat 2", "14", "Curlew Street"
CASE_STUDY_POSTCODE = "NM4 2QX"
# What a demonstration types into the address search, and into the person search.
CASE_STUDY_QUERY = "Flat 2, 14 Curlew Street"
CASE_STUDY_MOTHER = "Margaret Thackeray"
CASE_STUDY_CHILD = "Jonathan Ellershaw"

_MOTHER_BORN, _CHILD_BORN = date(1953, 3, 11), date(1986, 11, 24)
_NEIGHBOURS = (("10", ""), ("12", ""), ("14", "Flat 1"), ("14", "Flat 3"), ("14", "Flat 4"), ("16", ""))


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """``neighbours`` are ordinary homes of the same postcode, three of them in the same building."""

    household: Household
    neighbours: list[Dwelling]

    @property
    def home(self) -> Dwelling:
        return self.household.home

    @property
    def mother(self) -> Person:
        return self.household.members[0]

    @property
    def child(self) -> Person:
        return self.household.members[1]


def build_case_study(surveyor: Surveyor, registrar: Registrar) -> CaseStudy:
    _, parent = surveyor.number_property()
    home = _build_home(surveyor, CASE_STUDY_NUMBER, CASE_STUDY_FLAT, parent)
    neighbours = [_build_home(surveyor, number, flat, parent if flat else "") for number, flat in _NEIGHBOURS]
    household = Household(Kind.ADULT_CHILD, home)
    household.members += [
        registrar.register(home, "Margaret", "Thackeray", _MOTHER_BORN, FEMALE),
        registrar.register(home, "Jonathan", "Ellershaw", _CHILD_BORN, MALE),
    ]
    for person in household.members:
        person.mates, person.sensitivity = household.members, Sensitivity.UNRESTRICTED.value
    return CaseStudy(household, neighbours)


def _build_home(surveyor: Surveyor, number: str, flat: str, parent: str) -> Dwelling:
    street = Street(CASE_STUDY_STREET, "", CASE_STUDY_POSTCODE.split()[0], 0)
    home = surveyor.enter(street, 0, number, flat, parent=parent)
    return replace(home, postcode=CASE_STUDY_POSTCODE)
