"""Whoever is told of alerts: takes them, half the time slowly, is away, or takes them and is not heard to."""

import asyncio
from collections.abc import Callable

from consumers.delivery.letters import Letter, NotTaken
from tests.soak.simulation.chance import Chance, Trouble
from tests.soak.simulation.loop import LIFE


class Receiver:
    """``taken``: events' bytes in the order in which they came, copies and all."""

    def __init__(self, chance: Chance, now: Callable[[], float]) -> None:
        self._chance, self._now = chance, now
        self.taken: list[bytes] = []
        self.away_until = 0.0

    async def take(self, letter: Letter) -> None:
        life = LIFE.get()
        await asyncio.sleep(self._chance.random.choice((self._chance.latency(), self._chance.random.uniform(0.5, 4.0))))
        if life is not None:
            life.check()
        trouble = self._chance.trouble("receiver", letter.event.id)
        if self._now() < self.away_until or trouble is Trouble.LOST:
            raise NotTaken("HTTP 503", 2.0 if trouble is Trouble.LOST else None)
        if trouble is Trouble.SENT_LATE:
            asyncio.get_running_loop().call_later(3.0, self._keep, letter.raw)
            raise NotTaken("no answer within 10 s")
        self._keep(letter.raw)
        await asyncio.sleep(self._chance.latency())
        if trouble is not Trouble.NONE:
            raise NotTaken("ReadError")

    def _keep(self, raw: bytes) -> None:
        self._chance.note("receiver takes an alert")
        self.taken.append(raw)
