"""From what somebody types into a search box to what they ask for."""

import re
from collections.abc import Iterator
from datetime import date

from scoring.linkage.finding.asked import PersonAsked, Whereabouts
from scoring.linkage.finding.dates import OLDEST, read_birth, take_ages, take_dates, years_of_birth
from scoring.linkage.finding.doors import read_door
from scoring.linkage.names import search_words
from scoring.linkage.places.spelling import mend_unit
from scoring.linkage.records import Place
from streams.errors import Invalid

NHS_NUMBER = re.compile(r"\b(\d{3})[ -]?(\d{3})[ -]?(\d{4})\b")
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})\b")
# Not F and digits: "F2" is a flat, and no postcode area is called F.
_OUTWARD = re.compile(r"\b(?!F\d)[A-Z]{1,2}\d[A-Z\d]?\b")
_UPRN = re.compile(r"\b\d{6,12}\b")
_LOCAL_ID = re.compile(r"\b(?=[A-Z0-9/-]*\d)[A-Z0-9]+(?:[/-][A-Z0-9]+)*\b")
_BARE_AGE = re.compile(r"\b\d{1,3}\b")
# A number or a flat, and a street's last word somewhere after it.
_ADDRESS = re.compile(
    r"\b(?:FLA?T|APT|APARTMENT|UNIT|ROOM|F?\d{1,4}[A-Z]?)\b.*\b(?:STREET|ST|ROAD|RD|AVENUE|AVE?|LANE|LN|DRIVE|CLOSE|CL|"
    r"CRESCENT|CRES|COURT|CT|PLACE|PL|SQUARE|SQ|TERRACE|TERR?|GARDENS|GDNS|GREEN|GROVE|PARK|WALK|WAY|HILL|ROW|MEWS|"
    r"RISE|VIEW|HOUSE|HSE|COTTAGE)\b.*"
)


# Where a unit is named with its number: at the beginning or behind a comma, and the house follows.
_UNIT = re.compile(r"(^|,)( *)([A-Z]{3,11})(?= \d{1,4}[A-Z]?\b ?(?:,|\d))")


def read_person_query(text: str, born: str, today: date, number: str = "", address: str = "") -> PersonAsked:
    """Names, a birth date or an age, numbers that agencies gave and an address may stand in ``text`` in any order, the
    address last; or each in a field of its own. Where ``address`` says anything, that is where, and ``text`` is who.

    Raises :class:`Invalid` when nothing is left to search for, or a date is none.
    """
    births, rest = take_dates(text, "q")
    born_on, years = read_birth(born, today) if born.strip() else ((), ())
    numbers = ["".join(digits) for digits in NHS_NUMBER.findall(f"{number} {rest}")]
    ages, rest = take_ages(NHS_NUMBER.sub(" ", rest))
    whereabouts, rest = (_read_whereabouts(address.upper()), rest.upper()) if address.strip() else _take_address(rest)
    ids = tuple(dict.fromkeys(_LOCAL_ID.findall(f"{NHS_NUMBER.sub(' ', number.upper())} {rest}")))
    ages += [int(age) for age in _BARE_AGE.findall(rest) if int(age) <= OLDEST]
    words = tuple(dict.fromkeys(_list_words(_LOCAL_ID.sub(" ", rest))))
    births, years = births + born_on, years + years_of_birth(ages, today)
    place_first = whereabouts is not None and not _names_before(text, bool(address.strip()))
    asked = PersonAsked(words, births, years, "".join(numbers[:1]), ids, whereabouts, place_first)
    if not (words or births or numbers or ids or (whereabouts and (whereabouts.postcode or whereabouts.words))):
        raise Invalid("query-empty", "enter a name, a date of birth, an NHS number or an address", "q")
    return asked


def read_address_query(text: str) -> Whereabouts:
    """
    >>> asked = read_address_query("flt 2, 14 Curlew St nm42qx")
    >>> asked.number, asked.words, asked.postcode
    ('0014', ('CURLEW',), 'NM42QX')
    """
    asked = _read_whereabouts(text.upper())
    if not (asked.words or asked.postcode or asked.outward or asked.uprn):
        raise Invalid("query-empty", "enter a street, a house name, a postcode or a UPRN", "q")
    return asked


def capitalise(text: str) -> str:
    """And a mistyped "flat" is one before an address is looked for: it is nobody's name.

    >>> capitalise("Fla 2, 14 Curlew St"), capitalise("Maureen Ashby, flta 2, 14 Curlew St"), capitalise("Unity 30")
    ('FLAT 2, 14 CURLEW ST', 'MAUREEN ASHBY, FLAT 2, 14 CURLEW ST', 'UNITY 30')
    """
    return _UNIT.sub(lambda found: f"{found[1]}{found[2]}{mend_unit(found[3]) or found[3]}", text.upper())


def find_address(text: str) -> str:
    """What of ``text``, in capitals, is an address and is nothing else: from a number to behind a street's last word,
    and postcodes."""
    found = " ".join(match[0] for match in [_ADDRESS.search(text)] if match)
    text = _ADDRESS.sub(" ", text)
    codes = [match[0] for match in _POSTCODE.finditer(text)] or ([] if found else _OUTWARD.findall(text))
    return " ".join([found, *codes]).strip()


def _take_address(text: str) -> tuple[Whereabouts | None, str]:
    """What of a search for a person is an address, and the rest."""
    text = capitalise(text)
    said, rest = find_address(text), _POSTCODE.sub(" ", _ADDRESS.sub(" ", text))
    return (_read_whereabouts(said) if said else None), rest


def _list_words(text: str) -> Iterator[str]:
    """The parts of a double name, for a record may hold them in two fields; a whole name is one part."""
    for part in re.split(r"[\s,-]+", text):
        yield from search_words(part)


def _names_before(text: str, apart: bool) -> bool:
    """``apart``: the address has a field of its own, and all of ``text`` is who."""
    found = None if apart else _ADDRESS.search(capitalise(text))
    before = text[: found.start()] if found else text
    return any(_list_words(before))


def _read_whereabouts(text: str) -> Whereabouts:
    codes = [outward + inward for outward, inward in _POSTCODE.findall(text)][:1]
    rest = _POSTCODE.sub(" ", text)
    outward = _OUTWARD.findall(rest)[:1]
    uprns = [uprn.lstrip("0") for uprn in _UPRN.findall(rest)][:1]
    rest = _UPRN.sub(" ", _OUTWARD.sub(" ", rest))
    door, postcode = read_door(rest), "".join(codes)
    spaced = f"{postcode[:-3]} {postcode[-3:]}" if postcode else ""
    place = Place(" ".join(rest.split()), spaced, "".join(uprns))
    return Whereabouts(door.number, door.words, postcode, "".join(outward), place.uprn, place)
