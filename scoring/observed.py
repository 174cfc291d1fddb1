"""The log as the core reads it: typed, without the checks that intake made before anything got into the log.

Checking names, numbers and code lists again for each replay would cost more than all of linkage (41 against 5 µs
an event). ``tests/laws/test_observed_laws.py`` holds this reading to the contracts, event type by event type.
"""

from datetime import datetime

import msgspec
from pydantic import BaseModel

from scoring.alerts.rules import Rule
from streams.codec import encode
from streams.errors import Invalid


class ObservedPerson(msgspec.Struct, frozen=True):
    local_record_id: str = ""
    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    gender: str = ""
    nhs_number: str = ""


class ObservedAddress(msgspec.Struct, frozen=True):
    text: str = ""
    postcode: str = ""
    uprn: str = ""


class ObservedWorker(msgspec.Struct, frozen=True):
    name: str
    role: str
    team: str
    phone: str = ""
    email: str = ""


class ObservedModel(msgspec.Struct, frozen=True):
    name: str
    recipe: str
    learned: int
    until: datetime
    numbers: dict[str, str]


class ObservedData(msgspec.Struct, frozen=True):
    """Fields of all kinds of data; which are there follows from the type. ``at`` and ``keep_months`` are a tick's."""

    recorded_at: datetime | None = None
    happened_at: datetime | None = None
    category: str = ""
    person: ObservedPerson | None = None
    address: ObservedAddress | None = None
    contact: ObservedWorker | None = None
    sensitivity: str = "U"
    case_id: str = ""
    accepted: bool = True
    team: str = ""
    admission_method: str = ""
    target: str = ""
    replacement: "Observed | None" = None
    at: datetime | None = None
    keep_months: int | None = None
    subject: str = ""
    one: str = ""
    other: str = ""
    kept: str = ""
    gone: str = ""
    decided_by: ObservedWorker | None = None
    reason: str = ""
    version: str = ""
    rules: tuple[Rule, ...] = ()
    alert: str = ""
    entity: str = ""
    action: str = ""
    answered_by: ObservedWorker | None = None
    until: datetime | None = None
    watched_by: ObservedWorker | None = None
    model: ObservedModel | None = None
    name: str = ""
    made_at: datetime | None = None
    probability: float = 0.0
    opinion: str = ""
    intervention: str = ""


class Observed(msgspec.Struct, frozen=True):
    id: str
    source: str
    type: str
    area: str
    data: ObservedData


_DECODER = msgspec.json.Decoder(Observed)


def read_observed(raw: bytes) -> Observed:
    """Raises :class:`Invalid` when this is not an event at all. Cost: 5 µs."""
    try:
        return _DECODER.decode(raw)
    except msgspec.DecodeError:
        raise Invalid("not-an-observation", "the log holds a message that is no observation") from None


def observe(event: BaseModel) -> Observed:
    """What the core reads of an event that is at hand as a model."""
    return read_observed(encode(event))
