"""The keys as their topic has them, read again when somebody has need of more."""

from dataclasses import dataclass, field

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from streams.codec import KEYS_KEPT, decode
from streams.contract import EventKey
from streams.errors import Broken, Invalid, Transient
from streams.sealing.keyring import Keyring
from streams.sealing.tree import Path
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
            self.ring.take(*place, unwrap(self.wrapping, *place, token) if token else None)
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
    tokens: dict[tuple[str, int, str], str | None] = field(default_factory=dict)

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
            self.tokens[read_name(message.key())] = _read_token(message.value())
        except Invalid as fault:
            raise Broken(f"{KEYS.name} offset {message.offset()}: {fault.code}") from None
        self.next = (message.offset() or 0) + 1


def write_name(area: str, epoch: int, place: Path) -> bytes:
    """
    >>> read_name(write_name("northmoor", 7, "013"))
    ('northmoor', 7, '013')
    """
    return f"{area}/{epoch}/{place}".encode()


def read_name(name: bytes | None) -> tuple[str, int, Path]:
    area, epoch, place = (name or b"").decode().split("/")
    return area, int(epoch), place


def _read_token(value: bytes | None) -> str | None:
    """None where nothing is kept any more."""
    return None if value is None else str(decode(KEYS_KEPT, value).data.wrapped)
