"""A list of addresses into the log, dwelling by dwelling. Whatever is in it goes through intake, as all else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from infra.commands import choose_areas
from infra.linkage.gazetteer import Row, read_gazetteer
from streams.broker import check_topics
from streams.codec import encode
from streams.events.corrections import Erasure, RecordErased
from streams.events.faults import field_of, reason_of
from streams.events.gazetteer import GAZETTEER_SOURCE, DwellingListed, ListedAddress, Listing
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import GAZETTEER

# Acknowledged together: some megabytes.
_BATCH = 10_000


@dataclass(slots=True)
class Loaded:
    """``left_out``: a line for each dwelling that could not be listed, with the reason."""

    sent: int = 0
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Edition:
    """Whose list, and when it is loaded. ``withdrawn``: its dwellings come off the list."""

    area: str
    at: datetime
    withdrawn: bool = False

    def write(self, address: ListedAddress) -> DwellingListed | RecordErased:
        envelope = {"source": GAZETTEER_SOURCE, "time": self.at, "area": self.area}
        if self.withdrawn:
            gone = Erasure(recorded_at=self.at, target=address.event_id)
            return RecordErased(id=f"{address.event_id}/off", data=gone, **envelope)
        return DwellingListed(id=address.event_id, data=Listing(recorded_at=self.at, address=address), **envelope)


def load_gazetteer(settings: Settings, path: Path, edition: Edition) -> Loaded:
    """Raises :class:`Invalid` for a file that is no list, :class:`Transient` when Kafka does not acknowledge: load it
    again then, which changes nothing that is there already. Memory: some thousand dwellings."""
    choose_areas(settings, [edition.area])
    check_topics(settings)
    loaded, publisher = Loaded(), Publisher(settings)
    listed = _write_events(path, edition, loaded)
    while events := list(islice(listed, _BATCH)):
        publisher.publish_blocking(events)
        loaded.sent += len(events)
    return loaded


def _write_events(path: Path, edition: Edition, loaded: Loaded) -> Iterator[Outgoing]:
    for row in read_gazetteer(path):
        address = _read_address(row, loaded)
        if address:
            yield Outgoing(GAZETTEER.name, edition.area.encode(), encode(edition.write(address)))


def _read_address(row: Row, loaded: Loaded) -> ListedAddress | None:
    uprn, text, postcode = row
    try:
        return ListedAddress(uprn=uprn, text=text, postcode=postcode or None)
    except ValidationError as errors:
        fault = errors.errors(include_url=False, include_input=False)[0]
        loaded.left_out.append(f"UPRN {uprn}: {field_of(fault)} {reason_of(fault)}")
        return None
