"""Postcodes as people type them: run together, in the middle of a text, with O for 0 and I for 1."""

import re
from functools import lru_cache

# Outward A9, A99, AA9, AA99, A9A, AA9A and inward 9AA, letters and digits allowed to stand in for each other.
_WHOLE = re.compile(r"([A-Z]{1,2})([0-9OILSZ][0-9A-Z]?)([0-9OILSZ])([A-Z01]{2})")
_INSIDE = re.compile(
    r"\b(?:[A-Z]{2}|(?!F\d)[A-Z])\d[A-Z\d]?[ ,]{0,3}(?:\d[A-Z]{2}\b(?! ?(?:FL|FLR|FLOOR)\b)|[OI][A-Z]{2}[ ,]*$)"
)
_OUTWARD_AT_END = re.compile(r"[ ,]+(?:[A-Z]{2}\d[A-Z\d]?|[BEGLMNSW]\d{1,2})[ ,.]*$")
_DIGIT = str.maketrans("OILSZ", "01152")
_LETTER = str.maketrans("01", "OI")
# ZZ99 are the NHS's pseudo-postcodes: no fixed abode, unknown. They name no place.
PSEUDO = "ZZ99"


@lru_cache(maxsize=65_536)
def mend_postcode(text: str) -> str:
    """
    >>> mend_postcode("nm4 2qx"), mend_postcode("NM42QX"), mend_postcode("NMl OAA"), mend_postcode("Northmoor")
    ('NM4 2QX', 'NM4 2QX', 'NM1 0AA', '')
    """
    letters = "".join(filter(str.isalnum, text[:20])).upper()
    found = _WHOLE.fullmatch(letters)
    if not found:
        return ""
    area, district, sector, unit = found.groups()
    outward = (
        area
        + district[0].translate(_DIGIT)
        + (district[1:].translate(_DIGIT) if district[1:] in "OI" else district[1:])
    )
    return f"{outward} {sector.translate(_DIGIT)}{unit.translate(_LETTER)}"


def take_postcode(upper: str) -> tuple[str, str]:
    """The last postcode in a text of capitals, or empty, and the text without any; nor an outward code at its end."""
    found = ""
    for match in _INSIDE.finditer(upper):
        found = mend_postcode(match[0]) or found
    if found:
        return found, _INSIDE.sub(" , ", upper)
    return "", _OUTWARD_AT_END.sub("", upper)
