"""Asking the API for somebody, again and again, until it knows of them."""

import time
from dataclasses import dataclass
from typing import Any

import httpx

from streams.errors import Broken
from tests.bench.strangers import AREA, Stranger

LOST_SECONDS = 30.0
_POLL_SECONDS = 0.005
# Of the time so far: so a machine that is too slow is not asked ever more by those who wait for it. What is measured is
# at most by so much too long.
_POLL_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Seen:
    """``number`` of the event, ``seconds`` from produce to the end of the answer that has it, of which ``answer`` for
    that answer alone; requests, and how many were refused (503)."""

    number: int
    seconds: float
    answer: float
    asked: int
    refused: int


def search(client: httpx.Client, stranger: Stranger, number: int, since: float) -> Seen:
    asked = refused = 0
    while True:
        asking = time.perf_counter()
        answer = client.post(stranger.path, json={"q": stranger.words, "area": AREA})
        answered = time.perf_counter()
        seconds = answered - since
        asked += 1
        if answer.status_code == 200 and _has(answer.json(), stranger):
            return Seen(number, seconds, answered - asking, asked, refused)
        if answer.status_code not in (200, 503) or seconds > LOST_SECONDS:
            raise Broken(f"the API answered {answer.status_code} after {seconds:.1f} s, without the event")
        refused += answer.status_code == 503
        time.sleep(max(_POLL_SECONDS, _POLL_SHARE * seconds))


def _has(answer: dict[str, Any], stranger: Stranger) -> bool:
    """Others whose names are like it are found as well; capitals are as Linnet writes them: McBride."""
    shown = [one["person"]["name"] if "person" in one else one["address"]["text"] for one in answer["results"]]
    return stranger.shown.casefold() in [one.casefold() for one in shown]
