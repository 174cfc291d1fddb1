"""A judge who never says no is none: each thing that must not happen is done here, to real parts, and must be named."""

from pathlib import Path

import orjson
import pytest
from redis import Redis

from scoring.state.keys import Key, in_area
from streams.publisher import Outgoing, Publisher
from streams.topics import ALERTS
from tests.integration.knowledge import read_held
from tests.integration.roles import await_true
from tests.soak.faults.ground import Ground, ground
from tests.soak.faults.homes import tell_of
from tests.soak.faults.judging import judge, read_alerts

pytestmark = pytest.mark.integration
_SECONDS = 60.0
_HOMES = 10


@pytest.mark.timeout(600)
def test_the_judge_names_what_was_lost_changed_and_doubled(tmp_path: Path) -> None:
    """A change of an alert that nobody got, an event that is not in the log, knowledge that the log does not give, an
    alert that nothing led to, changes delivered in another order, an answer without a look, a message not refused."""
    with ground(tmp_path) as found:
        sender, looker = found.sender(), found.looker("looker")
        for events in tell_of(found.areas[0], 10_000, _HOMES):
            sender.send(events)
        assert looker.look(found.areas[0], "Ashby")
        await_true(lambda: 0 < len(read_alerts(found.settings)) <= len(found.receiver.once()), _SECONDS)

        lost = found.receiver.ids.pop()
        with pytest.raises(AssertionError, match=r"1 of .* changes of alerts were not delivered"):
            judge(found, [sender], [looker], seconds=15)
        found.receiver.ids.append(lost)
        found.start("clock")

        _forge_alert(found)
        found.receiver.ids.reverse()
        _lose_knowledge(found)
        sender.acknowledged.add("never-sent")
        looker.shown += 1
        faults = judge(found, [sender], [looker], letters=1).faults
    named = (
        "1 acknowledged events are not in the log",
        "keys differ from the log's own",
        "the digest differs",
        "alerts were told, and the log has",
        "1 alerts were delivered that the log does not have",
        "were delivered out of order",
        "2 answers were given, and 1 looks are in the audit",
        "0 messages were refused by intake, not 1",
    )
    assert [[words for words in named if words in fault] for fault in faults] == [[words] for words in named]


def _forge_alert(found: Ground) -> None:
    """One like another, under an id of its own."""
    forged = orjson.loads(read_alerts(found.settings)[0]) | {"id": "forged"}
    area, count = found.areas[0].encode(), len(found.receiver.ids)
    Publisher(found.settings).publish_blocking([Outgoing(ALERTS.name, area, orjson.dumps(forged))])
    await_true(lambda: len(found.receiver.ids) > count, _SECONDS)


def _lose_knowledge(found: Ground) -> None:
    area = found.areas[0]
    key = min(read_held(found.settings, area, {"person-contacts"}))
    with Redis.from_url(found.settings.redis_url) as redis:
        redis.delete(in_area(area, Key(key)))
