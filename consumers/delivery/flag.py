"""An alert as a FHIR R4 Flag, for receivers whose systems know no other shape."""

from streams.codes.alerts import AlertSubject
from streams.events.alerts import AlertChanged
from streams.fhir import Flagged, Resource, refer
from streams.fhir import write_flag as write


def write_flag(event: AlertChanged) -> Resource:
    """The subject is named by its id here, and by nothing else; each change of an alert is the same Flag anew."""
    said = event.data
    about = refer(said.subject == AlertSubject.PERSON, f"{event.area}.{said.entity}")
    name = f"{event.area}.{said.alert}"
    return write(Flagged(name, said.change, said.opened_at, event.time, said.title, said.receivers, about))
