"""What fills a field where nobody knows the name or the birth date, or where a form will not go on without one."""

import re

from scoring.linkage.names import compare_form

_TITLES = frozenset(["MR", "MRS", "MISS", "MS", "DR", "REV", "SIR", "LADY", "PROF", "MASTER", "MX"])
_SEPARATORS = re.compile(r"[\s\-/,.&+()]+")
# A new-born's "Baby", "Baby of Emma" or "Twin 2" is no name; nor is how somebody looked or which part they had, nor the
# words put in to get past a form. FNU and LNU: first and last name unknown.
_NOT_A_NAME = re.compile(
    r"\W*(?:(?:THE|MR|MRS|MISS|MS)\W+)?(?:"
    r"(?:BABY|TWIN|TRIPLET|INFANT|NEWBORN|UNBORN|FOETUS|MALE|FEMALE|BOY|GIRL|UNKNOWN|UNK|UNNAMED|UNIDENTIFIED|"
    r"FNU|LNU|NFN|NLN|TEST|TESTING|TESTPATIENT|DUPLICATE|DELETED?|VOID|ERROR|NOT|NO|NONE|NONAME|NOBODY|NULL|NIL|TBC|TBA|"
    r"ANON|ANONYMOUS|DUMMY|REFUSED|DECLINED|WITHHELD|REDACTED|OCCUPIERS?|OCCUPANTS?|CALLER|INFORMANT|PATIENT|SUSPECT|"
    r"VICTIM|IC\d)(?:\W|\d|$)|"
    r"(?:RESIDENT|CLIENT|PERSON|CHILD|ADULT)(?:\W+(?:[A-Z]|ONE|TWO|THREE))?[\W\d]*$|(?:NA|NK|U/K)\W*$|"
    r"(?:WHITE|BLACK|ASIAN|ELDERLY|YOUNG|ADULT|OLD) (?:MALE|FEMALE|MAN|WOMAN|LADY|BOY|GIRL)\b|"
    r"[MF]/(?:INFANT|CHILD)\b|B/O\b|CHILD OF\b|PERSONS? UNKNOWN\b|MEMBER OF (?:THE )?PUBLIC\b|NAME (?:NOT|UNKNOWN)\b|"
    r"TO BE (?:CONFIRMED|ADVISED)\b|DO ?N[O']?T\b|DO ?NOTUSE|XX|ZZ|([A-Z])\1\1+$)",
    re.IGNORECASE,
)
# Dates that systems fill in by themselves: the first or last days that they know, and the noughts of spreadsheets
# (30 and 31 December 1899) and of Unix (1 January 1970).
_DATES = frozenset(
    ["19000101", "18000101", "18991230", "18991231", "19010101", "19700101", "11111111", "99991231", "00010101"]
)


def names_nobody(written: str) -> bool:
    """
    >>> names_nobody("Not given"), names_nobody("The Occupier"), names_nobody("Noor"), names_nobody("J")
    (True, True, False, False)
    """
    return not compare_form(written) or _NOT_A_NAME.match(written) is not None


def tells_name(written: str) -> bool:
    """Whether it is somebody's name, and more than initials: a household may have three of one initial.

    >>> tells_name("Mary-Anne"), tells_name("J.P."), tells_name("Mr J"), tells_name("Unnamed")
    (True, False, False, False)
    """
    return not names_nobody(written) and any(len(word) > 1 for word in list_words(written))


def list_words(name: str) -> list[str]:
    """In compare form, without titles and numbers.

    >>> list_words("Mrs Mary-Anne (2)")
    ['MARY', 'ANNE']
    """
    words = [compare_form(word) for word in _SEPARATORS.split(name)]
    return [word for word in words if word and word not in _TITLES and not word.isdigit()]


def is_filler_date(digits: str) -> bool:
    """Of the digits of a date, year first.

    >>> is_filler_date("18991231"), is_filler_date("19000304")
    (True, False)
    """
    return digits in _DATES or digits.startswith("0000")
