"""Alerts as they leave, and what people answer to them. Nobody's name or address is in either: ids lead to the screen
that shows them, to those who may look."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from streams.codes.agencies import Agency
from streams.codes.alerts import Action, AlertSubject, Change, Dismissal, Receiver, Severity
from streams.contract import Contract, Envelope, Instant
from streams.events.decisions import LinkedRecord
from streams.events.parts import ContactPerson
from streams.events.rules import RuleId, RulesVersion

AlertId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16}$")]


class Finding(Contract):
    """One condition that held: what was measured, in words ("3 secondary fires in 28 days"), and the latest fifty of
    the events it rests on, by event key."""

    words: str
    indicator: str
    value: float
    agencies: tuple[Agency, ...] = ()
    events: tuple[str, ...] = ()


class AlertNotice(Contract):
    """``entity`` is the id of the person, or of the address (a household's too). ``teams``: those of the workers with
    an open case, where the rule is for them. ``opened_at`` is the tick after which the situation began."""

    alert: AlertId
    change: Change
    rule: RuleId
    version: RulesVersion
    title: str
    advice: str
    severity: Severity
    subject: AlertSubject
    entity: LinkedRecord
    receivers: tuple[Receiver, ...]
    teams: tuple[str, ...] = ()
    opened_at: Instant
    respond_by: Instant | None = None
    because: tuple[Finding, ...]
    log_partition: int
    log_offset: int


class AlertChanged(Envelope):
    """``time`` is the broker's for the observation that caused it; ``id`` follows from the log, so that a replay says
    the same under the same id."""

    type: Literal["alert-changed-1"] = "alert-changed-1"
    data: AlertNotice


class AlertAnswer(Contract):
    recorded_at: Instant
    alert: AlertId
    entity: LinkedRecord
    subject: AlertSubject
    answered_by: ContactPerson


class AlertActionTaken(AlertAnswer):
    action: Action


class AlertDismissal(AlertAnswer):
    reason: Dismissal


class AlertAcknowledged(Envelope):
    """Somebody has seen it and has taken it on."""

    type: Literal["alert-acknowledged-1"] = "alert-acknowledged-1"
    data: AlertAnswer


class AlertActioned(Envelope):
    type: Literal["alert-actioned-1"] = "alert-actioned-1"
    data: AlertActionTaken


class AlertDismissed(Envelope):
    type: Literal["alert-dismissed-1"] = "alert-dismissed-1"
    data: AlertDismissal


class Watching(Contract):
    """``target`` is a record id of the address. ``until``: when the watch ends; None ends it now."""

    recorded_at: Instant
    target: LinkedRecord
    until: Instant | None = None
    watched_by: ContactPerson


class AddressWatched(Envelope):
    """The address is on the pre-visit watch list until then; of several said of one record the last recorded stands."""

    type: Literal["address-watched-1"] = "address-watched-1"
    data: Watching
