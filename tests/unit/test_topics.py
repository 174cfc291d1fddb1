"""Whether the topics on a cluster are those of the table, asked while its brokers come back."""

from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import NewTopic

from streams import broker
from streams.errors import Broken, Transient
from streams.settings import Settings
from streams.topics import TOPICS

WHOLE = {topic.name: topic.partitions for topic in TOPICS}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """What the broker says of its topics, one after the other, and the last for ever; their settings are right."""
    said: list[dict[str, int]] = []
    monkeypatch.setattr(broker, "_list", lambda _: said.pop(0) if len(said) > 1 else said[0])
    monkeypatch.setattr(broker, "_config_faults", lambda *_: [])
    return said


def test_a_broker_that_has_just_come_back_is_asked_again(asked: list[dict[str, int]]) -> None:
    """It does not know its topics yet, or knows no partitions of them: that is no fault of anybody's."""
    asked += [{}, WHOLE | {TOPICS[0].name: 0}, WHOLE]
    broker.check_topics(Settings())
    assert asked == [WHOLE]


@pytest.mark.parametrize(("found", "said"), [({}, "is missing"), ({TOPICS[0].name: 1_000}, "has 1000 partitions")])
def test_topics_that_stay_wrong_are_named(
    asked: list[dict[str, int]], monkeypatch: pytest.MonkeyPatch, found: dict[str, int], said: str
) -> None:
    """Missing ones after a while, those with other partitions at once."""
    monkeypatch.setattr(broker, "_COMING_BACK_SECONDS", 0.3)
    asked.append({name: WHOLE[name] for name in WHOLE if name != TOPICS[0].name} | found)
    with pytest.raises(Broken, match=f"{TOPICS[0].name} {said}"):
        broker.check_topics(Settings())


def test_a_broker_that_does_not_tell_its_settings_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set up wrongly where it only does not answer."""

    class Silent:
        def result(self, _: float) -> Any:
            raise KafkaException(KafkaError(KafkaError._TIMED_OUT))

    class Admin:
        def __init__(self, _: dict[str, Any]) -> None: ...

        def describe_configs(self, resources: list[Any]) -> dict[Any, Silent]:
            return dict.fromkeys(resources, Silent())

    monkeypatch.setattr(broker, "AdminClient", Admin)
    monkeypatch.setattr(broker, "_list", lambda _: WHOLE)
    with pytest.raises(Transient):
        broker.check_topics(Settings())


class Admin:
    """Of three brokers and no topic."""

    made: ClassVar[list[int]] = []

    def __init__(self, _settings: dict[str, Any]) -> None:
        pass

    def list_topics(self, timeout: float) -> Any:
        assert timeout > 0
        return SimpleNamespace(topics={}, brokers={1: None, 2: None, 3: None})

    def create_topics(self, wanted: list[NewTopic]) -> dict[str, Any]:
        Admin.made += [topic.replication_factor for topic in wanted]
        return {}


def test_where_there_are_several_brokers_somebody_says_how_many_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody gets a log of one copy by leaving a setting out; whoever says so gets what they say."""
    monkeypatch.setattr(broker, "AdminClient", Admin)
    monkeypatch.delenv("LINNET_KAFKA_REPLICATION", raising=False)
    with pytest.raises(Broken, match="LINNET_KAFKA_REPLICATION"):
        broker.create_topics(Settings(kafka_bootstrap="three"))
    assert Admin.made == []
    broker.create_topics(Settings(kafka_bootstrap="three", kafka_replication=2))
    assert Admin.made == [2] * len(TOPICS)
