"""What is delivered, and how a destination says that it did not take it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from streams.errors import Invalid, Transient
from streams.events.alerts import AlertChanged


@dataclass(frozen=True, slots=True)
class Letter:
    """An alert's change, and the message of the topic ``alerts`` that it was read from. ``told`` is when it got
    there, ``trace`` the ``traceparent`` it carries."""

    partition: int
    offset: int
    told: datetime
    raw: bytes
    event: AlertChanged
    trace: str = ""

    @property
    def alert(self) -> str:
        return self.event.data.alert


class Send(Protocol):
    """Returns when the destination has taken the letter. Raises :class:`NotTaken` when it may take it later, and
    :class:`Refused` when it never will."""

    async def __call__(self, letter: Letter) -> None: ...


class NotTaken(Transient):
    """``pause``: seconds for which the destination has asked us to leave it alone."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class Refused(Invalid):
    """``code`` is ``refused`` where the destination will not have this letter, ``gone`` where it wants none at all,
    ``too-late`` where it has not taken it for as long as we are patient, and ``no-room`` where it takes others time and
    again and not this one, and others need the room."""
