"""From alerts as they are read to what the API says of them."""

from collections.abc import Iterable
from datetime import datetime

from api.answers import alerts
from api.answers.conditions import tell_condition
from api.answers.parts import AreaFreshness
from api.answers.writing import write_address, write_entry, write_id, write_moment, write_person, write_worker
from scoring.alerts.rules import Rule
from scoring.indicators.particulars import PersonParticulars
from scoring.indicators.timeline import order_contacts
from scoring.state.alerts_disclosed import Disclosed, list_contacts
from scoring.state.alerts_view import AlertView, is_overdue
from scoring.state.documents import Answer, Because, Contact
from scoring.state.keys import Subject
from streams.codes.agencies import Agency
from streams.codes.alerts import Action, AlertSubject, Change, Dismissal, Receiver, Severity
from streams.codes.indicators import RuleIndicator

_OTHER = {Subject.PERSON: Subject.ADDRESS, Subject.ADDRESS: Subject.PERSON}


def write_listed(area: str, told: Disclosed, now: datetime) -> alerts.AlertListed:
    alert = told.held.alert
    severity, state = Severity(alert.severity), Change(alert.state)
    return alerts.AlertListed(
        id=alert.id,
        area=area,
        subject=AlertSubject(alert.subject),
        about=_write_about(area, told),
        title=alert.title,
        severity=severity,
        severity_label=severity.label,
        receivers=[Receiver(receiver) for receiver in alert.receivers],
        teams=list(alert.teams),
        state=state,
        state_label=state.label,
        opened_at=write_moment(alert.opened),
        since=write_moment(alert.since),
        respond_by=None if alert.respond_by is None else write_moment(alert.respond_by),
        overdue=is_overdue(told.held, now.timestamp()),
        rule=alert.rule,
        version=alert.version,
        because=[because.words for because in told.grounds.because],
    )


def _write_about(area: str, told: Disclosed) -> alerts.About:
    about = told.about
    person = write_person(about) if isinstance(about, PersonParticulars) else None
    address = None if isinstance(about, PersonParticulars) else write_address(about)
    return alerts.About(id=write_id(area, told.entity), record=told.entity, person=person, address=address)


def write_alert(area: str, view: AlertView, now: datetime, fresh: AreaFreshness) -> alerts.AlertAnswer:
    told, rule = view.told, view.rule
    listed = write_listed(area, told, now)
    return alerts.AlertAnswer(
        alert=listed,
        as_at=now,
        as_raised=not told.grounds.retold,
        because=[_write_finding(area, view, because) for because in told.grounds.because],
        gone=told.grounds.gone,
        parted=told.grounds.parted,
        corrected_by=list(told.grounds.corrected),
        whom_to_ring=_list_agencies(_contacts_of(told)),
        advice=told.held.alert.advice,
        answers=[write_answer(answer) for answer in reversed(view.answers)],
        ends_without=[tell_condition(condition) for condition in rule.until or rule.when] if rule else [],
        ends_at=None if view.ends is None else write_moment(view.ends),
        rule_changed=rule is None or view.version != told.held.alert.version,
        freshness=fresh,
    )


def _write_finding(area: str, view: AlertView, because: Because) -> alerts.FindingTold:
    contacts = order_contacts(list_contacts(view.told.grounds, because.events))
    other = _OTHER[view.told.held.target.subject]
    withheld = view.told.restricted and because.indicator == RuleIndicator.ADDRESSES_SEEN
    return alerts.FindingTold(
        words=because.words,
        indicator=because.indicator,
        value=None if withheld else because.value,
        agencies=[agency for agency in Agency if agency.value in because.agencies],
        entries=[write_entry(area, contact, other, view.said) for contact in contacts],
    )


def _contacts_of(told: Disclosed) -> list[Contact]:
    events = {event for because in told.grounds.because for event in because.events}
    return list_contacts(told.grounds, events)


def _list_agencies(contacts: Iterable[Contact]) -> list[alerts.AgencyToRing]:
    """Latest contact first."""
    latest: dict[str, Contact] = {}
    for contact in order_contacts(contacts):
        latest.setdefault(contact.agency, contact)
    return [
        alerts.AgencyToRing(
            agency=Agency(agency),
            label=Agency(agency).label,
            last_contact=write_moment(contact.happened),
            contact_person=write_worker(contact.worker),
        )
        for agency, contact in latest.items()
    ]


def write_answer(answer: Answer) -> alerts.AnswerGiven:
    change = Change(answer.change)
    codes: dict[Change, type[Action] | type[Dismissal]] = {Change.ACTIONED: Action, Change.DISMISSED: Dismissal}
    detail = codes[change](answer.code).label if change in codes else None
    return alerts.AnswerGiven(
        change=change,
        label=change.label,
        detail=detail,
        by=answer.name,
        role=answer.role,
        team=answer.team,
        at=write_moment(answer.recorded),
    )


def write_rule(area: str, rule: Rule) -> alerts.RuleTold:
    seconds = rule.respond_seconds(area)
    return alerts.RuleTold(
        rule=rule.id,
        title=rule.title,
        subject=AlertSubject(rule.subject),
        severity=Severity(rule.severity),
        receivers=[Receiver(receiver) for receiver in rule.receivers],
        when=[tell_condition(condition) for condition in rule.when],
        until=[tell_condition(condition) for condition in rule.until or rule.when],
        respond_hours=None if seconds is None else seconds / 3600,
        quiet_days=rule.quiet_days,
        advice=rule.advice,
        source=rule.source,
    )
