"""The formats that bodies may have, and the further listeners of this process. A new one is one entry here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from consumers.feeds.declaration import Declaration, Hl7Declaration
from consumers.feeds.senders import Sender
from consumers.receiving.cloudevents import BATCH, ONE, PLAIN, NoOptions, split_events
from consumers.receiving.items import Answer, Converted, Origin, Receipt
from consumers.receiving.messages import (
    FHIR_JSON,
    HL7_ER7,
    answer_bundle,
    convert_dfe,
    convert_fhir,
    convert_hl7,
    convert_notifications,
)
from consumers.receiving.mllp.listening import listen_mllp
from consumers.receiving.office import Office
from streams.contract import Contract


@dataclass(frozen=True, slots=True)
class Format:
    """``name``: as in ``[senders.NAME.formats.…]``; ``path``: where it is posted. ``compare``: an event that comes
    again with other content is refused; right only where senders write their events' ids themselves. ``open``: every
    sender may use it. ``answer``: with the status, in the format's own words."""

    name: str
    path: str
    summary: str
    media_types: tuple[str, ...]
    options: type[Contract]
    convert: Callable[[bytes, Origin], Converted]
    answer: Callable[[Receipt, int], Answer] | None = None
    compare: bool = False
    open: bool = False


Listener = Callable[[Office], Awaitable[None]]

EVENTS = Format(
    "events", "/v1/events", "One event, or a batch of them", (ONE, BATCH, PLAIN), NoOptions, split_events,
    compare=True, open=True,
)  # fmt: skip
FHIR = Format(
    "fhir", "/v1/fhir", "A FHIR R4 Bundle, base or UK Core", (FHIR_JSON, PLAIN), Declaration, convert_fhir,
    answer=answer_bundle,
)  # fmt: skip
HL7 = Format("hl7", "/v1/hl7", "HL7 v2 ADT, one message or a batch", (HL7_ER7,), Hl7Declaration, convert_hl7)
DFE = Format("dfe", "/v1/dfe", "The children's social care payload of the DfE", (PLAIN,), Declaration, convert_dfe)
NOTIFICATIONS = Format(
    "notifications", "/v1/notifications", "Notifications of the NHS Multicast Notification Service",
    (ONE, BATCH, PLAIN, FHIR_JSON), Declaration, convert_notifications,
)  # fmt: skip
FORMATS: tuple[Format, ...] = (EVENTS, FHIR, HL7, DFE, NOTIFICATIONS)
# Each runs for as long as the process does.
LISTENERS: tuple[Listener, ...] = (listen_mllp,)


def read_options(sender: Sender, format: Format) -> Contract | None:
    """None where the sender may not use the format. Raises pydantic's ValidationError."""
    said = sender.formats.get(format.name)
    if said is None:
        return format.options() if format.open else None
    return format.options.model_validate(said)
