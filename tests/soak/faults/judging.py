"""What must hold once it is quiet, whatever was done to it meanwhile."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import orjson

from infra.commands import digest_areas, replay
from scoring.batches import Step, run_batch
from scoring.observed import read_observed
from scoring.outgoing import LogPoint
from scoring.pipeline import prepare
from scoring.state.outbox import Entry
from streams.reading import read_topic
from streams.settings import Settings
from streams.topics import ALERTS, AUDIT, DEAD_LETTERS
from tests.integration.knowledge import read_knowledge
from tests.integration.roles import await_quiet
from tests.laws.memory import MODELS, MemoryStore
from tests.logs import read_log
from tests.soak.faults.ground import Ground
from tests.soak.faults.traffic import Looker, Sender

_BATCH = 200
T = TypeVar("T")


@dataclass(slots=True)
class Verdict:
    """``faults`` in words; the rest for the record."""

    acknowledged: int = 0
    shown: int = 0
    alerts: int = 0
    repeated: int = 0
    sent_again: int = 0
    faults: list[str] = field(default_factory=list)

    def hold(self, true: bool, otherwise: str) -> None:
        if not true:
            self.faults.append(otherwise)


def judge(
    ground: Ground, senders: Iterable[Sender], lookers: Iterable[Looker], letters: int = 0, seconds: float = 180
) -> Verdict:
    """Waits until it is quiet, stops Linnet, plays the log again by the pure core, and rebuilds."""
    senders, lookers, settings = list(senders), list(lookers), ground.settings
    ground.end("clock")
    await_quiet(settings, seconds)
    played = {area: Played() for area in ground.areas}
    asyncio.run(play(settings, played))
    expected = [event for area in ground.areas for event in played[area].told()]
    _await_all("told on Kafka", set(expected), lambda: set(read_alerts(settings)), seconds)
    wanted = {orjson.loads(event)["id"] for event in expected}
    _await_all("delivered", wanted, lambda: set(ground.receiver.ids), seconds)
    for name in list(ground.workers):
        ground.end(name)
    verdict = Verdict(sent_again=sum(one.again for one in senders))
    _judge_log(verdict, senders, played)
    _judge_knowledge(verdict, ground, played)
    _judge_alerts(verdict, ground, expected)
    _judge_looks(verdict, settings, lookers)
    refused = sum(1 for _ in read_topic(settings, DEAD_LETTERS))
    verdict.hold(refused == letters, f"{refused} messages were refused by intake, not {letters}")
    return verdict


def _await_all(what: str, wanted: set[T], read: Callable[[], set[T]], seconds: float) -> None:
    end = time.monotonic() + seconds
    while missing := wanted - read():
        assert time.monotonic() < end, f"{len(missing)} of {len(wanted)} changes of alerts were not {what}"
        time.sleep(0.2)


class Played:
    """An area as the pure core makes it of the log, each event once."""

    def __init__(self) -> None:
        self.store, self.entries = MemoryStore(), list[Entry]()
        self.ids, self.left = Counter[str](), list[Step]()

    def told(self) -> list[bytes]:
        return [entry.event for entry in self.entries if entry.topic == ALERTS.name]


async def play(settings: Settings, played: dict[str, Played]) -> None:
    for message, event in read_log(settings):
        observed = read_observed(event)
        area = played[observed.area]
        area.ids[orjson.loads(event)["id"]] += 1
        point = LogPoint(observed.area, message.partition() or 0, message.offset() or 0, message.timestamp()[1])
        area.left.append(Step(prepare(observed), point))
    for area in played.values():
        left = iter(area.left)
        while batch := list(islice(left, _BATCH)):
            changes, entries = await run_batch(batch, area.store, MODELS)
            area.store.commit(changes)
            area.entries += entries


def read_alerts(settings: Settings) -> list[bytes]:
    """What was told again left out."""
    return list(dict.fromkeys(message.value() or b"" for message in read_topic(settings, ALERTS)))


def _judge_log(verdict: Verdict, senders: list[Sender], played: dict[str, Played]) -> None:
    safe = {event for sender in senders for event in sender.acknowledged}
    refused = {event for sender in senders for event in sender.refused}
    verdict.acknowledged = len(safe)
    logged = {event for area in played.values() for event in area.ids}
    verdict.hold(safe <= logged, f"{len(safe - logged)} acknowledged events are not in the log")
    verdict.hold(not refused, f"{len(refused)} events were refused")


def _judge_knowledge(verdict: Verdict, ground: Ground, played: dict[str, Played]) -> None:
    settings = ground.settings
    for area in ground.areas:
        known, expected = read_knowledge(settings, area), played[area].store.knowledge()
        differing = [key for key in {*known, *expected} if known.get(key) != expected.get(key)]
        verdict.hold(not differing, f"{area}: {len(differing)} of {len(expected)} keys differ from the log's own")
    disturbed = asyncio.run(digest_areas(settings, ground.areas)).whole
    asyncio.run(replay(settings, ground.areas, empty=True, move=lambda *_: None))
    undisturbed = asyncio.run(digest_areas(settings, ground.areas)).whole
    verdict.hold(disturbed == undisturbed, "the digest differs from that of an undisturbed play of the log")


def _judge_alerts(verdict: Verdict, ground: Ground, expected: list[bytes]) -> None:
    told = read_alerts(ground.settings)
    verdict.hold(len(told) == len(expected), f"{len(told)} alerts were told, and the log has {len(expected)}")
    by_alert: dict[str, list[str]] = {}
    for event in map(orjson.loads, expected):
        by_alert.setdefault(event["data"]["alert"], []).append(event["id"])
    heard = ground.receiver.once()
    strangers = set(heard) - {event for ids in by_alert.values() for event in ids}
    verdict.hold(not strangers, f"{len(strangers)} alerts were delivered that the log does not have")
    place = {event: number for number, event in enumerate(heard)}
    disordered = [ids for ids in by_alert.values() if [place[one] for one in ids] != sorted(place[one] for one in ids)]
    verdict.hold(not disordered, f"of {len(disordered)} alerts the changes were delivered out of order")
    verdict.alerts, verdict.repeated = len(expected), len(ground.receiver.ids) - len(heard)


def _judge_looks(verdict: Verdict, settings: Settings, lookers: list[Looker]) -> None:
    looks: dict[str, set[str]] = {looker.name: set() for looker in lookers}
    for message in read_topic(settings, AUDIT):
        said = orjson.loads(message.value() or b"{}")["data"]
        looks.setdefault(said["viewer"]["subject"], set()).add(said["look"])
    for looker in lookers:
        verdict.shown += looker.shown
        kept = len(looks[looker.name])
        verdict.hold(kept >= looker.shown, f"{looker.shown} answers were given, and {kept} looks are in the audit")
