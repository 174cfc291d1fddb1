"""Which alerts an area has: by what its indexes name, and about whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from scoring.alerts.assessing import Target
from scoring.alerts.episodes import ENDED
from scoring.linkage.components import SHAPES
from scoring.linkage.records import EntityId, RecordId
from scoring.state import keys
from scoring.state.documents import Alert, Alerts
from scoring.state.keys import Key, Subject
from scoring.state.reads import Shelf

# Documents read in one go: Redis does nothing else meanwhile.
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Held:
    """``target`` as linkage has it, which is not always as it may be shown."""

    target: Target
    alert: Alert

    @property
    def ended(self) -> bool:
        return self.alert.state in ENDED


async def read_open(shelf: Shelf) -> list[Held]:
    """Cost: a round trip for each thousand persons and addresses that there are alerts about."""
    return await _read_index(shelf, keys.OPEN)


async def read_ended(shelf: Shelf) -> list[Held]:
    return await _read_index(shelf, keys.ENDED)


async def read_about(shelf: Shelf, subject: Subject, records: Iterable[RecordId]) -> list[Held]:
    """All about the persons or addresses that these records belong to. Cost: two round trips."""
    named = [keys.record(subject, record) for record in records]
    await shelf.fetch(named)
    found = {held.entity for key in named if (held := shelf.document(key, SHAPES[subject]))}
    return await _read_alerts(shelf, {Target(subject, entity) for entity in found})


async def find_held(shelf: Shelf, name: str) -> Held | None:
    """By the alert's own id. Cost: two round trips, and all of both indexes."""
    await shelf.fetch([keys.OPEN, keys.ENDED])
    members = map(split_member, [*shelf.scores(keys.OPEN), *shelf.scores(keys.ENDED)])
    targets = {target for target, alert in members if alert == name}
    return next((held for held in await _read_alerts(shelf, targets) if held.alert.id == name), None)


async def find_about(shelf: Shelf, subject: Subject, record: RecordId, name: str) -> Held | None:
    """``record`` is any record of the person or address, or what it was called when the alert was raised. Cost: three
    round trips; where there is no such record any more, two and all of both indexes more."""
    stood = await _read_alerts(shelf, [Target(subject, EntityId(record))])
    held = [*stood, *await read_about(shelf, subject, [record])]
    found = next((one for one in held if one.alert.id == name), None)
    if found or shelf.document(keys.record(subject, record), SHAPES[subject]):
        return found
    # It may go on under another record since it was told.
    named = await find_held(shelf, name)
    return named if named and named.target.subject is subject else None


async def _read_index(shelf: Shelf, index: Key) -> list[Held]:
    await shelf.fetch([index])
    members = {alert: target for target, alert in map(split_member, shelf.scores(index))}
    held = await _read_alerts(shelf, sorted(set(members.values()), key=str))
    return [one for one in held if one.alert.id in members]


async def _read_alerts(shelf: Shelf, targets: Collection[Target]) -> list[Held]:
    named = [(target, keys.alerts(target.subject, target.entity)) for target in targets]
    for start in range(0, len(named), _MANY):
        await shelf.fetch([key for _, key in named[start : start + _MANY]])
    found = [(target, shelf.document(key, Alerts)) for target, key in named]
    return [Held(target, alert) for target, alerts in found if alerts for alert in alerts.current]


def split_member(member: str) -> tuple[Target, str]:
    """Of an index of alerts: whom it is about, and its id."""
    target, _, alert = member.rpartition(":")
    return Target.read(target), alert
