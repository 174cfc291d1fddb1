"""The least that can host it: confluent-kafka's consume(), the projection, the commit of the offsets."""

from confluent_kafka import Consumer, Message, TopicPartition

from consumers.projection import LogMessage
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.peers.hosting import Hosted

# As long as Linnet's own worker waits for company.
LINGER_SECONDS = 0.01


def main() -> None:
    settings = Settings()
    hosted = Hosted(settings)
    consumer = Consumer(settings.kafka_client() | {"group.id": "peer-bare-loop", "enable.auto.commit": False})
    consumer.subscribe([OBSERVATIONS.name], on_assign=lambda it, found: it.assign(_place(hosted, found)))
    while True:
        if found := consumer.consume(settings.batch_limit, timeout=LINGER_SECONDS):
            hosted.project([_read(message) for message in found])
            consumer.commit(offsets=follow(found), asynchronous=True)


def _place(hosted: Hosted, found: list[TopicPartition]) -> list[TopicPartition]:
    return [TopicPartition(at.topic, at.partition, hosted.starts[at.partition]) for at in found]


def _read(message: Message) -> LogMessage:
    return LogMessage(message.partition(), message.offset(), message.timestamp()[1], message.value() or b"")


def follow(found: list[Message]) -> list[TopicPartition]:
    lasts = {message.partition(): message.offset() for message in found}
    return [TopicPartition(OBSERVATIONS.name, partition, offset + 1) for partition, offset in lasts.items()]


if __name__ == "__main__":
    main()
