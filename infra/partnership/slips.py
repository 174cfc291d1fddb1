"""How writing goes wrong: the slips of hurried typing, of hearing a name on the telephone, of filling in a form."""

from datetime import date
from random import Random

from nhs_number import calculate_checksum

_BESIDE = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o", "j": "k", "k": "l",
    "l": "k", "m": "n", "n": "m", "o": "p", "p": "o", "q": "w", "r": "t", "s": "d", "t": "y", "u": "i", "v": "b",
    "w": "e", "x": "c", "y": "u", "z": "x",
}  # fmt: skip
_HEARD = (
    ("ie", "y"), ("ey", "y"), ("ph", "f"), ("ck", "k"), ("th", "t"), ("son", "sen"), ("ll", "l"), ("nn", "n"),
    ("tt", "t"), ("ea", "ee"), ("ai", "ay"), ("oo", "u"), ("c", "k"),
)  # fmt: skip


def slip(rng: Random, word: str) -> str:
    """One slip after the first letter; words of fewer than four letters stay as they are."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    match rng.randrange(5):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :] if word[at + 1].isalpha() else word
        case 3:
            return word[:at] + _BESIDE.get(word[at].lower(), word[at]) + word[at + 1 :]
        case _:
            return mishear(rng, word)


def mishear(rng: Random, word: str) -> str:
    fitting = [(heard, meant) for meant, heard in _HEARD if meant in word[1:]]
    if not fitting:
        return word
    heard, meant = rng.choice(fitting)
    return word[0] + word[1:].replace(meant, heard, 1)


def mistake_date(rng: Random, born: date, latest: date) -> date:
    """A real date not after ``latest``: day and month exchanged, a digit or a decade wrong, or the first of January."""
    match rng.randrange(4):
        case 0 if born.day <= 12:
            wrong = born.replace(month=born.day, day=born.month)
        case 1:
            wrong = born.replace(day=rng.randint(1, 28))
        case 2:
            wrong = born.replace(year=born.year + rng.choice((-10, -1, 1, 10)), day=min(born.day, 28))
        case _:
            wrong = born.replace(month=1, day=1)
    return wrong if wrong <= latest else born


def shorten_date(rng: Random, born: date) -> str:
    return f"{born.year}" if rng.random() < 0.6 else f"{born:%Y-%m}"


def misread_number(rng: Random, number: str) -> str:
    """Two neighbouring digits exchanged and a check digit that fits: what no validation finds."""
    for _ in range(20):
        at = rng.randrange(3, 8)
        nine = number[:at] + number[at + 1] + number[at] + number[at + 2 : 9]
        check = calculate_checksum(nine)
        if check != 10 and nine != number[:9]:
            return f"{nine}{check}"
    return number
