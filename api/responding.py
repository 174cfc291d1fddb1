"""What people answer to an alert, as an event. The pages and the API both come through here."""

from api.asking import ask_area, unknown
from api.context import Context
from api.reviewing import check_area
from api.sending import AnswerId, make_id
from scoring.linkage.records import RecordId
from scoring.state.alerts_view import view_alert
from scoring.state.keys import Subject
from streams.codes.alerts import Action, Dismissal
from streams.contract import Contract
from streams.events.alerts import (
    AlertAcknowledged,
    AlertActioned,
    AlertActionTaken,
    AlertAnswer,
    AlertDismissal,
    AlertDismissed,
)
from streams.events.decisions import REVIEW_SOURCE
from streams.events.parts import ContactPerson


class Acknowledgement(Contract):
    id: AnswerId | None = None
    answered_by: ContactPerson


class ActionTaken(Acknowledgement):
    action: Action


class DismissalSaid(Acknowledgement):
    reason: Dismissal


async def respond(context: Context, area: str, subject: Subject, record: str, alert: str, said: Acknowledgement) -> str:
    """The answer's id. Also to an alert that has ended meanwhile. Raises :class:`Unknown` unless the alert may be told
    of, :class:`Transient` when Kafka does not acknowledge."""
    check_area(context, area)
    view, _ = await ask_area(context, area, lambda shelf: view_alert(shelf, subject, RecordId(record), alert))
    if view is None:
        raise unknown()
    now = context.now()
    about = {
        "recorded_at": now,
        "alert": alert,
        "entity": view.told.held.target.entity,
        "subject": view.told.held.alert.subject,
        "answered_by": said.answered_by,
    }
    envelope = {"id": said.id or make_id(), "source": REVIEW_SOURCE, "time": now, "area": area}
    event: AlertAcknowledged | AlertActioned | AlertDismissed
    match said:
        case ActionTaken():
            event = AlertActioned(**envelope, data=AlertActionTaken(**about, action=said.action))
        case DismissalSaid():
            event = AlertDismissed(**envelope, data=AlertDismissal(**about, reason=said.reason))
        case _:
            event = AlertAcknowledged(**envelope, data=AlertAnswer(**about))
    await context.sender.send(area, event)
    return event.id
