"""Records: one distinct statement of an identity or a place.

The same agency saying the same thing again is the same record, so most events touch no link at all.
"""

import hashlib
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import NewType

import msgspec

from scoring.linkage.fillers import is_filler_date, tells_name
from scoring.linkage.names import display_form
from scoring.linkage.numbers import is_filler, name_number
from scoring.linkage.places import display_address, parse
from scoring.linkage.places.homes import is_home
from scoring.observed import ObservedAddress, ObservedPerson

RecordId = NewType("RecordId", str)
EntityId = NewType("EntityId", str)


class Identity(msgspec.Struct, frozen=True, array_like=True, cache_hash=True, gc=False):
    """A person in one agency's words; empty where it does not know. Names and address are in display form.

    The address is where the agency says the person is: it is evidence of who they are, the same as a birth date.
    ``apart`` is what keeps a statement that could be of anybody from being the same record as its like: the source's
    own number for the person, or else the event.
    """

    agency: str
    given_name: str
    family_name: str
    birth_date: str
    gender: str
    nhs_number: str
    address: str = ""
    postcode: str = ""
    uprn: str = ""
    apart: str = ""


class Place(msgspec.Struct, frozen=True, array_like=True, cache_hash=True, gc=False):
    """An address in the words it came in, whoever wrote it; capitals in display form."""

    text: str
    postcode: str
    uprn: str


Statement = Identity | Place
_NOWHERE = Place("", "", "")


def read_identity(agency: str, person: ObservedPerson, place: Place | None, event: str, source: str = "") -> Identity:
    """``place`` is where the event says the person is, and ``event`` its key. ``source``: whose the person's number is,
    where several speak for one agency."""
    place = place or _NOWHERE
    said = Identity(
        agency,
        display_form(person.given_name),
        display_form(person.family_name),
        person.birth_date,
        person.gender,
        person.nhs_number,
        place.text,
        place.postcode,
        place.uprn,
    )
    return said if tells_who(said) else msgspec.structs.replace(said, apart=_keep_apart(person, source) or event)


def _keep_apart(person: ObservedPerson, source: str) -> str:
    number = person.local_record_id
    return name_number(source, number) if source and number else number


def tells_who(said: Identity) -> bool:
    """Whether an agency that says this twice means one person: an NHS number, or a full name and with it a whole
    birth date or a home. Two unknown men, or two called J Smith, are not one; nor are two John Smiths of no address."""
    named = tells_name(said.given_name) and tells_name(said.family_name)
    numbered = bool(said.nhs_number) and not is_filler(said.nhs_number)
    return numbered or (named and (_is_born(said.birth_date) or is_home(said.address, said.postcode)))


def _is_born(birth_date: str) -> bool:
    """On 1 January often only the year is known."""
    return (
        len(birth_date) == 10 and not birth_date.endswith("-01-01") and not is_filler_date(birth_date.replace("-", ""))
    )


def read_place(address: ObservedAddress) -> Place:
    return Place(display_address(address.text), address.postcode, address.uprn)


@lru_cache(maxsize=65_536)
def record_id(statement: Statement) -> RecordId:
    """16 characters of BLAKE2b over the statement, which its reader has put into one case."""
    said = "\x1f".join(msgspec.structs.astuple(statement))
    digest = hashlib.blake2b(said.encode(), digest_size=12).digest()
    return RecordId(urlsafe_b64encode(digest).decode())


@lru_cache(maxsize=65_536)
def names_place(place: Place) -> bool:
    """No fixed abode is written where an address is asked for, by thousands: it is no address to look up.

    >>> names_place(Place("No fixed abode", "ZZ99 3VZ", "")), names_place(Place("Rose Cottage", "", ""))
    (False, True)
    """
    premises = parse(place.text)
    return bool(place.uprn or premises.number or premises.name or premises.street)
