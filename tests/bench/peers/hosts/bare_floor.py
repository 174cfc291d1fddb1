"""The bare loop with no work: it takes, commits its offsets, and says in Redis how far it is."""

from confluent_kafka import Consumer

from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.peers.hosting import Marker
from tests.bench.peers.hosts.bare_loop import LINGER_SECONDS, follow


def main() -> None:
    settings = Settings()
    marker = Marker(settings)
    started = {"group.id": "peer-bare-floor", "enable.auto.commit": False, "auto.offset.reset": "earliest"}
    consumer = Consumer(settings.kafka_client() | started)
    consumer.subscribe([OBSERVATIONS.name])
    while True:
        if found := consumer.consume(settings.batch_limit, timeout=LINGER_SECONDS):
            marker.mark({message.partition(): message.offset() for message in found})
            consumer.commit(offsets=follow(found), asynchronous=True)


if __name__ == "__main__":
    main()
