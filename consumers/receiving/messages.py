"""The field's own formats as bodies: FHIR, HL7 v2, the children's social care payload, notifications."""

from collections.abc import Iterable
from functools import partial

import orjson

from consumers.feeds import converted, formats
from consumers.feeds.converted import list_kin
from consumers.feeds.dfe.converting import keep_none
from consumers.feeds.drafting import ERASES, MERGED, Author
from consumers.feeds.faults import Fault
from consumers.feeds.hl7.converting import convert_message
from consumers.feeds.plan import Origin as Sent
from consumers.feeds.telling import ERASED, Told
from consumers.feeds.withdrawing import withdraw
from consumers.receiving.items import Answer, Converted, Item, Origin, Outcome, Receipt
from consumers.receiving.items import Told as Answered
from streams.errors import Invalid

FHIR_JSON, HL7_ER7, PLAIN = "application/fhir+json", "application/hl7-v2", "application/json"
# Enough to mend an item in one go, short enough to read.
_REASONS_SHOWN = 5
# Formats whose documents say how things stand, so that the same id may come again with other content.
_STANDINGS = ("dfe",)
_STATUSES = {
    Outcome.ACCEPTED: "201 Created",
    Outcome.KNOWN: "200 OK",
    Outcome.LEFT_OUT: "200 OK",
    Outcome.REFUSED: "422 Unprocessable Entity",
}


def convert(name: str, body: bytes, origin: Origin) -> Converted:
    """Raises :class:`Invalid` for a document that is none of the format, and :class:`streams.errors.Transient` where
    what was told before cannot be looked up."""
    author = author_of(name, origin)
    kin = origin.kin
    found = formats.FORMATS[name].convert(body, author, partial(kin.find, author.origin.source) if kin else keep_none)
    if kin:
        withdraw(author, kin, found.items)
        # Before anything is sent: to take back what was never told changes nothing.
        kin.keep(author.origin.source, list_kin(found.items))
    rectified = author if name in _STANDINGS else None
    return Converted([write_item(item, rectified) for item in found.items], dict(found.dropped))


convert_fhir, convert_hl7 = partial(convert, "fhir"), partial(convert, "hl7")
convert_dfe, convert_notifications = partial(convert, "dfe"), partial(convert, "notifications")


def convert_admission(message: bytes, origin: Origin) -> converted.Converted:
    """One of HL7, as what it tells and what is wrong with it. Raises as :func:`convert` does."""
    author = author_of("hl7", origin)
    found = convert_message(message, author)
    if origin.kin:
        withdraw(author, origin.kin, found.items)
    return found


def author_of(name: str, origin: Origin) -> Author:
    """Raises :class:`Invalid` for a declaration that is not the sender's to make; reading files refuses to start."""
    sender = origin.sender
    if wrong := formats.find_misfit(sender, name, origin.options):
        raise Invalid("declaration", f"the senders file has a mistake, tell who runs Linnet: {wrong}")
    sent = Sent(sender.source, sender.areas, origin.received)
    return Author(sent, sender.agency, origin.options, MERGED in sender.events, ERASES in sender.events)


def write_item(item: converted.Item, rectifies: Author | None = None) -> Item:
    if item.faults:
        return Item(item.place, fault=explain(item.faults))
    return Item(item.place, tuple(_write(told, rectifies).event for told in item.told))


def explain(faults: Iterable[Fault]) -> Invalid:
    """All in one, by the first's code; what was found is not repeated."""
    listed = list(faults)
    said = [f"{fault.column}: {fault.expected}" for fault in listed[:_REASONS_SHOWN]]
    if len(listed) > _REASONS_SHOWN:
        said.append(f"and {len(listed) - _REASONS_SHOWN} more")
    return Invalid(listed[0].code, "; ".join(said), listed[0].field)


def _write(told: Told, rectifies: Author | None) -> Told:
    return told if rectifies is None or told.digest == ERASED else rectifies.rectify(told, None)


def answer_bundle(receipt: Receipt, _status: int) -> Answer:
    """A Bundle of type transaction-response: a status for each entry, and an OperationOutcome where it was refused."""
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction-response",
        "entry": [{"response": _respond(told)} for told in receipt.told],
    }
    return Answer(orjson.dumps(bundle), FHIR_JSON)


def _respond(told: Answered) -> dict[str, object]:
    response: dict[str, object] = {"status": _STATUSES[told.outcome]}
    if told.fault is None:
        return response
    issue = {
        "severity": "error",
        "code": "invalid",
        "details": {"coding": [{"code": told.fault.code}], "text": told.fault.reason},
        "expression": [told.fault.field or told.place],
    }
    return response | {"outcome": {"resourceType": "OperationOutcome", "issue": [issue]}}
