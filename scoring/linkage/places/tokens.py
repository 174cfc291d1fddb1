"""An address text as a list of words, numbers and the commas between them."""

import re
import unicodedata

from scoring.linkage.places.spelling import mend_unit, mend_word
from scoring.linkage.places.words import COMPASS, FLOORS, NAME_ENDS, POSITIONS, SAINTS, SHORT_UNITS, STREET_TYPES, UNITS

Tokens = list[str]

# What can be read of one address; the longest on Royal Mail's file has under 200 characters.
LONGEST = 400

_TOKEN = re.compile(r"\d+[A-Z]?-\d+(?:[A-Z](?![A-Z0-9]))?(?!\d)|\d[A-Z0-9]*/\d+[A-Z]?(?![A-Z0-9])|[A-Z0-9]+|[,-]")
_NUMBER_AND_WORD = re.compile(r"(\d{1,4}[A-Z]?)(?!ST|ND|RD|TH)([A-Z]{4,})$")
_WORD_AND_NUMBER = re.compile(r"(FLAT|FLT|APT|APARTMENT|UNIT|ROOM|RM|NO|PLOT|STUDIO|SUITE)(\d{1,4}[A-Z]?)$")
_JOINED = re.compile(
    r"([A-Z]{3,})(STREET|ROAD|AVENUE|CRESCENT|GARDENS|TERRACE|SQUARE|CLOSE|DRIVE|LANE|GROVE)$|"
    r"([A-Z]{5,})(HOUSE|COURT|LODGE|MANSIONS|COTTAGE)$|([A-Z]{3,}[^AEIOU])(RD|AVE)$|"
    r"(FLOOR)(FLAT)$"
)
# Whose home it is, where the house follows; else ("c/o HMP Leeds") the place itself.
_CARE_OF = re.compile(r"\b(?:C/O|CARE OF)\b(?:[^,\d]*,?(?=[^A-Z]*\d)|)")
_REAR_OF = re.compile(r"\bR/O\b")
_OUTSIDE = re.compile(r"\bO/S\b")
_FLOOR = re.compile(r"\b([GFSTB])/F\b")
_FOLD = str.maketrans(
    {
        "'": "",
        "\u2019": "",
        "\u2018": "",
        "`": "",
        "&": " AND ",
        "\u2013": "-",
        "\u2014": "-",
        "\n": ",",
        ";": ",",
        "|": ",",
    }
)


def fold(text: str) -> str:
    """Capitals without accents or apostrophes, no longer than :data:`LONGEST`.

    >>> fold("St. Mary\u2019s  Caf\u00e9")
    'ST  MARYS  CAFE'
    """
    upper = text[:LONGEST].upper().translate(_FOLD)
    if not upper.isascii():
        upper = "".join(c for c in unicodedata.normalize("NFKD", upper) if not unicodedata.combining(c)).upper()
    return _unpoint(upper) if "." in upper else upper


def _unpoint(upper: str) -> str:
    """ "H.M.P." is one word and "ST.MARYS" two."""
    upper = re.sub(r"\b(?:[A-Z]\.){2,}", lambda letters: letters[0].replace(".", "") + " ", upper)
    return upper.replace(".", " ")


def tokenise(upper: str) -> Tokens:
    """Of folded text. Abbreviations undone, lone letters joined to their number, joined words parted.

    >>> tokenise("FLAT2, 14 A HIGHSTREET, ST ALBANS RD")
    ['FLAT', '2', ',', '14A', 'HIGH', 'STREET', ',', 'ST', 'ALBANS', 'ROAD']
    >>> tokenise("FLA 2, HERON HOUSE")
    ['FLAT', '2', ',', 'HERON', 'HOUSE']
    >>> tokenise("UPPER FLAN, 23 BIRCH ROAD")
    ['UPPER', 'FLAT', ',', '23', 'BIRCH', 'ROAD']
    """
    if "/O" in upper or "CARE OF" in upper:
        upper = _REAR_OF.sub(" REAR OF ", _CARE_OF.sub(" ", upper))
    if "O/S" in upper:
        upper = _OUTSIDE.sub(" OUTSIDE ", upper)
    found = _TOKEN.findall(_FLOOR.sub(r"\1F", upper) if "/F" in upper else upper)
    mended: Tokens = []
    for at, token in enumerate(found):
        if token.isalpha():
            _add_word(mended, token, found[at + 1] if at + 1 < len(found) else "")
        elif token == "-":
            _add_dash(mended, found[at + 1] if at + 1 < len(found) else "")
        elif token.isdigit() or token == ",":
            _add_number(mended, token)
        else:
            _add_mixed(mended, token)
    return mended


def _add_word(mended: Tokens, token: str, following: str) -> None:
    before = mended[-1] if mended else ","
    if len(token) == 1:
        _add_letter(mended, token, before, following)
    elif token == "ST" or token == "SAINT":
        mended.append(_read_saint(before, following))
    elif token == "FL":
        mended.append("FLOOR" if before in FLOORS else "FLAT")
    elif token in SHORT_UNITS and (before == "," or before.isdigit() or before in UNITS):
        mended.extend(SHORT_UNITS[token])
    elif _may_name_unit(before, following) and (unit := mend_unit(token)):
        mended.append(unit)
    elif token.startswith("ST") and token[2:] in SAINTS:
        mended.extend(("ST", token[2:]))
    elif (
        len(token) >= 8
        and following not in STREET_TYPES
        and token not in NAME_ENDS
        and (joined := _JOINED.match(token))
    ):
        mended.extend(mend_word(part) for part in joined.groups() if part)
    else:
        mended.append(mend_word(token))


def _may_name_unit(before: str, following: str) -> bool:
    """ "Fla 11, Heron House" and "Upper Flar, 23 Birch Road" begin with one."""
    if before == ",":
        return following[:1].isdigit()
    return following == "," and (before in POSITIONS or before in FLOORS)


def _add_letter(mended: Tokens, token: str, before: str, following: str) -> None:
    compass = token in COMPASS and before not in UNITS and following.isalpha()
    if before.isdigit() and not compass:
        mended[-1] += token
    else:
        mended.append(COMPASS[token] if compass and len(following) > 1 else token)


def _read_saint(before: str, following: str) -> str:
    """ "St" before a name is Saint: where it starts a part, follows a number, or stands before a saint."""
    saint = following.isalpha() and (before == "," or before[0].isdigit() or following in SAINTS)
    return "ST" if saint else "STREET"


def _add_number(mended: Tokens, token: str) -> None:
    # Longer ones are telephone numbers, UPRNs and map references.
    if token != "," and len(token) <= 5:
        dash = len(mended) >= 2 and mended[-1] == "-" and mended[-2][0].isdigit()
        if dash:
            mended[-2:] = [f"{mended[-2]}-{token}"]
        else:
            mended.append(token.lstrip("0") or "0")
    elif token == "," and mended and mended[-1] != ",":
        mended.append(",")


def _add_dash(mended: Tokens, following: str) -> None:
    """Between numbers a range, unless the first is a flat's; between words nothing."""
    if len(mended) >= 1 and mended[-1].isdigit() and following[:1].isdigit():
        flat = len(mended) >= 2 and mended[-2] in UNITS
        mended.append("," if flat else "-")


def _add_mixed(mended: Tokens, token: str) -> None:
    if parts := _WORD_AND_NUMBER.match(token) or _NUMBER_AND_WORD.match(token):
        mended.extend(mend_word(part).lstrip("0") or "0" for part in parts.groups())
    elif token[0] == "0":
        mended.append(token.lstrip("0"))
    else:
        mended.append(mend_word(token))
