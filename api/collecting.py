"""Everybody an answer tells of: a walk over it, by the types of its parts, so that none is left out of the audit.

A test holds that each model with a public id in it is known here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from api.answers import addresses, alerts, caseload, correcting, glass, holdings, parts, persons, review, tracing
from api.audit.looks import Seen
from scoring.state.keys import Subject
from streams.codes.alerts import AlertSubject
from streams.codes.audit import Shown

_OTHER = {Subject.PERSON: Subject.ADDRESS, Subject.ADDRESS: Subject.PERSON}


@dataclass(slots=True)
class Collected:
    """``seen`` may name one several times; who was opened comes before. ``numbers``: NHS numbers of who was opened."""

    seen: list[Seen] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)


def collect(answer: BaseModel) -> Collected:
    found = Collected()
    _walk(answer, Subject.PERSON, found)
    found.seen.sort(key=lambda one: one.how is not Shown.OPENED)
    return found


def _walk(value: Any, about: Subject, found: Collected) -> None:
    """``about``: what the answer around it is about."""
    if isinstance(value, BaseModel):
        about = _find_about(value, about)
        if teller := TOLD.get(type(value)):
            found.seen += teller(value, about)
        found.numbers |= {one for one in _list_numbers(value) if one}
        for name in type(value).model_fields:
            _walk(getattr(value, name), about, found)
    elif isinstance(value, list | tuple):
        for one in value:
            _walk(one, about, found)


def _list_numbers(value: BaseModel) -> Iterator[str | None]:
    """Of a person that is opened, whichever of their pages it is."""
    match value:
        case persons.PersonAnswer() | holdings.HoldingsAnswer():
            yield from _particular_numbers(value.person)
        case caseload.RiskAnswer():
            yield from _particular_numbers(value.person.person)
        case alerts.AlertAnswer() if value.alert.about.person:
            yield from _particular_numbers(value.alert.about.person)
        case tracing.TraceAnswer(person=parts.PersonParticulars() as person):
            yield from _particular_numbers(person)
        case review.LinksAnswer():
            yield from _stated_numbers(*value.records)
        case review.PairAnswer():
            yield from _stated_numbers(value.pair.one, value.pair.other)


def _particular_numbers(person: parts.PersonParticulars) -> Iterator[str | None]:
    yield from (person.nhs_number, *person.other_nhs_numbers)


def _stated_numbers(*records: review.RecordShown) -> Iterator[str | None]:
    said = (detail for record in records for detail in record.details)
    yield from (detail.words for detail in said if detail.field == "nhs_number")


def _find_about(value: BaseModel, about: Subject) -> Subject:
    match value:
        case persons.PersonAnswer() | holdings.HoldingsAnswer():
            return Subject.PERSON
        case addresses.AddressAnswer():
            return Subject.ADDRESS
        case alerts.AlertAnswer():
            return Subject.PERSON if value.alert.subject is AlertSubject.PERSON else Subject.ADDRESS
        case review.LinksAnswer() | review.PairAnswer() | review.ReviewAnswer():
            return value.subject
    return about


def _person(value: Any, _about: Subject) -> Iterator[Seen]:
    yield Seen(Subject.PERSON, value.id)


def _address(value: Any, _about: Subject) -> Iterator[Seen]:
    # A place that is none to look up, such as no fixed abode, has no id.
    if value.id:
        yield Seen(Subject.ADDRESS, value.id)


def _opened(value: Any, about: Subject) -> Iterator[Seen]:
    yield Seen(about, value.id, Shown.OPENED)


def _opened_person(value: Any, _about: Subject) -> Iterator[Seen]:
    yield Seen(Subject.PERSON, value.id, Shown.OPENED)


def _corrected(value: Any, _about: Subject) -> Iterator[Seen]:
    yield Seen(Subject.PERSON, value.person, Shown.OPENED)


def _mentioned(value: parts.Mention, about: Subject) -> Iterator[Seen]:
    if value.id:
        yield Seen(_OTHER[about], value.id)


def _alert_about(value: alerts.About, _about: Subject) -> Iterator[Seen]:
    yield Seen(Subject.ADDRESS if value.person is None else Subject.PERSON, value.id)


def _alert_opened(value: alerts.AlertAnswer, about: Subject) -> Iterator[Seen]:
    yield Seen(about, value.alert.about.id, Shown.OPENED)


def _risk_opened(value: caseload.RiskAnswer, _about: Subject) -> Iterator[Seen]:
    yield Seen(Subject.PERSON, value.person.id, Shown.OPENED)


def _belonging(value: review.RecordShown, about: Subject) -> Iterator[Seen]:
    yield Seen(about, value.belongs_to)


TOLD: Mapping[type[BaseModel], Callable[[Any, Subject], Iterator[Seen]]] = {
    persons.PersonFound: _person,
    persons.PersonAnswer: _opened,
    persons.AddressSeen: _address,
    addresses.AddressFound: _address,
    addresses.AddressAnswer: _opened,
    addresses.PersonSeen: _person,
    addresses.DwellingSeen: _address,
    parts.Mention: _mentioned,
    alerts.About: _alert_about,
    alerts.AlertAnswer: _alert_opened,
    alerts.WatchedAddress: _address,
    caseload.CaseloadPerson: _person,
    caseload.RiskAnswer: _risk_opened,
    review.RecordShown: _belonging,
    review.LinksAnswer: _opened,
    holdings.HoldingsAnswer: _opened_person,
    holdings.PersonHeld: _person,
    glass.PersonBehind: _opened_person,
    correcting.ToCorrect: _corrected,
    correcting.CorrectionForeseen: _corrected,
    correcting.CorrectionTaken: _corrected,
    tracing.PersonTraced: _person,
    tracing.StayTraced: _address,
    tracing.TraceAnswer: _opened_person,
}
