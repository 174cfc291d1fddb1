"""One destination's desk, before a mailbox and a park in memory."""

import asyncio
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from consumers.delivery.attempts import Attempts, Clock
from consumers.delivery.desk import Desk
from consumers.delivery.destinations import Webhook
from consumers.delivery.letters import Letter
from consumers.delivery.mailbox import Assigned, Found
from consumers.delivery.progress import Progress
from consumers.delivery.reading import Arrival
from streams.errors import Invalid
from tests.alerting import NOW, to_kafka, write_alert

MOMENT = round(NOW.timestamp() * 1000)
HOOK = Webhook.model_validate({"kind": "webhook", "url": "https://hub.example/", "secret": "HUB"})


class Office:
    """Its mailbox has three alerts; ``parked`` and ``sent`` are what became of them."""

    def __init__(self) -> None:
        arrivals = [Arrival(4, number, NOW, to_kafka(write_alert(number)).value) for number in range(3)]
        self.waiting: list[Found] = [Assigned({4: Progress(0)}), *arrivals]
        self.sent, self.parked, self.kept = list[int](), list[tuple[int, str]](), Progress(0)
        self.fails = 1

    async def open(self) -> None:
        pass

    close = open

    async def take(self, _seconds: float, paused: bool) -> list[Found]:
        assert not paused
        found, self.waiting = self.waiting, []
        await asyncio.sleep(0.01)
        return found

    async def keep(self, progress: dict[int, Progress]) -> bool:
        self.kept = progress[4]
        return True

    async def send(self, letter: Letter) -> None:
        if letter.offset == self.fails:
            raise KeyError("Maureen Ashby")
        self.sent.append(letter.offset)

    async def letter(self, _destination: str, letter: Letter, fault: Invalid, _now: Any) -> None:
        self.parked.append((letter.offset, fault.reason))


async def test_an_alert_that_linnet_cannot_send_is_parked_and_the_others_go() -> None:
    """A mistake of ours over one of them stops neither the rest nor any other destination, and is told by its kind."""
    office: Any = Office()
    attempts = Attempts("hub", HOOK, office.send, Clock(lambda: NOW, Random(1)))
    park: Any = SimpleNamespace(letter=office.letter)
    running = asyncio.create_task(Desk("hub", HOOK, office, attempts, park, lambda: NOW).run())
    async with asyncio.timeout(5):
        while office.kept.next < 3:
            await asyncio.sleep(0.01)
            assert not running.done()
    running.cancel()
    await asyncio.wait([running])
    assert office.sent == [0, 2]
    assert office.parked == [(1, "it cannot be sent (KeyError): a mistake in Linnet")]


@pytest.mark.parametrize(("moment", "sent"), [(MOMENT - 1, [0, 1, 2]), (MOMENT, [2]), (0, [2])])
async def test_what_has_the_place_of_an_alert_that_was_sent_is_sent(moment: int, sent: list[int]) -> None:
    """The topic has lost its end, and others came where two were that had been sent: they came later than all that had.
    The same ones, read again, are not sent again; nor where nobody knows when the last came."""
    office: Any = Office()
    office.fails = -1
    office.waiting[0] = Assigned({4: Progress(1, {1}, moment)} if moment else {4: Progress(2)})
    attempts = Attempts("hub", HOOK, office.send, Clock(lambda: NOW, Random(1)))
    running = asyncio.create_task(Desk("hub", HOOK, office, attempts, office, lambda: NOW).run())
    async with asyncio.timeout(5):
        while office.kept.next < 3:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])
    assert office.sent == sent
    assert office.kept == Progress(3, moment=MOMENT)
