"""What a request may say."""

import re
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

_BARE_NUMBER = re.compile(r"^[\d.+-]*$")


def _refuse_numbers(value: object) -> object:
    # A query string is all text, and "2026" would be read as seconds since 1970.
    if isinstance(value, str) and _BARE_NUMBER.match(value):
        raise PydanticCustomError("time_form", "must be an RFC 3339 date and time with its offset")
    return value


WordsAsked = Annotated[str, Query(max_length=200, description="Words to find, in any order")]
AreaAsked = Annotated[str, Query(max_length=31, description="One area; every area of the partnership when left out")]
IdAsked = Annotated[
    str, Path(max_length=60, description="As an answer gave it", examples=["northmoor.s0Ynm5ZTsN1TlyCx"])
]
At = Annotated[
    AwareDatetime | None,
    BeforeValidator(_refuse_numbers),
    Query(description="RFC 3339 moment to look back to; now when left out"),
]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Timeline entries to pass over")]
Limit = Annotated[int, Query(ge=1, le=200, description="Timeline entries to give at most")]
