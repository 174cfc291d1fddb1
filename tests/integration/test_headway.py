"""Who reads alerts, at a real broker with its ACLs, and whether it is seen to come on."""

from collections.abc import Sequence

import pytest
from confluent_kafka import Message

from consumers.delivery.mailbox import Mailbox
from consumers.headway import Headway
from consumers.tail import Tail
from streams import metrics
from streams.broker import Watermarks
from streams.publisher import Publisher
from streams.topics import ALERTS
from tests.alerting import to_kafka, write_alert
from tests.gauges import read
from tests.integration.securing import Secured

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consumers.headway._EVERY_SECONDS", 0.0)


class FromTheStart:
    async def resume(self, _partition: int, low: int, _high: int) -> int:
        return low

    async def take(self, _partition: int, _messages: Sequence[Message]) -> None:
        pass


@pytest.mark.parametrize(("process", "comes_on"), [("relay", True), ("projector", False)])
async def test_who_may_not_read_any_more_is_seen_to_stand(secured: Secured, process: str, comes_on: bool) -> None:
    """Nothing else says so: the projector sees that there are alerts, and may not read them, as whoever has lost the
    right to; it is given nothing, as if there were none."""
    tell(secured, 1)
    tail = Tail(secured.as_user(f"linnet-{process}"), ALERTS, process, FromTheStart())
    await tail.begin()
    moment = metrics.FOLLOWED.labels(process)
    moment.set(0)
    for _ in range(30):
        await tail.read_on(100, 0.1)
    assert (read(moment) > 0) is comes_on


async def test_a_destination_that_is_given_nothing_is_seen_to_stand(secured: Secured) -> None:
    """And comes on once it is given what was there, though more has come since."""
    settings = secured.as_user("linnet-delivery")
    mailbox, moment = Mailbox(settings, "headway"), metrics.ALERTS_READ.labels("headway")
    headway = Headway(Watermarks(settings), ALERTS, moment)
    await mailbox.open()
    try:
        while not mailbox.reached:
            await mailbox.take(0.1, paused=False)
        tell(secured, 2)
        look(headway, mailbox, 3)
        assert read(moment) == 0
        await take_one(mailbox)
        tell(secured, 3)
        look(headway, mailbox, 1)
        assert read(moment) > 0
    finally:
        await mailbox.close()


def tell(secured: Secured, number: int) -> None:
    Publisher(secured.as_user("linnet-relay")).publish_blocking([to_kafka(write_alert(number, area="headway"))])


def look(headway: Headway, mailbox: Mailbox, times: int) -> None:
    for _ in range(times):
        headway.look(mailbox.reached)


async def take_one(mailbox: Mailbox) -> None:
    while not await mailbox.take(0.1, paused=False):
        pass
