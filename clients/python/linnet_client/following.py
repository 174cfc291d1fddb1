"""Alerts as they happen, for ever: a stream that ends, or breaks, is asked for again from where it was."""

import json
import time
from collections.abc import Generator, Iterator, Mapping
from typing import Any, NamedTuple

import httpx
from httpx_sse import connect_sse

from linnet_client.faults import Refused, read_refusal

# Linnet is heard of each ten seconds, also when there is nothing to say.
_TIMEOUT = httpx.Timeout(10.0, read=30.0)
_PAUSE_SECONDS = 3.0
# An answer that says when to ask again is no refusal.
_LATER = (429, 503)


class Heard(NamedTuple):
    """``place``: to go on after it. ``change``: the event as it is on Kafka's topic `alerts`; None where only ``live``
    changed: whether what happens is heard of at once."""

    place: str
    live: bool
    change: dict[str, Any] | None


def follow(client: httpx.Client, path: str, query: Mapping[str, Any], place: str) -> Generator[Heard, None, None]:
    joined: bool | None = None
    while True:
        pause = _PAUSE_SECONDS
        try:
            for reached, heard in _listen(client, path, query, place):
                place = reached
                if joined is False:
                    yield Heard(place, True, None)
                joined = True
                if heard:
                    yield heard
        except httpx.TransportError:
            if joined is None:
                raise
        except Refused as refused:
            if refused.status not in _LATER:
                raise
            pause = refused.retry_after or pause
        if joined:
            joined = False
            yield Heard(place, False, None)
        time.sleep(pause)


def _listen(
    client: httpx.Client, path: str, query: Mapping[str, Any], place: str
) -> Iterator[tuple[str, Heard | None]]:
    """One connection, to its end; from where to go on, and what was heard there."""
    asked = {"Last-Event-ID": place} if place else {}
    with connect_sse(client, "GET", path, params=query, headers=asked, timeout=_TIMEOUT) as source:
        if not source.response.is_success:
            source.response.read()
            raise read_refusal(source.response)
        for event in source.iter_sse():
            place = event.id or place
            yield place, _read(place, event.event, event.data) if event.data else None


def _read(place: str, name: str, data: str) -> Heard:
    said: dict[str, Any] = json.loads(data)
    return Heard(place, bool(said["live"]), None) if name == "connection" else Heard(place, True, said)
