"""Addresses as they are shown."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NUMBER = re.compile(r"\b\d+[a-zA-Z]\b")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def display_address(text: str) -> str:
    """Capitals as people write them, whatever case an agency's system shouts in; a postcode stays in capitals.

    >>> display_address("FLT 2, 14A CURLEW ST, NORTHMOOR NM4 2QX")
    'Flt 2, 14A Curlew St, Northmoor NM4 2QX'
    """
    if text.isascii() and "'" not in text:
        # The same, and faster.
        return _POSTCODE.sub(lambda code: code[0].upper(), text.title())
    titled = _WORD.sub(lambda word: word[0].capitalize(), text.upper())
    titled = _NUMBER.sub(lambda number: number[0].upper(), titled)
    return _POSTCODE.sub(lambda code: code[0].upper(), titled)
