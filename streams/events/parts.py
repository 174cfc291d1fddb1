"""What an agency may say of a person, a place and the colleague to ring. There is nowhere to put a case note.

Text is put into one lexical form as it is read (NFC, single spaces, upper-case postcode, bare NHS number), so
that two ways of typing one thing are one thing in the log. Deeper comparison belongs to linkage.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Self

import nhs_number
from pydantic import AfterValidator, BeforeValidator, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from uk_postcodes_parsing import ukpostcode

from streams.codes.person import Gender
from streams.contract import Contract

# Letters of any script, marks, and the punctuation of names; PDS allows 35 characters a part.
_NAME = re.compile(r"^[^\W\d_](?:[^\W\d_]|[ '\u2019.\-])*$")
_PARTIAL_DATE = re.compile(r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$")


def _tidy(value: object) -> object:
    return " ".join(unicodedata.normalize("NFC", value).split()) if isinstance(value, str) else value


def _check_name(value: str) -> str:
    if not _NAME.match(value) and not _NAME.match(_drop_marks(value)):
        raise PydanticCustomError("name_form", "must be a name: letters, spaces, hyphens, apostrophes and full stops")
    return value


def _drop_marks(value: str) -> str:
    # Vowel signs and accents that NFC does not join to their letter; none can begin a name.
    return value[:1] + "".join(c for c in value[1:] if unicodedata.category(c) not in ("Mn", "Mc"))


def _check_printable(value: str) -> str:
    if not value.isprintable():
        raise PydanticCustomError("not_printable", "must not hold control characters")
    return value


def _check_partial_date(value: str) -> str:
    parts = _PARTIAL_DATE.match(value)
    try:
        if parts and int(parts[1]) >= 1890:
            date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
            return value
    except ValueError:  # Invalid: the same answer as a wrong form
        pass
    raise PydanticCustomError("birth_date_form", "must be a real date from 1890 on: YYYY, YYYY-MM or YYYY-MM-DD")


def _check_nhs_number(value: str) -> str:
    digits = value.replace(" ", "").replace("-", "")
    if not digits.isascii() or not nhs_number.is_valid(digits):
        raise PydanticCustomError("nhs_number_check", "must be 10 digits with a correct modulus 11 check digit")
    # Ten times one digit passes modulus 11, stands for "not known", and would make one person of all who have it.
    if digits == digits[0] * 10:
        raise PydanticCustomError("nhs_number_check", "must be absent where it is not known, not one digit repeated")
    return digits


def _check_uprn(value: str) -> str:
    # As with NHS numbers: noughts would make one place of all that have them.
    if not (digits := value.lstrip("0")):
        raise PydanticCustomError("uprn_zero", "must be absent where it is not known, not noughts")
    return digits


def _check_postcode(value: str) -> str:
    normal: str | None = ukpostcode.to_normalised(value.replace(" ", "").upper())
    if normal is None:
        raise PydanticCustomError("postcode_form", "must have the form of a UK postcode, such as NM4 2QX")
    return normal


def _read_gender(value: object) -> object:
    # The children in need census writes M and F where the data dictionary writes 1 and 2.
    return {"M": "1", "F": "2"}.get(value, value) if isinstance(value, str) else value


# Stands behind the constraints, so that they see tidy text and are in the schema.
_TIDY = BeforeValidator(_tidy)
_PRINTABLE = AfterValidator(_check_printable)

Name = Annotated[str, StringConstraints(min_length=1, max_length=35), _TIDY, AfterValidator(_check_name)]
PartialDate = Annotated[str, StringConstraints(max_length=10), AfterValidator(_check_partial_date)]
NhsNumber = Annotated[str, StringConstraints(max_length=14), AfterValidator(_check_nhs_number)]
Postcode = Annotated[str, StringConstraints(max_length=10), AfterValidator(_check_postcode)]
Uprn = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}$"), AfterValidator(_check_uprn)]
LocalId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,39}$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=70), _TIDY, _PRINTABLE]
AddressText = Annotated[str, StringConstraints(min_length=1, max_length=250), _TIDY, _PRINTABLE]
# From 101, the police's own, to the 15 digits of E.164, and an extension.
Phone = Annotated[
    str,
    StringConstraints(pattern=r"^\+?\(?[0-9](?:[ ()]{0,2}[0-9]){2,14}(?: ?(?:x|ext\.?) ?[0-9]{1,6})?$"),
    _TIDY,
]
Email = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,90}\.[A-Za-z]{2,24}$")]


class PersonAsKnown(Contract):
    """A person as one agency has them on file; a field it does not know is absent, never guessed."""

    local_record_id: LocalId
    given_name: Name | None = None
    family_name: Name | None = None
    birth_date: PartialDate | None = None
    gender: Annotated[Gender, BeforeValidator(_read_gender)] | None = None
    nhs_number: NhsNumber | None = None

    @model_validator(mode="after")
    def _identifies_someone(self) -> Self:
        if self.family_name is None and self.given_name is None and self.nhs_number is None:
            raise PydanticCustomError("person_empty", "must have a name or an NHS number, or leave the person out")
        return self


class AddressAsWritten(Contract):
    text: AddressText | None = None
    postcode: Postcode | None = None
    uprn: Uprn | None = None

    @model_validator(mode="after")
    def _names_a_place(self) -> Self:
        if self.text is None and self.uprn is None:
            raise PydanticCustomError("address_empty", "must have a text or a UPRN, or leave the address out")
        return self


class ContactPerson(Contract):
    """Whom to ring at the agency: the reason the event is worth sharing at all."""

    name: Line
    role: Line
    team: Line
    phone: Phone | None = None
    email: Email | None = None
