"""That an event is its sender's to send: of its agency, areas, sources and types, whatever else it says."""

from consumers.admission import read_statements
from consumers.feeds.senders import Sender
from consumers.feeds.senders_form import SHARED
from streams.errors import Invalid
from streams.events.agency import agency_of
from streams.events.observation import IntakeEvent


def check_binding(event: IntakeEvent, sender: Sender) -> None:
    """Raises :class:`Invalid` with the code of what is another's."""
    if event.area not in sender.areas:
        raise Invalid("area-of-another", f"area must be one that you send for: {', '.join(sender.areas)}", "area")
    if event.source not in sender.sources:
        raise Invalid("source-of-another", f"source must be yours: {', '.join(sender.sources)}", "source")
    for place, said in read_statements(event):
        if said.type in sender.events:
            continue
        field = f"{place}type"
        if said.type not in SHARED and agency_of(said.type) is not sender.agency:
            raise Invalid("type-of-another", f"{field}: {said.type} is not an event of {sender.agency.value}", field)
        raise Invalid("type-not-agreed", f"{field}: the senders file does not name {said.type} among yours", field)
