"""An event as it should have been: from what is held of it, and what is put right."""

from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from pydantic import Field, TypeAdapter

from scoring.linkage.numbers import bare, source_of
from scoring.linkage.records import Identity
from scoring.revisions import ACCEPTED
from scoring.state.documents import Contact, Worker
from scoring.state.holdings_view import EventHeld
from streams.codec import decode
from streams.codes.person import Sensitivity
from streams.contract import Contract
from streams.errors import Invalid
from streams.events.agency import AgencyEvent
from streams.events.corrections import RIGHTS_SOURCE, name_held

_AGENCY_EVENT: TypeAdapter[Any] = TypeAdapter(AgencyEvent)
_REFERRALS = ("mh-referral-received", "mh-referral-closed")
_SPELLS = ("mh-spell-started", "mh-spell-ended")
_LONGEST_ORIGIN = 75
_SENSITIVITIES = tuple(Sensitivity)

Said = Annotated[str, Field(max_length=250)]
PERSON = ("given_name", "family_name", "birth_date", "gender", "nhs_number")
PLACE = ("text", "postcode", "uprn")


class Particulars(Contract):
    """What an event says of who it is about and where: all of it as it should be, and empty what is not known."""

    given_name: Said = ""
    family_name: Said = ""
    birth_date: Said = ""
    gender: Said = ""
    nhs_number: Said = ""
    text: Said = ""
    postcode: Said = ""
    uprn: Said = ""


def read_particulars(event: EventHeld, identity: Identity | None) -> Particulars:
    """As they are held."""
    person = {name: getattr(identity, name) for name in PERSON} if identity else {}
    place = {name: getattr(event.place.statement, name) for name in PLACE} if event.place else {}
    return Particulars(**person, **place)


def restate(area: str, event: EventHeld, said: Particulars) -> AgencyEvent:
    """The whole event. Raises :class:`Invalid` naming the particular that cannot be so."""
    contact = event.contact
    origin, case = source_of(contact.case_id or contact.local_id), bare(contact.case_id)
    if len(origin) > _LONGEST_ORIGIN:
        raise Invalid("source-long", "this event's source has too long a name: ask the agency to rectify it", "events")
    written = {
        "specversion": "1.0",
        "id": name_held(event.key, origin),
        "source": RIGHTS_SOURCE,
        "type": f"{event.contact.kind}-1",
        "time": _write_moment(event.contact.recorded),
        "area": area,
        "data": _write_data(event, said, case),
    }
    try:
        restated: AgencyEvent = decode(_AGENCY_EVENT, orjson.dumps(written))
    except Invalid as fault:
        raise Invalid(fault.code, fault.reason.rpartition(": ")[2], fault.field.rpartition(".")[2]) from None
    return restated


def _write_data(event: EventHeld, said: Particulars, case: str) -> dict[str, Any]:
    contact = event.contact
    data: dict[str, Any] = {
        "happened_at": _write_moment(contact.happened),
        "recorded_at": _write_moment(contact.recorded),
        "category": contact.category,
        "contact": _write_worker(contact.worker),
        "sensitivity": _SENSITIVITIES[contact.sensitivity].value,
        **_write_detail(contact),
    }
    person = {name: getattr(said, name).strip() for name in PERSON}
    place = {name: getattr(said, name).strip() for name in PLACE}
    if any(person.values()):
        data["person"] = {"local_record_id": bare(contact.local_id)} | _present(person)
    if any(place.values()):
        data["address"] = _present(place)
    return data | ({"case_id": case} if case else {})


def _write_detail(contact: Contact) -> dict[str, Any]:
    match contact.kind:
        case kind if kind in _REFERRALS:
            return {"accepted": contact.detail == ACCEPTED}
        case kind if kind in _SPELLS and contact.detail:
            return {"admission_method": contact.detail}
        case "mh-contact-recorded":
            return {"team": contact.detail}
        case _:
            return {}


def _write_worker(worker: Worker) -> dict[str, str]:
    return _present({name: getattr(worker, name) for name in worker.__struct_fields__})


def _present(fields: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _write_moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
