"""What a request may say."""

import re
from collections.abc import Iterable
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from streams.codes.alerts import Receiver
from streams.contract import Contract
from streams.errors import Invalid

_WORKERS = re.compile(r"^([a-z-]{1,40}):([1-9]\d{0,3})$")
_BARE_NUMBER = re.compile(r"^[\d.+-]*$")


def _refuse_numbers(value: object) -> object:
    # A query string is all text, and "2026" would be read as seconds since 1970.
    if isinstance(value, str) and _BARE_NUMBER.match(value):
        raise PydanticCustomError("time_form", "must be an RFC 3339 date and time with its offset")
    return value


def read_workers(said: Iterable[str]) -> dict[Receiver, int]:
    """
    >>> read_workers(["hub:6"])
    {<Receiver.HUB: 'hub'>: 6}
    """
    found = [_WORKERS.match(one) for one in said]
    if any(one is None or one[1] not in list(Receiver) for one in found):
        raise Invalid("workers", "workers must be a receiver and a number, such as hub:6", "workers")
    return {Receiver(one[1]): int(one[2]) for one in found if one}


WordsAsked = Annotated[str, Field(max_length=200, description="Words to find, in any order")]
AreaAsked = Annotated[str, Field(max_length=31, description="One area; every area that you may see when left out")]


class AddressesAsked(Contract):
    # As they were sent: what is too long is so with its spaces, as the document says.
    model_config = ConfigDict(str_strip_whitespace=False)

    q: WordsAsked = ""
    area: AreaAsked = ""


class PersonsAsked(AddressesAsked):
    born: Annotated[
        str, Field(max_length=30, description="Date of birth: 1961-03-14, 14/3/1961 or 14 March 1961; or an age")
    ] = ""
    number: Annotated[str, Field(max_length=40, description="An NHS number, or an agency's own number")] = ""
    address: Annotated[str, Field(max_length=200, description="Where; then `q` is read as who, and not as where")] = ""


AreaNamed = Annotated[str, Path(max_length=31)]
RecordNamed = Annotated[str, Path(min_length=16, max_length=16)]
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
