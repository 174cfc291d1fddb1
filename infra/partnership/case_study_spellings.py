"""How each agency spells the flat and the two people of the case study.

Every spelling keeps flat, number and street, and has the postcode, the UPRN or both, so that the council's full
records tie all of them together. The names do not agree: the child has his father's name with the NHS and
his mother's with the police, and the council does not know of him.
"""

from dataclasses import dataclass
from typing import Any

from streams.codes.agencies import Agency


@dataclass(frozen=True, slots=True)
class Spelling:
    text: str
    postcode: bool
    uprn: bool


ADDRESSES: dict[Agency, tuple[Spelling, ...]] = {
    Agency.COUNCIL: (
        Spelling("FLAT 2, 14 CURLEW STREET, NORTHMOOR", postcode=True, uprn=True),
        Spelling("FLAT 2 14 CURLEW STREET NORTHMOOR", postcode=True, uprn=True),
    ),
    Agency.FIRE: (
        Spelling("F2 14 CURLEW ST", postcode=False, uprn=True),
        Spelling("FLT 2 14 CURLEW ST", postcode=True, uprn=True),
    ),
    Agency.HEALTH: (
        Spelling("Flat 2, 14 Curlew Street, Northmoor", postcode=True, uprn=False),
        Spelling("Apartment 2, 14 Curlew St, Northmoor", postcode=True, uprn=False),
        Spelling("Flat 2 14 Curlew Street", postcode=True, uprn=False),
    ),
    Agency.POLICE: (
        Spelling("14 Curlew St, Flat 2", postcode=True, uprn=False),
        Spelling("14 CURLEW STREET FLAT 2, NORTHMOOR", postcode=False, uprn=True),
        Spelling("Flt 2, 14 Curlew St.", postcode=True, uprn=False),
        Spelling("14 Curlew St, Flt 2, Northmoor", postcode=False, uprn=True),
    ),
    Agency.AMBULANCE: (
        Spelling("flt 2 14 curlew st", postcode=True, uprn=False),
        Spelling("14 curlew st, apt 2, northmor", postcode=True, uprn=False),
        Spelling("F2, 14 Curlew St", postcode=True, uprn=False),
    ),
    Agency.EHR: (Spelling("Flat 2, 14 Curlew Street, Northmoor, Northmoorshire", postcode=True, uprn=False),),
}

_BORN = {"birth_date": "1953-03-11", "gender": "2"}
_CHILD_BORN = {"birth_date": "1986-11-24", "gender": "1"}


def _known(number: str, given: str, family: str, **further: str) -> dict[str, Any]:
    return {"local_record_id": number, "given_name": given, "family_name": family} | further


# "nhs_number" is filled in with the person's own where it says "own".
MOTHER: dict[Agency, tuple[dict[str, Any], ...]] = {
    Agency.COUNCIL: (_known("C9000014", "MARGARET", "THACKERAY", **_BORN),),
    Agency.HEALTH: (
        _known("H9000031", "Margaret", "Thackray", nhs_number="own", **_BORN),
        _known("H9000031", "Margaret", "Thackray", **_BORN),
    ),
    Agency.POLICE: (_known("N9000052", "Maggie", "Thackery", birth_date="1953", gender="2"),),
    Agency.AMBULANCE: (_known("A9000071", "M", "Thackeray", gender="2"),),
}
CHILD: dict[Agency, tuple[dict[str, Any], ...]] = {
    Agency.HEALTH: (
        _known("H9000089", "Jonathan", "Ellershaw", nhs_number="own", **_CHILD_BORN),
        _known("H9000090", "Jon", "Ellershaw", **_CHILD_BORN),
    ),
    Agency.POLICE: (
        _known("N9000103", "Jonny", "Thackeray", birth_date="1986-11-24", gender="1"),
        _known("N9000103", "Jonny", "Thackeray", birth_date="1986-11-24", gender="1"),
        _known("N9000117", "Thackery", "Jon", birth_date="1986", gender="1"),
    ),
    Agency.AMBULANCE: (
        _known("A9000128", "Johnny", "Elershaw", gender="1"),
        _known("A9000136", "Jonathan", "Thackeray"),
    ),
    Agency.EHR: (_known("R9000144", "Jonathan", "Ellershaw", nhs_number="own", **_CHILD_BORN),),
}
