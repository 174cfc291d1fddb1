"""People at work with the console, over HTTP and signed in: each searches for somebody or an address, mistyped as
often as people do, opens what was found first, and an address from there."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import httpx

from api.pages.forms import TOKEN
from scoring.linkage.finding.doors import read_door
from streams.errors import Broken
from tests.bench.searching.filling import AREA, usual_name, usual_place
from tests.bench.searching.measuring import birth_of
from tests.bench.searching.mistyping import mistype
from tests.bench.users.county import County
from tests.signed_in import COOKIE

_HIT = re.compile(r'<h\d><a href="(/(?:persons|addresses)/[^"]+)"')
_LIVED = re.compile(r'href="(/addresses/[^"/]+)"')
_FORM = {"Sec-Fetch-Site": "same-origin"}
_WAIT = httpx.Timeout(60.0)
# One search in three is for an address; of searches for people half have the birth date, and one in three a slip.
_SLIPS, _ADDRESSES, _BORN = (0, 0, 1), 1 / 3, 1 / 2


@dataclass(frozen=True, slots=True)
class Seat:
    """Who is signed in: the cookie, and what each form brings."""

    session: str
    token: str


@dataclass(slots=True)
class Waited:
    """By what was asked for, the seconds each answer took."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    empty: int = 0


async def work(base: str, seats: Sequence[Seat], county: County, seconds: float, pause: float, seed: int) -> Waited:
    """All at once, each with ``pause`` seconds between two looks on average."""
    waited, end = Waited(), time.perf_counter() + seconds
    async with asyncio.TaskGroup() as group:
        for number, seat in enumerate(seats):
            user = _User(base, seat, county, pause, Random(f"{seed}/{number}"), waited)
            group.create_task(user.work(end))
    return waited


@dataclass(slots=True)
class _User:
    base: str
    seat: Seat
    county: County
    pause: float
    rng: Random
    waited: Waited

    async def work(self, end: float) -> None:
        async with httpx.AsyncClient(base_url=self.base, timeout=_WAIT) as client:
            client.cookies.set(COOKIE, self.seat.session)
            # Nobody starts on one stroke with all others.
            await asyncio.sleep(self.rng.random() * self.pause)
            while time.perf_counter() < end:
                await self._look_up(client)

    async def _look_up(self, client: httpx.AsyncClient) -> None:
        kind, text = self._draw()
        form = {"q": text, "area": AREA, TOKEN: self.seat.token}
        found = await self._ask(client, kind, client.build_request("POST", "/search", data=form, headers=_FORM))
        hit = _HIT.search(found)
        if hit is None:
            self.waited.empty += 1
            return
        page = await self._open(client, hit[1])
        if hit[1].startswith("/persons/") and (lived := _LIVED.search(page)):
            await self._open(client, lived[1])

    async def _open(self, client: httpx.AsyncClient, path: str) -> str:
        kind = "the page of a person" if path.startswith("/persons/") else "the page of an address"
        return await self._ask(client, kind, client.build_request("GET", path))

    async def _ask(self, client: httpx.AsyncClient, kind: str, request: httpx.Request) -> str:
        begun = time.perf_counter()
        answer = await client.send(request)
        self.waited.seconds[kind].append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise Broken(f"{kind} was answered with {answer.status_code}")
        await asyncio.sleep(self.rng.expovariate(1 / self.pause) if self.pause else 0.0)
        return answer.text

    def _draw(self) -> tuple[str, str]:
        rng = self.rng
        if rng.random() < _ADDRESSES:
            return "a search for an address", next(self._draw_address())
        return "a search for a person", next(self._draw_person())

    def _draw_person(self) -> Iterator[str]:
        while True:
            sought = self.rng.choice(self.county.people)
            given, family = usual_name(sought)
            if given and family:
                name = mistype(self.rng, f"{given} {family}", self.rng.choice(_SLIPS))
                yield f"{name} {birth_of(sought) if self.rng.random() < _BORN else ''}".strip()

    def _draw_address(self) -> Iterator[str]:
        while True:
            place = usual_place(self.rng.choice(self.county.places))
            if read_door(place.text).words:
                yield f"{mistype(self.rng, place.text, self.rng.choice(_SLIPS))} {place.postcode}".strip()
