"""From what is held as it is read to what is said of it."""

from collections.abc import Iterable, Iterator

from api.answers import holdings as told
from api.answers.alerting import write_answer
from api.answers.linking import write_record
from api.answers.parts import AddressParticulars
from api.answers.writing import write_address, write_moment, write_worker
from scoring.audit.entry import Entry
from scoring.indicators.categories import category_of
from scoring.linkage.numbers import bare
from scoring.linkage.records import RecordId
from scoring.risk.course import TRAITS
from scoring.risk.held import PersonRisk
from scoring.state.alerts_held import Held
from scoring.state.documents import AddressRecord, Answers, PersonRecord
from scoring.state.holdings_view import EventHeld, HoldingsView
from scoring.state.pairs import Made, RecordSeen
from scoring.state.worlds import introduce
from streams.codes.access import Action, Role
from streams.codes.agencies import Agency
from streams.codes.alerts import Change, Severity
from streams.codes.audit import Outcome, Shown
from streams.codes.decisions import Reason
from streams.codes.person import Sensitivity
from streams.topics import DAY_MS, FOREVER, TOPICS

_SENSITIVITIES = tuple(Sensitivity)
_SLICES = ("sex", "age band", "ethnic group", "deprivation fifth", "team type")
# Names nobody who is looked after.
_OF_NOBODY = frozenset(("gazetteer", "models", "audit-heads"))


def write_sensitivity(level: int) -> Sensitivity:
    """
    >>> write_sensitivity(1).value
    'R'
    """
    return _SENSITIVITIES[level]


def write_event(held: EventHeld) -> told.EventHeld:
    contact = held.contact
    category = category_of(contact)
    return told.EventHeld(
        key=held.key,
        agency=Agency(contact.agency),
        agency_label=Agency(contact.agency).label,
        type=contact.kind,
        category=contact.category,
        label=category.label,
        happened_at=write_moment(contact.happened),
        recorded_at=write_moment(contact.recorded),
        record=contact.person,
        address=_write_place(held.place),
        contact_person=write_worker(contact.worker),
        sensitivity=write_sensitivity(contact.sensitivity),
        case=contact.case_id or None,
        local_record_id=bare(contact.local_id) or None,
        detail=contact.detail or None,
        rectified=held.rectified,
        restricted=held.restricted,
    )


def write_records(area: str, view: HoldingsView) -> list[told.RecordHeld]:
    return [_write_record(area, seen, view.records[seen.id], view.events) for seen in view.seen]


def write_decision(made: Made) -> told.DecisionHeld:
    decision, reason = made.decision, Reason(made.decision.reason)
    return told.DecisionHeld(
        id=decision.id,
        one=decision.one,
        other=decision.other,
        same=decision.confirmed,
        decided_at=write_moment(decision.recorded),
        decided_by=write_worker(decision.worker),
        reason=reason,
        reason_label=reason.label,
    )


def write_alert(held: Held, answers: Answers) -> told.AlertHeld:
    alert = held.alert
    return told.AlertHeld(
        id=alert.id,
        rule=alert.rule,
        title=alert.title,
        severity=Severity(alert.severity),
        state_label=Change(alert.state).label,
        ended=held.ended,
        opened_at=write_moment(alert.opened),
        since=write_moment(alert.since),
        because=[because.words for because in alert.because],
        events=sorted({event for because in alert.because for event in because.events}),
        answers=[write_answer(answer) for answer in answers.to(alert.id)],
    )


def write_risk(risk: PersonRisk) -> told.RiskHeld:
    course = risk.course
    return told.RiskHeld(
        on_caseload=course is not None,
        team=course.team if course else "",
        worker=course.worker if course else "",
        scores=[
            told.ScoreHeld(
                made_at=write_moment(one.made),
                model=one.model,
                probability=one.probability,
                crisis=None if one.label < 0 else one.label == 1,
            )
            for one in reversed(risk.awaiting)
        ],
        crises=[
            told.StayHeld(began_at=write_moment(began), ended_at=write_moment(ended) if ended else None)
            for began, ended in risk.known_crises
        ],
        traits=list(_write_traits(risk)),
    )


def write_look(entry: Entry, named: Iterable[str]) -> told.LookHeld:
    """``named``: every id that the person was looked at under."""
    shown = dict(entry.persons)
    how = [Shown(shown[one]) for one in named if one in shown]
    first = Shown.OPENED if Shown.OPENED in how else how[0] if how else None
    role, action, outcome = Role(entry.role), Action(entry.action), Outcome(entry.outcome)
    return told.LookHeld(
        id=entry.id,
        at=entry.when,
        name=entry.name,
        role=role,
        role_label=role.label,
        agency_label=Agency(entry.agency).label if entry.agency else "",
        action=action,
        action_label=action.label,
        purpose_label=entry.purpose,
        reference=entry.reference,
        rule=entry.rule,
        allowed=entry.allowed,
        outcome=outcome,
        outcome_label=outcome.label,
        how=first,
        how_label=first.label if first else "Asked for, and not shown",
    )


def list_elsewhere() -> list[told.TopicHeld]:
    return [
        told.TopicHeld(
            topic=topic.name,
            holds=topic.holds,
            days=None if topic.retention_ms == FOREVER else topic.retention_ms // DAY_MS,
        )
        for topic in TOPICS
        if topic.name not in _OF_NOBODY
    ]


def _write_record(area: str, seen: RecordSeen, record: PersonRecord, events: Iterable[EventHeld]) -> told.RecordHeld:
    return told.RecordHeld(
        id=seen.id,
        details=write_record(area, seen).details,
        local_record_ids=list(record.bare_ids),
        first_contact=write_moment(record.first),
        events=_count(seen.id, events),
        sensitivity=write_sensitivity(record.sensitivity),
    )


def _count(record: RecordId, events: Iterable[EventHeld]) -> int:
    return sum(event.contact.person == record for event in events)


def _write_place(place: AddressRecord | None) -> AddressParticulars | None:
    return write_address(introduce([place])) if place else None


def _write_traits(risk: PersonRisk) -> Iterator[told.TraitHeld]:
    course = risk.course
    if course:
        named = (*zip(TRAITS, course.traits, strict=False), *zip(_SLICES, course.slices, strict=False))
        yield from (told.TraitHeld(name=name, value=value) for name, value in named if value)
