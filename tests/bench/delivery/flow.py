"""A steady flow of alerts onto Kafka, and when each came out at the other ends."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import orjson

from streams.codes.alerts import Change
from streams.errors import Broken
from streams.settings import Settings
from tests.alerting import AREA, to_kafka, write_alert
from tests.bench.pacing import send_evenly
from tests.signed_in import cookies_at

_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Alerts per second, for how many seconds."""

    rate: int
    seconds: int

    @property
    def count(self) -> int:
        return self.rate * self.seconds


@dataclass(slots=True)
class Seen:
    """Event id to when it was first there, on this process's clock."""

    at: dict[str, float] = field(default_factory=dict)
    ready: threading.Event = field(default_factory=threading.Event)

    def note(self, event_id: str) -> None:
        self.at.setdefault(event_id, time.perf_counter())


def produce(settings: Settings, flow: Flow, first: int, change: Change = Change.RAISED) -> dict[str, float]:
    """Event id to when it was handed to the Kafka client."""
    events = [write_alert(first + number, change) for number in range(flow.count)]
    return {event.id: at for event, at in send_evenly(settings, flow.rate, events, to_kafka, linger_ms=2)}


@contextmanager
def watching(settings: Settings, count: int) -> Iterator[list[Seen]]:
    """So many streams of the API at once, each read by a thread."""
    watchers, stop = [Seen() for _ in range(count)], threading.Event()
    threads = [threading.Thread(target=_watch, args=(settings, seen, stop), daemon=True) for seen in watchers]
    for thread in threads:
        thread.start()
    if not all(seen.ready.wait(_PATIENCE_SECONDS) for seen in watchers):
        raise Broken("a stream was not opened; the figures would be of no use")
    yield watchers
    stop.set()


def _watch(settings: Settings, seen: Seen, stop: threading.Event) -> None:
    address = f"http://{settings.api_host}:{settings.api_port}/v1/areas/{AREA}/alerts/stream"
    with httpx.stream("GET", address, cookies=cookies_at(settings), timeout=_PATIENCE_SECONDS) as answer:
        for line in answer.iter_lines():
            if line.startswith("id: "):
                seen.ready.set()
            elif line.startswith("data: "):
                seen.note(orjson.loads(line[6:])["id"])
            if stop.is_set():
                return


def await_all(sent: dict[str, float], watchers: list[Seen]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while any(sent.keys() - seen.at.keys() for seen in watchers):
        if time.monotonic() > end:
            raise Broken(f"not every alert arrived within {_PATIENCE_SECONDS:g} s")
        time.sleep(0.05)


def await_up(settings: Settings) -> None:
    """Until the API answers. Whether areas are ready does not matter here: nothing projects."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not _is_up(f"http://{settings.api_host}:{settings.api_port}/healthz"):
        if time.monotonic() > end:
            raise Broken(f"the API was not up after {_PATIENCE_SECONDS:g} s")
        time.sleep(0.1)


def _is_up(address: str) -> bool:
    try:
        return httpx.get(address).status_code == 200
    except httpx.TransportError:  # not listening yet
        return False
