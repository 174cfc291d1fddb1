"""One box for whoever types whatever they know: read as a person, as an address, or as both."""

import re
from dataclasses import dataclass
from datetime import date

import nhs_number

from scoring.linkage.finding.asked import PersonAsked, Whereabouts
from scoring.linkage.finding.dates import take_ages, take_dates
from scoring.linkage.finding.reading import NHS_NUMBER, capitalise, find_address, read_address_query, read_person_query
from scoring.linkage.places.words import ABBREVIATIONS, NAME_ENDS, STRONG_TYPES
from streams.errors import Invalid

_WORD = re.compile(r"[A-Z]+")
# "14 3 1961", as forms with three boxes taught people to write it.
_SPACED = re.compile(r"\b(\d{1,2}) (\d{1,2}) ((?:19|20)\d\d)\b")
# What streets and houses end with, but for those that are as often the end of a name (Hill, Green, Park).
_ENDS = STRONG_TYPES | NAME_ENDS


@dataclass(frozen=True, slots=True)
class BoxAsked:
    """Either is None where nothing typed can be one. ``place_first``: nothing typed is plainly anybody's.
    ``mere_names``: nothing typed is plainly a place's, and it reads like a whole name."""

    person: PersonAsked | None
    place: Whereabouts | None
    place_first: bool
    mere_names: bool


def read_box(text: str, today: date) -> BoxAsked:
    """The person is asked for with all that was typed, the address too: whoever is restricted is found by no part of
    one. Words that could be a name or a street are taken for both, unless a birth date, an age in words or an NHS
    number says that it is somebody.

    Raises :class:`Invalid` when nothing is left to search for, or a date is none.

    >>> asked = read_box("Maureen Ashby, 14 Curlew Street", date(2026, 11, 22))
    >>> asked.person.words, asked.place.number, asked.place.words
    (('MAUREEN', 'ASHBY'), '0014', ('CURLEW',))
    """
    text = _SPACED.sub(r"\1/\2/\3", text)
    births, rest = take_dates(text, "q")
    ages, rest = take_ages(rest)
    numbers = [digits for parts in NHS_NUMBER.findall(rest) if nhs_number.is_valid(digits := "".join(parts))]
    if numbers:
        rest = NHS_NUMBER.sub(" ", rest)
    somebody, rest = bool(births or ages or numbers), capitalise(rest)
    person = _read_person(text, today)
    # What is nobody's name, such as a title or "unknown", is no street's.
    place = _read_place(rest, somebody or person is None)
    if person is None and place is None:
        raise Invalid(
            "query-empty", "enter a name, a date of birth, an NHS number, an address, a postcode or a UPRN", "q"
        )
    named = person is not None and person.words and not _ends_like_a_place(rest.replace(find_address(rest), " ", 1))
    mere_names = person is not None and len(person.words) > 1 and person.whereabouts is None and _is_mere(rest)
    return BoxAsked(person, place, place is not None and not somebody and not named, mere_names)


def _read_person(text: str, today: date) -> PersonAsked | None:
    try:
        return read_person_query(text, "", today)
    except Invalid as fault:  # Invalid: nothing of it is about anybody
        if fault.code == "query-empty":
            return None
        raise


def _read_place(rest: str, somebody: bool) -> Whereabouts | None:
    """``somebody``: mere words are no place."""
    found = find_address(rest)
    said = rest if not found or _ends_like_a_place(rest.replace(found, " ", 1)) else found
    if somebody and not found and _is_mere(rest):
        return None
    try:
        return read_address_query(said)
    except Invalid:  # Invalid: nothing of it is a place
        return None


def _is_mere(rest: str) -> bool:
    return not any(map(str.isdigit, rest)) and not _ends_like_a_place(rest)


def _ends_like_a_place(text: str) -> bool:
    return any(ABBREVIATIONS.get(word, word) in _ENDS for word in _WORD.findall(text))
