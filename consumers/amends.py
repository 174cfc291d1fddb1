"""What a rebuild has to tell although the log has long told of it: another version of Linnet, or other models, may find
an alert in the past that nobody was told of, or none where one was told. The relay passes over what comes from before
the last it relayed, for mostly that is known; so what stands is held against what was told last of each alert, and what
differs is told as of now.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import msgspec
import orjson
from redis.asyncio import Redis

from scoring.alerts.assessing import Target
from scoring.alerts.episodes import ENDED
from scoring.alerts.notices import AlertNews, hide_places
from scoring.alerts.wording import blunt
from scoring.outgoing import LogPoint, describe_finding, write_alert_again, write_news
from scoring.state import keys
from scoring.state.alerts_held import split_member
from scoring.state.area import AreaState, Changes
from scoring.state.documents import RESTRICTED, Alerts, Because, Entity
from scoring.state.holding import NOWHERE
from scoring.state.keys import Subject, in_area
from scoring.state.outbox import Entry
from scoring.state.scanning import read_stream
from scoring.state.store import AreaStore, Position, reach
from streams.broker import Watermarks
from streams.codes.alerts import Change
from streams.partitions import partition_of
from streams.reading import read_stretch
from streams.settings import Settings
from streams.topics import ALERTS

_FIRST, _PIECE = 1_000_000, 1_000
_BEGUN = frozenset({Change.RAISED.value, Change.REOPENED.value})
# The data of an event that told of an alert.
Said = dict[str, Any]


async def make_amends(settings: Settings, redis: Redis, area: str, position: Position | None) -> int:
    """Of an area that is held at ``position``, to which nobody else commits: how many events more it has to tell. A
    second time there are none. Raises :class:`streams.errors.Transient`, and :class:`streams.errors.Broken` where it
    stands elsewhere. Cost: all that there is of the area on ``alerts``, once."""
    if position is None or position.offset == NOWHERE:
        return 0
    store = AreaStore(redis, area)
    # However long Kafka lets us wait: a server that was killed meanwhile may have forgotten what we rest on.
    store.expect(position)
    relayed = (await reach(redis.get(in_area(area, keys.RELAYED))) or b"0-0").decode()
    # What waits is read before what was told, for it goes from there to here.
    waiting = await _read_waiting(redis, area, relayed)
    told = follow([*await asyncio.to_thread(_read_told, settings, area), *waiting])
    news = [*find_amends(told, await _read_standing(store))]
    point = LogPoint(area, position.partition, position.offset, position.moment)
    numbered = enumerate(news, _number_after(position.offset, relayed))
    entries = [Entry(point.offset, number, ALERTS.name, _write(point, number, each)) for number, each in numbered]
    if entries:
        await store.commit(Changes(), entries, position, position)
    return len(entries)


def _number_after(offset: int, relayed: str) -> int:
    """After all that one observation can tell, and after what was told so before."""
    at, _, number = relayed.partition("-")
    return max(_FIRST, int(number) + 1) if int(at) == offset else _FIRST


def _write(point: LogPoint, number: int, news: AlertNews | Said) -> bytes:
    return write_news(point, number, news)[1] if isinstance(news, AlertNews) else write_alert_again(point, number, news)


def follow(events: Iterable[bytes]) -> Mapping[str, Said]:
    """By alert, what was said of it last."""
    told = dict[str, Said]()
    for event in events:
        with suppress(ValueError, LookupError, TypeError):  # Invalid: it is nothing of ours
            said = orjson.loads(event)["data"]
            because = [Because(**each) for each in said["because"]]
            told[said["alert"]] = said | {"change": said["change"], "because": because}
    return told


def find_amends(told: Mapping[str, Said], stands: Mapping[str, AlertNews]) -> Iterator[AlertNews | Said]:
    """What brings whoever has heard what was ``told`` to what ``stands``, alert by alert."""
    for name, news in sorted(stands.items()):
        last, state = told[name]["change"] if name in told else None, news.alert.state
        if state in ENDED:
            changes = [state] if last is not None and last not in ENDED else []
        elif last is None or last in ENDED:
            begun = Change.RAISED.value if last is None else Change.REOPENED.value
            changes = [begun] if state in _BEGUN else [begun, state]
        else:
            changes = [] if last == state or {last, state} <= _BEGUN else [state]
        yield from (AlertNews(news.entity, msgspec.structs.replace(news.alert, state=change)) for change in changes)
    for name, said in sorted(told.items()):
        if name not in stands and said["change"] not in ENDED:
            # Whoever is gone may have been restricted.
            hidden = [describe_finding(blunt(each)) for each in said["because"]]
            yield {**said, "change": Change.WITHDRAWN.value, "because": hidden}


async def _read_waiting(redis: Redis, area: str, relayed: str) -> list[bytes]:
    """Alerts in the outbox that are not relayed yet and will be."""
    topic, pieces = ALERTS.name.encode(), read_stream(redis, in_area(area, keys.OUTBOX), _PIECE, relayed)
    return [fields[topic] async for entries in pieces for _, fields in entries if topic in fields]


def _read_told(settings: Settings, area: str) -> list[bytes]:
    partition, watermarks = partition_of(area, ALERTS.partitions), Watermarks(settings)
    try:
        low, high = watermarks.of(ALERTS.name, partition)
    finally:
        watermarks.close()
    read = read_stretch(settings, ALERTS.name, partition, low, high)
    return [message.value() or b"" for message in read if message.key() == area.encode()]


async def _read_standing(store: AreaStore) -> Mapping[str, AlertNews]:
    """All that the area has, open or ended, by their ids."""
    state = AreaState()
    await store.load(state, [keys.OPEN, keys.ENDED], whole=True)
    targets = sorted({split_member(member)[0] for key in (keys.OPEN, keys.ENDED) for member in state.scores[key]})
    stands = dict[str, AlertNews]()
    for start in range(0, len(targets), _PIECE):
        piece = targets[start : start + _PIECE]
        await store.load(state, [key for target in piece for key in (keys.alerts(*target), keys.entity(*target))])
        for target in piece:
            held = state.documents[keys.alerts(*target)]
            if isinstance(held, Alerts):
                found = {alert.id: AlertNews(target.entity, alert) for alert in held.current}
                stands |= {name: hide_places(news) for name, news in found.items()} if _hides(state, target) else found
    return stands


def _hides(state: AreaState, target: Target) -> bool:
    entity = state.documents[keys.entity(*target)]
    if not isinstance(entity, Entity):
        return True
    return target.subject is Subject.PERSON and entity.sensitivity >= RESTRICTED
