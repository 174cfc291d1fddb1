"""What somebody decides at a terminal, sent as an event, and what became of it: it holds, or intake refused it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from pydantic import ValidationError
from redis.asyncio import Redis

from scoring.state.opening import open_redis
from streams.broker import Watermarks
from streams.codec import DEAD_LETTER, decode, encode
from streams.contract import Envelope
from streams.errors import Invalid, Transient
from streams.events.dead_letters import MessageRefused
from streams.events.faults import field_of, reason_of
from streams.events.parts import ContactPerson
from streams.publisher import Outgoing, Publisher
from streams.reading import read_stretch
from streams.settings import Settings
from streams.topics import DEAD_LETTERS, DECISIONS, MAX_DEAD_LETTER_BYTES

_POLL_SECONDS = 0.2
# An event is with the area in a second; a projector that is catching up may take minutes, and loses nothing.
_WAIT_SECONDS = 60.0
# Whether an area holds to the event by now.
Holds = Callable[[Redis, Envelope], Awaitable[bool]]


def read_person(name: str, role: str, team: str) -> ContactPerson:
    """Raises :class:`Invalid`."""
    try:
        return ContactPerson(name=name, role=role, team=team)
    except ValidationError as errors:
        fault = errors.errors(include_url=False, include_input=False)[0]
        raise Invalid("adopter", f"--{field_of(fault)}: {reason_of(fault)}") from None


async def decide(settings: Settings, events: Sequence[Envelope], holds: Holds) -> None:
    """Returns when each event's area holds to it. Raises :class:`Invalid` with intake's reason for those it refused,
    and :class:`Transient` when nothing is heard in a minute: they are on their way then and need not be sent again."""
    refusals, waiting = _Refusals(settings, events), list(events)
    redis = open_redis(settings)
    try:
        await Publisher(settings).publish([Outgoing(DECISIONS.name, one.area.encode(), encode(one)) for one in events])
        async with asyncio.timeout(_WAIT_SECONDS):
            while waiting := [one for one in waiting if not await holds(redis, one)]:
                await asyncio.to_thread(refusals.check)
                await asyncio.sleep(_POLL_SECONDS)
    except TimeoutError:  # Transient
        raise Transient(
            f"sent, but not yet held to in {', '.join(one.area for one in waiting)}: linnet status says how far behind"
            " intake and the projector are; look again in a while"
        ) from None
    finally:
        await redis.aclose()


class _Refusals:
    """What intake put into dead letters since this was made, as far as it is of these events."""

    def __init__(self, settings: Settings, events: Sequence[Envelope]) -> None:
        self._settings, self._events = settings, events
        self._watermarks = Watermarks(settings)
        self._reached = self._end()

    def check(self) -> None:
        """Raises :class:`Invalid`."""
        start, self._reached = self._reached, self._end()
        for message in read_stretch(self._settings, DEAD_LETTERS.name, 0, start, self._reached):
            letter = decode(DEAD_LETTER, message.value(), MAX_DEAD_LETTER_BYTES)
            original = letter.data.original or b"" if isinstance(letter, MessageRefused) else b""
            for event in self._events:
                if f'"{event.id}"'.encode() in original:
                    raise Invalid("refused", f"{event.area} refused it: {letter.data.reason}. All is as it was")

    def _end(self) -> int:
        return self._watermarks.of(DEAD_LETTERS.name, 0)[1]
