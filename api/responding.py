"""What people answer to an alert, as an event. The pages and the API both come through here."""

from api.acting import act
from api.alerting import view_one
from api.context import Context
from api.sending import AnswerId, make_id, sign
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


class Acknowledgement(Contract):
    id: AnswerId | None = None


class ActionTaken(Acknowledgement):
    action: Action


class DismissalSaid(Acknowledgement):
    reason: Dismissal


async def respond(context: Context, area: str, subject: Subject, record: str, alert: str, said: Acknowledgement) -> str:
    """The answer's id. Also to an alert that has ended meanwhile. Raises :class:`Unknown` unless the alert may be told
    of, and what acting raises."""
    view, _ = await view_one(context, area, lambda shelf: view_alert(shelf, subject, RecordId(record), alert))
    now = context.now()
    about = {
        "recorded_at": now,
        "alert": alert,
        "entity": view.told.held.target.entity,
        "subject": view.told.held.alert.subject,
        "answered_by": sign(context.asker.viewer),
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
    await act(context, area, view.told.entity, event)
    return event.id
