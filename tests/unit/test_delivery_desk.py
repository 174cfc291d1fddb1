"""One destination's desk, before a mailbox and a park in memory."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from consumers.delivery.attempts import Attempts, Clock
from consumers.delivery.beyond import Beyond
from consumers.delivery.desk import Desk
from consumers.delivery.destinations import Webhook
from consumers.delivery.letters import Letter, NotTaken
from consumers.delivery.mailbox import Assigned, Found
from consumers.delivery.progress import Progress
from consumers.delivery.reading import Arrival
from consumers.delivery.turns import Turns
from streams.codes.alerts import Change
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


class Topic:
    """A mailbox on partition 4 with as many alerts as are ``told``, read as Kafka is: from a place on, that may change.
    The destination takes those that it ``takes``."""

    def __init__(self, told: int, takes: Callable[[int], bool]) -> None:
        self.log = [Arrival(4, at, NOW, to_kafka(write_alert(at)).value) for at in range(told)]
        self.takes, self.place, self.begun = takes, 0, False
        self.sent, self.tried = list[int](), Counter[int]()
        self.parked, self.kept = list[tuple[int, str]](), Progress(0)

    async def open(self) -> None:
        pass

    close = open

    async def take(self, _seconds: float, paused: bool) -> list[Found]:
        await asyncio.sleep(0.005)
        if not self.begun:
            self.begun = True
            return [Assigned({4: Progress(0)})]
        found = [] if paused else self.log[self.place : self.place + 100]
        self.place += len(found)
        return list(found)

    async def go_back(self, places: dict[int, int]) -> bool:
        self.place = places[4]
        return True

    async def keep(self, progress: dict[int, Progress]) -> bool:
        self.kept = progress[4]
        return True

    async def send(self, letter: Letter) -> None:
        self.tried[letter.offset] += 1
        if not self.takes(letter.offset):
            raise NotTaken("HTTP 403")
        self.sent.append(letter.offset)

    async def letter(self, _destination: str, letter: Letter, fault: Invalid, _now: Any) -> None:
        self.parked.append((letter.offset, fault.code))

    @contextlib.asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        one: Any = self
        attempts = Attempts("hub", HOOK, self.send, Clock(lambda: NOW, Random(1)))
        running = asyncio.create_task(Desk("hub", HOOK, one, attempts, one, lambda: NOW).run())
        try:
            async with asyncio.timeout(20):
                yield
        finally:
            running.cancel()
            await asyncio.wait([running])


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Minutes pass in a second."""
    monkeypatch.setattr("consumers.delivery.beyond.SECONDS", 0.05)
    monkeypatch.setattr("consumers.delivery.beyond._NEW", 20)
    monkeypatch.setattr("consumers.delivery.attempts._LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("consumers.delivery.attempts.TRIED_BESIDE", 5)


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("flood", [300, 700])
async def test_a_flood_that_is_not_taken_keeps_no_other_alert_unread(flood: int) -> None:
    """A receiver takes nothing of one area: what comes later of another is taken within seconds."""
    topic = Topic(flood + 1, lambda at: at == flood)
    async with topic.served():
        while not topic.sent:
            await asyncio.sleep(0.02)
    assert (topic.sent, topic.parked) == ([flood], [])


@pytest.mark.usefixtures("soon")
async def test_of_a_destination_that_is_down_nothing_is_parked_and_all_comes_when_it_is_back() -> None:
    """However long it takes none, and however many wait: those for which there was no room too, once each."""
    up = False
    topic = Topic(600, lambda _: up)
    async with topic.served():
        while topic.tried.total() < 10_000:
            await asyncio.sleep(0.02)
        assert (topic.parked, topic.kept) == ([], Progress(0))
        up = True
        while topic.kept.next < 600:
            await asyncio.sleep(0.02)
    assert sorted(topic.sent) == list(range(600))
    assert topic.parked == []


@pytest.mark.usefixtures("soon")
async def test_who_is_not_taken_beside_others_gives_its_room_to_who_has_none() -> None:
    """Those that fail while others get through are parked once they were tried again and again, and so much room as is
    needed is made; one for which there was no room has its turn then, and what is taken is."""
    topic = Topic(900, lambda _: False)
    topic.takes = lambda at: at >= 300 and (at != 301 or topic.tried[301] > 4)
    new = topic.log[400:]
    del topic.log[400:]
    async with topic.served():
        while topic.tried[301] <= 4:
            await asyncio.sleep(0.02)
            topic.log += new[:1]
            del new[:1]
    assert 301 in topic.sent
    assert {code for _, code in topic.parked} == {"no-room"}
    assert all(topic.tried[at] > 5 for at, _ in topic.parked)
    assert 45 <= len(topic.parked) <= 50


async def test_a_later_change_of_an_alert_that_was_left_comes_after_it() -> None:
    """Also where there is room again before the first is tried a second time."""
    topic = Topic(400, lambda _: False)
    again = to_kafka(write_alert(300, Change.CLEARED)).value
    topic.takes = lambda at: at > 300 or topic.tried[at] > 1
    topic.log.append(Arrival(4, 400, NOW, again))
    async with topic.served():
        while topic.kept.next < 401:
            await asyncio.sleep(0.02)
    assert sorted(topic.sent) == list(range(401))
    assert topic.sent.index(300) < topic.sent.index(400)


def test_what_was_left_is_read_again_from_its_first_and_not_where_another_process_has_it() -> None:
    """After all else that there is, or so many that were not read before; and while none has its one attempt."""
    beyond = Beyond()
    for partition, offset in ((4, 9), (5, 3), (4, 7)):
        beyond.leave(Letter(partition, offset, NOW, b"", write_alert(1 + partition)))
    assert (beyond.places(quiet=False), beyond.count) == ({}, 3)
    assert beyond.places(quiet=True) == {4: 7, 5: 3}
    beyond.forget({5})
    for offset in range(300):
        beyond.read(4, offset)
    assert beyond.places(quiet=False) == {4: 7}
    beyond.under_way.add((4, 9))
    assert beyond.places(quiet=True) == {}
    beyond.forget({4})
    assert (beyond.under_way, beyond.count) == (set(), 0)


async def test_whoever_was_not_tried_yet_goes_first() -> None:
    """Of many that wait for a turn; one that gives up waiting, or is just called, costs nobody a turn."""
    turns, order = Turns(1), list[str]()

    async def take(name: str, again: bool) -> None:
        async with turns.turn(again):
            order.append(name)
            await asyncio.sleep(0)

    async with turns.turn(False):
        tasks = [asyncio.create_task(take(name, name.isupper())) for name in "ABaCbc"]
        await asyncio.sleep(0)
        tasks[4].cancel()
    tasks[2].cancel()
    await asyncio.wait(tasks)
    assert "".join(order) == "cABC"
