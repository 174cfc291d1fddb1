"""Trying, and trying again: how long apart, how many at once, and when it is over."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from consumers.delivery.destinations import Prompt
from consumers.delivery.letters import Letter, NotTaken, Refused, Send
from consumers.delivery.resting import Resting
from streams import metrics
from streams.logs import log

# Enough that a few dead lanes do not hold up the others, few enough not to flood a receiver that comes back.
AT_ONCE = 8
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
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
    """All of one destination."""

    def __init__(self, name: str, destination: Prompt, send: Send, clock: Clock) -> None:
        self._name = name
        self._destination = destination
        self._send = send
        self._clock = clock
        self._opened, self._begun = clock.now(), asyncio.get_running_loop().time()
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._resting = Resting()
        self._left_alone_until = 0.0
        self._gone = ""

    async def deliver(self, letter: Letter) -> None:
        """Raises :class:`Refused` when the destination will not have it, or has not had it for too long."""
        attempt = 0
        while True:
            try:
                await self._attempt(letter)
                self._resting.call_next()
                return
            except NotTaken as trouble:
                self._give_up_late(letter, trouble)
                metrics.FAILED_DELIVERIES.labels(self._name).inc()
                if attempt == 0:
                    log.warning("not taken", destination=self._name, alert=letter.alert, reason=str(trouble))
                await self._resting.rest(self._clock.pause(attempt))
                attempt += 1

    async def _attempt(self, letter: Letter) -> None:
        loop = asyncio.get_running_loop()
        async with self._gate:
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
