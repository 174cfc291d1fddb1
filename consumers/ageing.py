"""Whether an event is past its age when it comes in: then it is accepted, and nothing of it is kept."""

from datetime import datetime

from scoring.indicators.case_events import is_of_case
from streams.ages import go_back
from streams.events.agency import OwnEvent
from streams.events.observation import IntakeEvent


def is_past(event: IntakeEvent, came_in: datetime, months: int) -> bool:
    """Not what is of a case, which may be open; and no correction, which has to be known to put right what is."""
    if not isinstance(event, OwnEvent) or is_of_case(event.type[:-2], event.data.case_id):
        return False
    return event.data.happened_at <= go_back(came_in, months)
