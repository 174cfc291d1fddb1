# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "bytewax[kafka]==0.21.1", "confluent-kafka==2.16.1", "aiokafka[lz4]==0.14.0", "redis[hiredis]==8.1.0",
#     "pydantic==2.14.3", "pydantic-settings==2.16.3", "msgspec==0.22.0", "orjson==3.13.0", "nhs-number==2.2.0",
#     "uk-postcodes-parsing==2.1.0", "stamina==26.1.0", "structlog==26.1.0", "prometheus-client==0.26.0",
#     "rapidfuzz==3.14.6", "jellyfish==1.3.0", "nicknames==1.0.1", "numpy==2.4.6", "river==0.26.1",
#     "cryptography==50.0.2", "psutil==7.2.2", "ruamel.yaml==0.19.1",
#     "opentelemetry-api==1.45.2",
# ]
# ///
# mypy: disable-error-code="import-not-found,misc"
"""Bytewax: its Kafka source, told by Redis where to start, and the projection as a sink. It commits no offsets."""

from typing import Any

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSource, KafkaSourceMessage
from bytewax.dataflow import Dataflow
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.run import cli_main

from consumers.projection import LogMessage
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.peers.hosting import Hosted


class Source(KafkaSource):
    def __init__(self, settings: Settings, hosted: Hosted) -> None:
        super().__init__(settings.kafka_bootstrap.split(","), [OBSERVATIONS.name], batch_size=settings.batch_limit)
        self._starts = hosted.starts

    def build_part(self, step_id: str, for_part: str, resume_state: int | None) -> Any:
        del resume_state
        return super().build_part(step_id, for_part, self._starts[int(for_part.split("-")[0])])


class Sink(DynamicSink):
    def __init__(self, hosted: Hosted) -> None:
        self._hosted = hosted

    def build(self, step_id: str, worker_index: int, worker_count: int) -> "Part":
        del step_id, worker_index, worker_count
        return Part(self._hosted)


class Part(StatelessSinkPartition):
    def __init__(self, hosted: Hosted) -> None:
        self._hosted = hosted

    def write_batch(self, items: list[KafkaSourceMessage]) -> None:
        self._hosted.project([LogMessage(it.partition, it.offset, it.timestamp[1], it.value or b"") for it in items])


def main() -> None:
    settings = Settings()
    hosted, flow = Hosted(settings), Dataflow("linnet")
    op.output("redis", op.input("log", flow, Source(settings, hosted)), Sink(hosted))
    cli_main(flow)


if __name__ == "__main__":
    main()
