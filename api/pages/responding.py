"""The forms by which people answer an alert, and by which an address comes onto the watch list and off it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from pydantic import TypeAdapter

from api.answers.alerts import AlertAnswer
from api.context import Context
from api.responding import Acknowledgement, ActionTaken, DismissalSaid, respond
from api.watching import WatchAsked, WatchEnded, end_watch, watch
from scoring.state.keys import Subject
from streams.codec import decode
from streams.codes.alerts import Action, AlertSubject, Dismissal
from streams.errors import Invalid

_UK = ZoneInfo("Europe/London")
_ACKNOWLEDGEMENT: TypeAdapter[Acknowledgement] = TypeAdapter(Acknowledgement)
_ACTION: TypeAdapter[ActionTaken] = TypeAdapter(ActionTaken)
_DISMISSAL: TypeAdapter[DismissalSaid] = TypeAdapter(DismissalSaid)
_WATCH: TypeAdapter[WatchAsked] = TypeAdapter(WatchAsked)
_WATCH_END: TypeAdapter[WatchEnded] = TypeAdapter(WatchEnded)


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was filled in. ``id`` was made with the page, so that a form sent twice is one answer."""

    id: str
    verdict: str
    action: str
    reason: str
    until: str


def fill(fields: Mapping[str, str]) -> Filled:
    return Filled(fields["id"], fields["verdict"], fields["action"], fields["reason"], fields["until"])


async def send_answer(context: Context, answer: AlertAnswer, filled: Filled) -> None:
    """Raises :class:`Invalid` naming the field to be filled in otherwise, and what responding raises."""
    about = answer.alert
    subject = Subject.PERSON if about.subject is AlertSubject.PERSON else Subject.ADDRESS
    await respond(context, about.area, subject, about.about.record, about.id, _read_answer(filled))


def _read_answer(filled: Filled) -> Acknowledgement:
    form, chosen = _choose(filled)
    answer: Acknowledgement = decode(form, orjson.dumps({"id": filled.id, **chosen}))
    return answer


def _choose(filled: Filled) -> tuple[TypeAdapter[Any], dict[str, str]]:
    match filled.verdict:
        case "acknowledge":
            return _ACKNOWLEDGEMENT, {}
        case "action":
            if filled.action not in list(Action):
                raise Invalid("action", "choose what was done", "action")
            return _ACTION, {"action": filled.action}
        case "dismiss":
            if filled.reason not in list(Dismissal):
                raise Invalid("reason", "choose why it is dismissed", "reason")
            return _DISMISSAL, {"reason": filled.reason}
    raise Invalid("verdict", "choose what you answer", "acknowledge")


async def send_watch(context: Context, area: str, record: str, filled: Filled) -> None:
    """Raises :class:`Invalid` naming the field to be filled in otherwise, and what watching raises."""
    said = {"id": filled.id}
    if filled.verdict == "end":
        await end_watch(context, area, record, decode(_WATCH_END, orjson.dumps(said)))
    else:
        until = _read_until(filled.until).isoformat()
        await watch(context, area, record, decode(_WATCH, orjson.dumps(said | {"until": until})))


def _read_until(day: str) -> datetime:
    """The last moment of a UK day."""
    try:
        return datetime.combine(date.fromisoformat(day), time.max, _UK).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("until", "enter the last day of the watch", "until") from None
