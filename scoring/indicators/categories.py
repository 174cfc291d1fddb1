"""What a contact is called on a screen: its category, and what happened.

Minimum data: everybody with access may read this, so of a mental health trust it says that there was a
referral, a care contact or a hospital stay, never the team, the attendance, the legal status, the diagnosis or
the medication. Those are for a caseload's own clinicians.
"""

from dataclasses import dataclass

from scoring.state.documents import Contact
from streams.codes.agencies import Agency
from streams.codes.ambulance import AmbulanceCategory
from streams.codes.council import CouncilCategory
from streams.codes.fire import FireCategory
from streams.codes.health import AttendanceCategory, NonAttendanceCategory
from streams.codes.lists import CodeList
from streams.codes.police import PoliceCategory


@dataclass(frozen=True, slots=True)
class Category:
    agency: str
    code: str
    label: str

    @property
    def name(self) -> str:
        """As rules write it: ``fire/secondary-fire``."""
        return f"{self.agency}/{self.code}"


# Event type, without its version, to what happened and to the list its category is from.
_KINDS: dict[str, tuple[str, type[CodeList]]] = {
    "council-case-opened": ("Case opened", CouncilCategory),
    "council-case-changed": ("Case changed", CouncilCategory),
    "council-case-closed": ("Case closed", CouncilCategory),
    "fire-incident-recorded": ("Incident", FireCategory),
    "police-incident-recorded": ("Incident", PoliceCategory),
    "ambulance-callout-recorded": ("Call-out", AmbulanceCategory),
    "ecds-attendance-recorded": ("Attendance", AttendanceCategory),
    "ecds-dna-recorded": ("Non-attendance", NonAttendanceCategory),
}
_REFERRAL = Category(Agency.EHR.value, "referral", "Mental health referral")
_STAY = Category(Agency.EHR.value, "hospital-stay", "Mental health hospital stay")
_CARE = Category(Agency.EHR.value, "care-contact", "Mental health care contact")
_UPDATE = Category(Agency.EHR.value, "record-update", "Mental health record updated")
_CLINICAL: dict[str, tuple[str, Category]] = {
    "mh-referral-received": ("Referral received", _REFERRAL),
    "mh-referral-closed": ("Referral closed", _REFERRAL),
    "mh-spell-started": ("Stay started", _STAY),
    "mh-spell-ended": ("Stay ended", _STAY),
    "mh-contact-recorded": ("Care contact", _CARE),
}
_RECORD_UPDATE = ("Record updated", _UPDATE)
_UPDATE_NAME = _UPDATE.name

CATEGORIES: tuple[Category, ...] = (
    *(
        Category(agency.value, code.value, code.label)
        for agency, codes in (
            (Agency.COUNCIL, (CouncilCategory,)),
            (Agency.FIRE, (FireCategory,)),
            (Agency.HEALTH, (AttendanceCategory, NonAttendanceCategory)),
            (Agency.POLICE, (PoliceCategory,)),
            (Agency.AMBULANCE, (AmbulanceCategory,)),
        )
        for code_list in codes
        for code in code_list
    ),
    *(_REFERRAL, _CARE, _STAY, _UPDATE),
)
_BY_CODE = {(category.agency, category.code): category for category in CATEGORIES}
_NAMES = {code: category.name for code, category in _BY_CODE.items()}
_CLINICAL_NAMES = {kind: category.name for kind, (_, category) in _CLINICAL.items()}


def category_of(contact: Contact) -> Category:
    if contact.agency == Agency.EHR.value:
        return _CLINICAL.get(contact.kind, _RECORD_UPDATE)[1]
    return _BY_CODE[contact.agency, contact.category]


def name_category(contact: Contact) -> str:
    """Cost: 0.1 µs.

    >>> from scoring.state.documents import Worker
    >>> name_category(Contact("ehr", "mh-contact-recorded", "3", 0.0, 0.0, "", "", Worker("", "", "")))
    'ehr/care-contact'
    """
    if contact.agency == _UPDATE.agency:
        return _CLINICAL_NAMES.get(contact.kind, _UPDATE_NAME)
    return _NAMES[contact.agency, contact.category]


def name_kind(contact: Contact) -> str:
    """
    >>> from scoring.state.documents import Worker
    >>> name_kind(Contact("ehr", "mh-medication-changed", "started", 0.0, 0.0, "", "", Worker("", "", "")))
    'Record updated'
    """
    if contact.agency == Agency.EHR.value:
        return _CLINICAL.get(contact.kind, _RECORD_UPDATE)[0]
    return _KINDS[contact.kind][0]
