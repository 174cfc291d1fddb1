"""The keys as their topic has them, read again when somebody has need of more."""

from dataclasses import dataclass, field

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from streams.codec import KEYS_KEPT, decode
from streams.contract import EventKey
from streams.errors import Broken, Invalid, Transient
from streams.sealing.keyring import Keyring
from streams.sealing.wrapping import open_wrapping, unwrap
from streams.settings import Settings
from streams.topics import KEYS

_QUIET_SECONDS = 30.0


class Keys:
    """Thread-safe as far as one reads while others look up. What was destroyed elsewhere is known here after
    :meth:`read_on`, and until then may still be opened here."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is read yet."""
        self._settings = settings
        self.wrapping = open_wrapping(settings)
        self._next = 0
        self.ring = Keyring()

    def read_on(self) -> None:
        """All that is on the topic now. Raises :class:`Transient` where Kafka does not answer, :class:`Broken` where
        what is there cannot be unwrapped."""
        # What was compacted away leaves gaps, so that the end is where Kafka says it is and not where a count is full.
        ends = {"group.id": "linnet-keys", "enable.auto.commit": False, "enable.partition.eof": True}
        consumer, read = Consumer(self._settings.kafka_client() | ends), _Read(self._next)
        try:
            consumer.assign([TopicPartition(KEYS.name, 0, self._next)])
            while read.take(consumer.poll(_QUIET_SECONDS)):
                pass
        finally:
            consumer.close()
        # Only what stands: what it replaced may be wrapped under a key that is no more.
        for place, token in read.tokens.items():
            self.ring.take(*place, unwrap(self.wrapping, *place, token))
        self._next = read.next

    def find(self, area: str, epoch: int, key: EventKey) -> bytes | None:
        """As :meth:`Keyring.find`; reads on first where the epoch is news."""
        if not self.ring.holds(area, epoch):
            self.read_on()
        return self.ring.find(area, epoch, key)

    def latest(self, area: str) -> int:
        """The epoch that is sealed with now. Raises :class:`Broken` where the area has no keys."""
        if area not in self.ring.latest:
            self.read_on()
        if area not in self.ring.latest:
            raise Broken(f"area {area} has no keys to seal with; run: linnet topics create")
        return self.ring.latest[area]


@dataclass(slots=True)
class _Read:
    next: int
    tokens: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def take(self, message: Message | None) -> bool:
        """Whether there is more."""
        fault = message.error() if message else None
        if message is None or (fault and fault.code() != KafkaError._PARTITION_EOF):
            raise Transient(f"{KEYS.name} cannot be read past offset {self.next}")
        if fault is None:
            self._keep(message)
        return fault is None

    def _keep(self, message: Message) -> None:
        try:
            event = decode(KEYS_KEPT, message.value())
        except Invalid as fault:
            raise Broken(f"{KEYS.name} offset {message.offset()}: {fault.code}") from None
        self.tokens[event.area, event.data.epoch, event.data.place] = event.data.wrapped
        self.next = (message.offset() or 0) + 1
