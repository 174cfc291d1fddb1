"""Where alerts wait that a destination could not be given: listed, and sent again once the cause is mended."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from consumers.delivery.letters import Letter
from consumers.delivery.reading import Arrival, read_moment
from streams import metrics
from streams.codec import ALERT, MAX_EVENT_BYTES, PARKED, decode, encode
from streams.errors import Invalid
from streams.events.parking import AlertParked, AlertResent, Parking, Resending
from streams.logs import log
from streams.patience import patiently
from streams.publisher import Outgoing, Publisher
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import ALERTS_PARKED

_SOURCE = "uk.linnet.delivery"
# The original in base 64, and its envelope.
_LIMIT = 2 * MAX_EVENT_BYTES


class Park:
    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def letter(self, destination: str, letter: Letter, fault: Invalid, now: datetime) -> None:
        parking = Parking(
            destination=destination,
            alert=letter.alert,
            partition=letter.partition,
            offset=letter.offset,
            code=fault.code,
            reason=fault.reason,
            parked_at=now,
            original=b64encode(letter.raw),
        )
        await self._write(letter.event.area, parking, letter.told)

    async def unreadable(self, destination: str, arrival: Arrival, fault: Invalid, now: datetime) -> None:
        parking = Parking(
            destination=destination,
            alert="",
            partition=arrival.partition,
            offset=arrival.offset,
            code="unreadable",
            reason=fault.reason,
            parked_at=now,
            original=b64encode(arrival.raw),
        )
        await self._write("unknown", parking, arrival.told)

    async def _write(self, area: str, parking: Parking, told: datetime) -> None:
        """On Kafka when it returns, however long Kafka is away: until then the alert waits, and is not lost."""
        # By place and not by chance: parked again after a crash, it is the same. With the moment, for where alerts
        # have lost their end others come to the same places.
        place = f"{parking.destination}:{parking.partition}-{read_moment(told)}-{parking.offset}"
        parked = AlertParked(id=place, source=_SOURCE, time=parking.parked_at, area=area, data=parking)
        async for attempt in patiently():
            with attempt:
                await self._publisher.publish([_to_kafka(parking.destination, parked)])
        metrics.PARKED.labels(parking.destination, parking.code).inc()
        log.error("parked", destination=parking.destination, alert=parking.alert, code=parking.code)


@dataclass(frozen=True, slots=True)
class Held:
    id: str
    area: str
    parking: Parking
    resent: bool

    def reopen(self) -> Letter:
        """Raises :class:`Invalid` where it could not be read in the first place."""
        parking = self.parking
        event = decode(ALERT, parking.original)
        return Letter(parking.partition, parking.offset, parking.parked_at.astimezone(UTC), parking.original, event)


def read_parked(settings: Settings) -> list[Held]:
    """All that was ever parked, oldest first. Cost: reads the whole topic."""
    parked: dict[str, AlertParked] = {}
    resent: set[str] = set()
    for message in read_topic(settings, ALERTS_PARKED):
        event = decode(PARKED, message.value(), _LIMIT)
        if isinstance(event, AlertParked):
            parked[event.id] = event
        else:
            resent.add(event.data.parked)
    return [Held(one.id, one.area, one.data, one.id in resent) for one in parked.values()]


def mark_resent(publisher: Publisher, held: Held, now: datetime) -> None:
    marked = AlertResent(id=uuid4().hex, source=_SOURCE, time=now, area=held.area, data=Resending(parked=held.id))
    publisher.publish_blocking([_to_kafka(held.parking.destination, marked)])


def _to_kafka(destination: str, event: AlertParked | AlertResent) -> Outgoing:
    return Outgoing(ALERTS_PARKED.name, destination.encode(), encode(event))
