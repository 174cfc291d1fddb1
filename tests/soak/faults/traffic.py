"""People and agencies who go on whatever happens: they ask and send again until they are answered, and keep count."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson

from streams.errors import Transient
from streams.settings import Settings
from tests.integration.posting import TOKEN
from tests.signed_in import COOKIE, Somebody, sign_in_at
from tests.soak.faults.homes import Events, tell_of

_BATCH = "application/cloudevents-batch+json"
_PAUSE_SECONDS = 0.2
_PATIENCE_SECONDS = 10.0
_HOMES = 10


def _open_client() -> httpx.Client:
    """A connection for each request, as strangers have."""
    return httpx.Client(timeout=_PATIENCE_SECONDS, limits=httpx.Limits(max_keepalive_connections=0))


@dataclass(slots=True)
class Sender:
    """``acknowledged``: the ids of events of which we were told that they are safe; ``again``: what had to be sent
    again, for there was no answer, or one that said so."""

    port: int
    acknowledged: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    again: int = 0
    _client: httpx.Client = field(default_factory=_open_client)

    def send(self, events: Events) -> None:
        """Returns when all were accepted."""
        while not self._try(events):
            self.again += 1
            time.sleep(_PAUSE_SECONDS)

    def _try(self, events: Events) -> bool:
        words = {"authorization": f"Bearer {TOKEN}", "content-type": _BATCH}
        try:
            address = f"http://127.0.0.1:{self.port}/v1/events"
            answer = self._client.post(address, content=orjson.dumps(events), headers=words)
        except httpx.HTTPError:  # no answer, or half of one
            return False
        if answer.status_code != 202:
            return False
        for item in answer.json()["items"]:
            (self.refused if item["outcome"] == "refused" else self.acknowledged).update(item["ids"])
        return True


@dataclass(slots=True)
class Looker:
    """``shown``: how many answers they were given."""

    settings: Settings
    port: int
    name: str
    shown: int = 0
    withheld: int = 0
    _session: str = ""
    _client: httpx.Client = field(default_factory=_open_client)

    def look(self, area: str, words: str) -> bool:
        answer = self._ask(area, words)
        if answer is not None and answer.status_code == 200:
            self.shown += 1
            return True
        self.withheld += 1
        if answer is None or answer.status_code == 401:
            self._session = ""
        return False

    def _ask(self, area: str, words: str) -> httpx.Response | None:
        try:
            self._session = self._session or self._sign_in()
            address, cookie = f"http://127.0.0.1:{self.port}/v1/persons/search", f"{COOKIE}={self._session}"
            return self._client.post(address, json={"q": words, "area": area}, headers={"cookie": cookie})
        except (httpx.HTTPError, Transient):
            return None

    def _sign_in(self) -> str:
        # Straight into Redis, past what is harmed.
        return sign_in_at(
            self.settings.redis_url, self.settings, lambda: datetime.now(UTC), Somebody(subject=self.name)
        )


class Traffic:
    """Some events a second over all areas, and two looks; from enter to exit, which waits for the last answer."""

    def __init__(self, areas: list[str], sender: Callable[[], Sender], looker: Looker, rate: float) -> None:
        self._areas, self._rate, self.looker = areas, rate, looker
        self.senders = [sender() for _ in areas]
        self._done = threading.Event()
        self._threads = [
            threading.Thread(target=self._send, args=(number,), daemon=True) for number in range(len(areas))
        ]
        self._threads.append(threading.Thread(target=self._look, daemon=True))

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        self._done.set()
        for thread in self._threads if kind is None else ():
            thread.join(120)
            assert not thread.is_alive(), "somebody still waits for an answer"

    @property
    def acknowledged(self) -> dict[str, set[str]]:
        return {area: sender.acknowledged for area, sender in zip(self._areas, self.senders, strict=True)}

    def _send(self, number: int) -> None:
        area, sender = self._areas[number], self.senders[number]
        first, pause = (number + 1) * 10_000, _HOMES * len(self._areas) / self._rate
        while not self._done.is_set():
            for events in tell_of(area, first, _HOMES):
                sender.send(events)
                self._done.wait(pause)
            first += _HOMES

    def _look(self) -> None:
        while not self._done.wait(0.5):
            self.looker.look(self._areas[0], "Ashby")
