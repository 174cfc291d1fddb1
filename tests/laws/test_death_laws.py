"""Who has died is on no caseload, whoever says so and however little of the person it says."""

from datetime import UTC, datetime

import orjson
import pytest
from pydantic import BaseModel

from consumers.feeds.formats import FORMATS
from scoring.state import keys
from streams.codec import OBSERVATION
from streams.codes.agencies import Agency
from tests.household import tick
from tests.laws.memory import MemoryStore
from tests.messages.senders import adt, author, bundle, notification, patient

TRUST = author(Agency.EHR)
REFERRAL = {
    "resourceType": "ServiceRequest", "id": "r1", "status": "active", "authoredOn": "2026-11-01",
    "subject": {"reference": "urn:uuid:p1"}, "performerType": {"text": "CMHT-NORTH"},
}  # fmt: skip


def read(format: str, raw: bytes) -> list[BaseModel]:
    return [OBSERVATION.validate_json(told.event) for told in FORMATS[format].convert(raw, TRUST, lambda _: {}).told]


def at(minute: int) -> BaseModel:
    said: BaseModel = OBSERVATION.validate_python(tick(datetime(2026, 11, 28, 14, minute, tzinfo=UTC), "northmoor"))
    return said


ON_CASELOAD = read("fhir", bundle(patient(), REFERRAL))
ADMITTED_DEAD = read("hl7", adt("A31", PV1="", PID=adt().split(b"\r")[2].decode() + "|" * 16 + "20261120|Y"))
RECORDED_DEAD = read("fhir", bundle(patient(deceasedBoolean=True)))
DEATH = read("notifications", orjson.dumps(notification()))
TAKEN_BACK = OBSERVATION.validate_json(TRUST.erase("mns-death:236a1d4a-5d69-4fa9-9c7f-e72bf505aa5b", None).event)


@pytest.mark.parametrize(
    ("events", "scored"),
    [
        ([at(1), *ON_CASELOAD], 1),
        ([at(1), *ON_CASELOAD, *DEATH], 0),
        ([at(1), *DEATH, *ON_CASELOAD, at(2)], 0),
        ([at(1), *ON_CASELOAD, *ADMITTED_DEAD], 0),
        ([at(1), *ON_CASELOAD, *RECORDED_DEAD], 0),
        ([at(1), *ON_CASELOAD, at(2), *DEATH, at(3), TAKEN_BACK, at(4)], 1),
    ],
    ids=["alive", "died", "died first", "by HL7", "by FHIR", "taken back"],
)
def test_who_has_died_is_not_scored(events: list[BaseModel], scored: int) -> None:
    """A notification with nothing but an NHS number takes the person it is of off the caseload; erased, it does not."""
    store = MemoryStore().play(events)  # type: ignore[arg-type]
    assert len(store.scores.get(keys.CASELOAD, {})) == scored
