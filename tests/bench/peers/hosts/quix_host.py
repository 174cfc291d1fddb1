# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "quixstreams==3.28.1", "aiokafka[lz4]==0.14.0", "redis[hiredis]==8.1.0", "msgspec==0.22.0", "orjson==3.13.0",
#     "nhs-number==2.2.0", "uk-postcodes-parsing==2.1.0", "stamina==26.1.0", "structlog==26.1.0",
#     "prometheus-client==0.26.0", "rapidfuzz==3.14.6", "jellyfish==1.3.0", "nicknames==1.0.1", "numpy==2.4.6",
#     "river==0.26.1", "cryptography==50.0.2", "psutil==7.2.2", "ruamel.yaml==0.19.1",
#     "opentelemetry-api==1.45.2",
# ]
# ///
# mypy: disable-error-code="import-not-found,misc"
"""Quix Streams: the projection as a batching sink, which is flushed before the offsets are committed."""

from uuid import uuid4

from quixstreams import Application
from quixstreams.sinks import BatchingSink, SinkBatch

from consumers.projection import LogMessage
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.peers.hosting import Hosted

# A checkpoint is due after so long or so many messages: as Linnet's own worker waits for company.
_LINGER_SECONDS = 0.01


class Sink(BatchingSink):
    def __init__(self, hosted: Hosted) -> None:
        super().__init__()
        self._hosted = hosted

    def write(self, batch: SinkBatch) -> None:
        self._hosted.project([LogMessage(batch.partition, it.offset, it.timestamp, it.value or b"") for it in batch])


def main() -> None:
    settings = Settings()
    app = Application(
        settings.kafka_bootstrap,
        # Of a group that is remembered the offsets would count, and Redis is empty.
        consumer_group=f"peer-quix-{uuid4().hex[:8]}",
        auto_offset_reset="earliest",
        commit_interval=_LINGER_SECONDS,
        commit_every=settings.batch_limit,
        auto_create_topics=False,
        use_changelog_topics=False,
        state_dir=settings.data_dir / "quix",
        loglevel="WARNING",
    )
    topic = app.topic(OBSERVATIONS.name, key_deserializer="bytes", value_deserializer="bytes")
    app.dataframe(topic).sink(Sink(Hosted(settings)))
    app.run()


if __name__ == "__main__":
    main()
