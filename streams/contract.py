"""The envelope every event on every topic travels in: CloudEvents 1.0, structured JSON, as NHS MNS shapes it.

Source: CloudEvents 1.0.2 (attribute names, the extension rule) and the NHS England Multicast Notification
Service (``<name>-<major>`` types, reverse-DNS sources). ``area`` is our one extension attribute: the
partnership whose log the event belongs to.
"""

import hashlib
from base64 import urlsafe_b64encode
from typing import Annotated, Literal, NewType

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

EventKey = NewType("EventKey", str)

AreaName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,30}$")]
SourceName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*(\.[a-z0-9-]+){1,6}$", max_length=100)]


def _refuse_numbers(value: object) -> object:
    # A number, in quotation marks or not, could be seconds or milliseconds; RFC 3339 text (2026-...) could not.
    if isinstance(value, int | float) or (isinstance(value, str) and value[4:5] != "-"):
        raise PydanticCustomError("time_form", "must be an RFC 3339 date and time with its offset")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_refuse_numbers)]
EventId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$")]


class Contract(BaseModel):
    """Unknown fields are refused, so a sender cannot add what the partnership did not agree to share."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Envelope(Contract):
    specversion: Literal["1.0"] = "1.0"
    id: EventId
    source: SourceName
    time: Instant
    datacontenttype: Literal["application/json"] = "application/json"
    area: AreaName


def event_key(source: str, event_id: str) -> EventKey:
    """The identity of an event, 16 characters: CloudEvents makes ``source`` plus ``id`` unique.

    96 bits of BLAKE2b: at 10**9 events the chance of any two meeting is below 10**-11.

    >>> event_key("uk.police.northmoor", "A-1")
    '_3NhGeXvqSEI13Kx'
    """
    digest = hashlib.blake2b(f"{source}\x1f{event_id}".encode(), digest_size=12).digest()
    return EventKey(urlsafe_b64encode(digest).decode())
