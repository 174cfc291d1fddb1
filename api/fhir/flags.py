from api.answers.alerts import AlertListed
from streams.codes.alerts import AlertSubject
from streams.fhir import Flagged, Resource, refer
from streams.fhir import write_flag as write


def write_flag(alert: AlertListed) -> Resource:
    about = refer(alert.subject is AlertSubject.PERSON, alert.about.id)
    name = f"{alert.area}.{alert.id}"
    return write(Flagged(name, alert.state, alert.opened_at, alert.since, alert.title, alert.receivers, about))
