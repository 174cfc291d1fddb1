"""Trying, and trying again: how long apart, how many at once, and when it is over."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from consumers.delivery.destinations import Prompt
from consumers.delivery.letters import Letter, NotTaken, Refused, Send
from consumers.delivery.resting import Resting
from consumers.delivery.turns import Turns
from streams import metrics
from streams.logs import log

# Enough that a few dead lanes do not hold up the others, few enough not to flood a receiver that comes back.
AT_ONCE = 8
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
# How often one is tried while others get through, until it gives its place to one for which there is no room: with the
# longest pauses, seven minutes of a receiver that is up.
TRIED_BESIDE = 20
# A receiver that asks for more than this has been mistaken, or has forgotten us.
_LONGEST_ASKED = 3600.0


@dataclass(frozen=True, slots=True)
class Clock:
    now: Callable[[], datetime]
    random: Random

    def pause(self, attempt: int) -> float:
        """Doubling, with half of it left to chance, so that lanes do not all come back at once."""
        longest = min(_FIRST_PAUSE * 2.0 ** min(attempt, 16), _LONGEST_PAUSE)
        return longest * self.random.uniform(0.5, 1.0)


class Attempts:
    """All of one destination. ``needed``: how many have to give way to others for which there is no room."""

    def __init__(self, name: str, destination: Prompt, send: Send, clock: Clock) -> None:
        self._name = name
        self._destination = destination
        self._send = send
        self._clock = clock
        self._opened, self._begun = clock.now(), asyncio.get_running_loop().time()
        self._turns = Turns(AT_ONCE)
        self._resting = Resting()
        self._left_alone_until = 0.0
        self._gone = ""
        self._taken = 0
        self.needed = 0

    async def deliver(self, letter: Letter) -> None:
        """Raises :class:`Refused` when the destination will not have it, has not had it for too long, or takes others
        time and again and not this one, whose place is needed."""
        attempt = beside = seen = 0
        while True:
            try:
                await self.try_once(letter, attempt > 0)
                return
            except NotTaken as trouble:
                self._give_up_late(letter, trouble)
                if attempt == 0:
                    log.warning("not taken", destination=self._name, alert=letter.alert, reason=str(trouble))
                # Before the first failure nothing says that the others that got through did so beside it.
                beside += attempt > 0 and self._taken > seen
                self._give_way(beside, trouble)
                seen = self._taken
                await self._resting.rest(self._clock.pause(attempt))
                attempt += 1

    async def try_once(self, letter: Letter, again: bool = False) -> None:
        """Raises :class:`Refused` and :class:`NotTaken`. Whoever was tried before (``again``) waits for whoever was
        not."""
        try:
            await self._attempt(letter, again)
        except NotTaken:
            metrics.FAILED_DELIVERIES.labels(self._name).inc()
            raise
        self._taken += 1
        self._resting.call_next()

    async def _attempt(self, letter: Letter, again: bool) -> None:
        loop = asyncio.get_running_loop()
        async with self._turns.turn(again):
            while (wait := self._left_alone_until - loop.time()) > 0:
                await asyncio.sleep(wait)
            if self._gone:
                raise Refused("gone", self._gone)
            try:
                await self._send(letter)
            except Refused as refusal:
                if refusal.code == "gone":
                    self._gone = refusal.reason
                raise
            except NotTaken as trouble:
                if trouble.pause:
                    self._left_alone_until = loop.time() + min(trouble.pause, _LONGEST_ASKED)
                raise

    def _give_up_late(self, letter: Letter, trouble: NotTaken) -> None:
        # While this process was away nothing could be tried, so that time is not the destination's.
        since = max(letter.told, self._opened)
        # Nor is what a clock jumps ahead.
        now = self._opened + timedelta(seconds=asyncio.get_running_loop().time() - self._begun)
        if now - since > timedelta(hours=self._destination.patience_hours):
            raise Refused("too-late", f"{trouble}, for {self._destination.patience_hours:g} hours") from trouble

    def _give_way(self, beside: int, trouble: NotTaken) -> None:
        """``beside``: how often it was not taken when others had been since it was not before. Where nothing gets
        through none gives way: the destination is down, and one is as good as another."""
        if self.needed > 0 and beside >= TRIED_BESIDE:
            self.needed -= 1
            reason = f"{trouble}, {beside} times while others were taken, and others need the room"
            raise Refused("no-room", reason) from trouble
