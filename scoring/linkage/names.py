"""Personal names as they are compared and as they are shown."""

import re
import unicodedata
from functools import lru_cache

_NOT_LETTERS = re.compile(r"[^\w]+")
_WORD = re.compile(r"[^\W\d_]+")
# Written where a name is not known: two people called "Unknown" are not one person. Source: values that
# patient administration and command-and-control systems put into a mandatory name field.
_PLACEHOLDERS = frozenset(
    [
        "UNKNOWN",
        "NOTKNOWN",
        "NK",
        "NA",
        "NONE",
        "TEST",
        "DONOTUSE",
        "XX",
        "XXX",
        "XXXX",
        "BABY",
        "BABYBOY",
        "BABYGIRL",
        "INFANT",
        "MALE",
        "FEMALE",
        "OCCUPIER",
        "CALLER",
        "PATIENT",
        "CHILD",
        "ANON",
        "ANONYMOUS",
        "REFUSED",
        "WITHHELD",
        "MR",
        "MRS",
        "MISS",
        "MS",
        "DR",
    ]
)


# Letters that Unicode does not take apart, as they are written where a keyboard lacks them; and an apostrophe that it
# takes for a letter.
_PLAIN = str.maketrans("ŁłĐđÐðØø\u0131", "LlDdDdOoi", "\u02bc") | str.maketrans(
    {"Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th"}
)


@lru_cache(maxsize=131_072)
def compare_form(name: str) -> str:
    """Upper case, accents folded, letters only: equal for the ways of typing one name; empty for a placeholder. Vowel
    signs are letters: without them Ram and Reema would be one name in the scripts of India.

    >>> compare_form("O\u2019Brien"), compare_form("Zo\u00eb-Pawe\u0142"), compare_form("Not known")
    ('OBRIEN', 'ZOEPAWEL', '')
    """
    letters = (_NOT_LETTERS.sub("", name) if name.isascii() else _unaccent(name)).upper()
    return "" if letters in _PLACEHOLDERS else letters


def _unaccent(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).translate(_PLAIN)
    return "".join(c for c in plain if c.isalnum() or _is_vowel_sign(c))


def _is_vowel_sign(sign: str) -> bool:
    """Or one that is written like them. Accents, and the vowels of Arabic and Hebrew, that are mostly left out, have a
    class of their own."""
    mark = unicodedata.category(sign) in ("Mc", "Mn") and not unicodedata.combining(sign)
    return mark and "VARIATION SELECTOR" not in unicodedata.name(sign, "")


@lru_cache(maxsize=131_072)
def search_words(name: str) -> tuple[str, ...]:
    """Each word of a name in compare form, and the whole when it has several: "Smith-Jones" is found by each.

    >>> search_words("Smith-Jones")
    ('SMITHJONES', 'SMITH', 'JONES')
    """
    words = [compare_form(word) for word in re.split(r"[\s\-]+", name)]
    return tuple(dict.fromkeys(word for word in (compare_form(name), *words) if word))


@lru_cache(maxsize=131_072)
def display_form(name: str) -> str:
    """Capitals as people write them, whatever case an agency's system shouts in.

    >>> display_form("MARY-ANNE O'BRIEN"), display_form("mcdonald"), display_form("de la Cruz")
    ("Mary-Anne O'Brien", 'McDonald', 'De La Cruz')
    """
    straight = name.replace("\u2019", "'")
    titled = straight.title() if straight.isascii() else _WORD.sub(lambda word: word[0].capitalize(), straight)
    if "Mc" in titled:
        titled = re.sub(r"\bMc([a-z])", lambda match: "Mc" + match[1].upper(), titled)
    return re.sub(r"(?<=[a-z])'S\b", "'s", titled) if "'S" in titled else titled
