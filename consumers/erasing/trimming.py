"""What agencies sent, as they sent it, is let go of once intake has let it into the log or into dead letters: what was
erased there would otherwise stand in an agency's topic for as long as the table says."""

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from streams.broker import read_admitted
from streams.errors import Broken, Transient
from streams.settings import Settings

_SECONDS = 30


def trim(settings: Settings) -> None:
    """Of each topic that intake reads, all that it has read. Raises :class:`Transient`, :class:`Broken`."""
    wanted = [TopicPartition(*place, offset) for place, offset in read_admitted(settings).items() if offset > 0]
    admin = AdminClient(settings.kafka_client())
    try:
        for done in admin.delete_records(wanted, request_timeout=_SECONDS).values() if wanted else ():
            done.result()
    except KafkaException as fault:
        error = fault.args[0]
        if error.name() == "TOPIC_AUTHORIZATION_FAILED":
            raise Broken(
                "Kafka lets this user delete nothing of the agencies' topics; run: linnet topics acls"
            ) from fault
        raise Transient(f"Kafka does not answer: {error.name()}") from fault
