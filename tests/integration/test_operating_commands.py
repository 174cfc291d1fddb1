"""The operator's guide for when something is wrong: the commands of its chapters, out of its text, on real servers.

Of their own, for one is emptied here; the keys are in ``test_operating_keys.py``.
"""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from confluent_kafka.admin import AdminClient, NewPartitions
from redis import Redis

from infra.deciding import read_person
from infra.risk.ruling import Decider, put_through
from infra.risk.saved import read_saved
from infra.risk.state_files import read_taught
from streams.broker import check_topics
from streams.errors import Broken
from streams.events.risk import ModelState
from streams.publisher import Outgoing, Publisher
from streams.topics import OBSERVATIONS
from tests.guide import TEXT, list_typed
from tests.integration.knowledge import read_held
from tests.integration.operator import AREA, Operator, operating, read_whole
from tests.integration.roles import await_true, running

pytestmark = pytest.mark.integration
# What is no command of Linnet's own, and why no test gives it.
_BY_HAND = {
    "docker compose": "no test starts a container; tests/unit/test_deploy_compose.py judges the file",
    "cp ": "root's, where systemd is: tests.judging.booted, by hand",
    "install ": "the same",
    "systemd-sysusers": "the same",
    "linnet-operator": "the same",
    "export ": "the same, at a Kafka that knows an administrator",
    "/opt/linnet/bin/linnet ": "the same; tests/integration/securing.py gives it",
    "kubectl ": "no test has a cluster; tests/unit/test_deploy_pods.py judges the folder",
}


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """With thirty events known, and one message refused."""
    with operating(tmp_path_factory.mktemp("operating")) as found:
        Publisher(found.settings).publish_blocking([Outgoing("police", AREA.encode(), b"{")])
        found.take_in(*range(30))
        yield found


def test_no_line_of_the_guide_is_forgotten() -> None:
    """What is to be typed is Linnet's own, or stands here with why no test gives it."""
    others = [line for line in list_typed(TEXT) if not line.startswith("linnet ")]
    assert [line for line in others if not line.startswith(tuple(_BY_HAND))] == []
    assert [each for each in _BY_HAND if not any(line.startswith(each) for line in others)] == []


def test_an_upgrade_leaves_what_was_known(operator: Operator) -> None:
    """After the rebuild that a version asks for the digest is the one from before, and nothing waits."""
    operator.open("Upgrade without loss")
    before = read_whole(operator.give("linnet digest"))
    assert "none, all were there" in operator.give("linnet topics create")
    operator.give("linnet topics check")
    assert "replayed 30 messages" in operator.give("linnet rebuild")
    assert re.fullmatch(r"waiting for intake: 0 +waiting for the projector: 0\n", operator.give("linnet status"))
    assert operator.digest() == before
    assert operator.left == []


def test_a_model_goes_back_and_the_log_is_played_again(operator: Operator) -> None:
    """The model goes on from the state that was listed and is named, and a rebuild leaves it there."""
    operator.open("Rollback")
    kalman = next(one for one in read_taught() if one.name == "kalman")
    worse = kalman.model_copy(update={"learned": kalman.learned + 1})
    with running(operator.settings, "intake", "projector", "relay"):
        wanted = restore(operator, kalman)
        restore(operator, worse)
        await_true(lambda: len(read_saved(operator.settings, AREA)) == 1, 30)
        offset = str(read_saved(operator.settings, AREA)[0].data.log_offset)
        assert re.search(rf"kalman\W+{offset}\W", operator.give("linnet risk models"))
        assert read_model(operator) != wanted
        operator.give("linnet risk rollback", ("NAME", "kalman"), ("12", offset))
        assert read_model(operator) == wanted
    before = operator.digest()
    operator.give("linnet rebuild")
    assert operator.digest() == before
    assert read_model(operator) == wanted
    assert operator.left == []


def test_redis_is_made_again_from_the_log(operator: Operator) -> None:
    """From nothing to the same digest."""
    operator.open("Redis is lost")
    before = operator.digest()
    with Redis.from_url(operator.settings.redis_url) as redis:
        redis.flushall()
    assert operator.digest() != before
    operator.give("linnet rebuild")
    assert read_whole(operator.give("linnet digest")) == before
    assert operator.left == []


def test_refused_messages_are_looked_at_and_sent_again(operator: Operator) -> None:
    """Listed with their reason, shown as they came, and sent again by their code."""
    operator.open("Messages are refused")
    listed = re.search(r"^ *(\S+) .* not-json", operator.give("linnet dead-letters list"), re.MULTILINE)
    assert listed
    assert operator.give("linnet dead-letters show", ("LETTER", listed[1])) == "{"
    assert "sent 1 messages again" in operator.give("linnet dead-letters resend", ("CODE", "not-json"))
    assert operator.left == []


def test_with_a_seventh_partition_nothing_starts(operator: Operator) -> None:
    """As the guide says there is no command for it; what it broke is told, and no process starts on it. Kafka does not
    take a partition back: this comes last."""
    operator.open("Partitions added")
    assert operator.left == []
    admin, more = AdminClient(operator.settings.kafka_client()), NewPartitions(OBSERVATIONS.name, 7)
    admin.create_partitions([more])[more.topic].result(30)
    with pytest.raises(Broken, match="observations"):
        check_topics(operator.settings)
    # A process of its own: it says what is to become of it when it is told to end.
    clock = [sys.executable, "-m", "infra.cli", "run", "clock"]
    assert subprocess.run(clock, timeout=60, check=False, capture_output=True).returncode == Broken.exit_code


def restore(operator: Operator, state: ModelState) -> dict[str, object]:
    """What the area's models are then."""
    decider = Decider(read_person("Jo", "Clinician", "Risk"), datetime.now(UTC), lambda: uuid4().hex)
    asyncio.run(put_through(operator.settings, [decider.restore(AREA, state)]))
    return read_model(operator)


def read_model(operator: Operator) -> dict[str, object]:
    return read_held(operator.settings, AREA, ["risk-model"])
