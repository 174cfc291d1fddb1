"""Slips of the keyboard, anywhere in a text, the first letter included."""

from random import Random
from string import ascii_lowercase

_SLIPS = 4


def mistype(rng: Random, text: str, slips: int) -> str:
    """So many slips, each on a letter drawn evenly: left out, put in, changed, or exchanged with the next. Digits stay:
    another house number is another house."""
    letters = list(text)
    for _ in range(slips):
        _slip(rng, letters)
    return "".join(letters)


def _slip(rng: Random, letters: list[str]) -> None:
    at = rng.choice([place for place, letter in enumerate(letters) if letter.isalpha()])
    another = rng.choice(ascii_lowercase.replace(letters[at].lower(), ""))
    beside = at + 1 < len(letters) and letters[at + 1].isalpha() and letters[at + 1] != letters[at]
    match rng.randrange(_SLIPS if beside else _SLIPS - 1):
        case 0 if sum(map(str.isalpha, letters)) > 2:
            del letters[at]
        case 1:
            letters.insert(at, another)
        case 3:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        case _:
            letters[at] = another
