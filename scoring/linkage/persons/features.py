"""All that comparing a person's record needs, read from it once."""

from functools import lru_cache

import msgspec

from scoring.linkage.numbers import is_filler
from scoring.linkage.persons.births import BirthForm, read_birth
from scoring.linkage.persons.names import NameForm, read_name
from scoring.linkage.persons.whereabouts import PlaceForm, read_place
from scoring.linkage.records import Identity

_WOMAN, _MAN = "F", "M"
# Codes of the NHS data dictionary (1, 2), of HL7 and FHIR, and as words.
_GENDERS = {"1": _MAN, "2": _WOMAN, "M": _MAN, "F": _WOMAN, "MALE": _MAN, "FEMALE": _WOMAN}
_NUMBER_LENGTH = 10


class Features(msgspec.Struct, frozen=True, eq=False, gc=False):
    """``gender`` is F, M or ''; ``number`` an NHS number of ten digits, its check digit right or not, or ''. ``agency``
    and ``apart`` are those of a statement that could be of anybody, else ''."""

    given: NameForm
    family: NameForm
    birth: BirthForm
    gender: str
    number: str
    place: PlaceForm
    agency: str
    apart: str


@lru_cache(maxsize=131_072)
def read_features(identity: Identity) -> Features:
    return Features(
        read_name(identity.given_name),
        read_name(identity.family_name),
        read_birth(identity.birth_date),
        _GENDERS.get(identity.gender.strip().upper(), ""),
        _read_number(identity.nhs_number),
        read_place(identity.address, identity.postcode, identity.uprn),
        identity.agency if identity.apart else "",
        identity.apart,
    )


def _read_number(written: str) -> str:
    if not written:
        return ""
    digits = "".join([letter for letter in written[:20] if letter in "0123456789"])
    return digits if len(digits) == _NUMBER_LENGTH and not is_filler(digits) else ""
