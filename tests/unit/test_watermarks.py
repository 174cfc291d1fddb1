"""Where a partition begins and ends, asked by a client that may have learned something wrong."""

from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from streams import broker
from streams.broker import Watermarks
from streams.errors import Transient
from streams.settings import Settings


class Consumer:
    """The first one ever made says for good that there is no such partition, as librdkafka's may."""

    made = 0

    def __init__(self, _settings: dict[str, Any]) -> None:
        Consumer.made += 1
        self._number = Consumer.made

    def get_watermark_offsets(self, _partition: object, timeout: float) -> tuple[int, int]:
        assert timeout > 0
        if self._number == 1:
            raise KafkaException(KafkaError(KafkaError._UNKNOWN_PARTITION))
        return 0, 7


def test_a_client_that_has_failed_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks once more is answered, whatever the first client had learned; one that answers is kept."""
    monkeypatch.setattr(broker, "Consumer", Consumer)
    watermarks = Watermarks(Settings(kafka_bootstrap="nobody"))
    with pytest.raises(Transient, match="_UNKNOWN_PARTITION"):
        watermarks.of("observations", 0)
    assert watermarks.of("observations", 0) == watermarks.of("observations", 1) == (0, 7)
    assert Consumer.made == 2
