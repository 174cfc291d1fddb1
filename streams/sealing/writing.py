"""Whoever writes keys is the only one: each begins by shutting out whoever wrote before, and then reads what there is,
so that nothing is ever decided on keys that another has changed since."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from confluent_kafka import KafkaException, Producer, TopicPartition

from streams.codec import encode
from streams.errors import Broken, Transient
from streams.events.sealing import Kept, KeysKept
from streams.publisher import write_producing
from streams.sealing.reading import Keys, write_name
from streams.sealing.tree import Node, Path
from streams.sealing.wrapping import wrap
from streams.settings import Settings
from streams.topics import KEYS

TRANSACTIONS = "linnet-keys"
_SOURCE = "uk.linnet.keys"
_SECONDS = 30
Now = Callable[[], datetime]


class Change(NamedTuple):
    area: str
    epoch: int
    place: Path
    node: Node | None


class KeyWriter:
    """``keys`` are all there are, for as long as nobody else begins to write."""

    def __init__(self, settings: Settings, now: Now) -> None:
        """Raises :class:`Transient` where Kafka does not answer."""
        self._now = now
        self._producer = Producer(write_producing(settings, _SECONDS) | {"transactional.id": TRANSACTIONS})
        _call(self._producer.init_transactions, _SECONDS)
        self.keys = Keys(settings)
        self.keys.read_on()

    def write(self, changes: Iterable[Change], done: Iterable[TopicPartition] = (), group: Any = None) -> None:
        """All, and that ``group`` is ``done`` up to there, or nothing. Raises :class:`Transient` when it may be
        nothing, or somebody else writes: then begin anew with another writer."""
        _call(self._producer.begin_transaction)
        for change in changes:
            name = write_name(change.area, change.epoch, change.place)
            self._producer.produce(KEYS.name, key=name, value=self._write(change))
        if places := list(done):
            _call(self._producer.send_offsets_to_transaction, places, group, _SECONDS)
        _call(self._producer.commit_transaction, _SECONDS)

    def _write(self, change: Change) -> bytes | None:
        area, epoch, place, node = change
        if node is None:
            return None
        kept = Kept(epoch=epoch, place=place, wrapped=wrap(self.keys.wrapping, area, epoch, place, node))
        name = write_name(area, epoch, place).decode().replace("/", ".").rstrip(".")
        return encode(KeysKept(id=name, source=_SOURCE, time=self._now(), area=area, data=kept))


def _call(what: Callable[..., object], *given: object) -> None:
    try:
        what(*given)
    except KafkaException as fault:
        error = fault.args[0]
        if error.name() in ("TOPIC_AUTHORIZATION_FAILED", "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"):
            raise Broken(f"Kafka lets this user write no keys: {error.name()}") from fault
        raise Transient(f"keys could not be written: {error.name()}") from fault
