"""From the moment an agency produces an event until the API answers with it, under a steady flow.

Each event is about a person and an address that nobody has heard of. A sample of them is looked for over HTTP
from the moment of producing on, by turns by name and by address; what the looking costs is in the figures.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

import httpx

from streams.settings import Settings
from tests.bench.cpu import Spent
from tests.bench.figures import Aim, Figure, Section, rank
from tests.bench.ground import Ground
from tests.bench.pacing import send_evenly
from tests.bench.searching.watching import LOST_SECONDS, Seen, search
from tests.bench.stamps import find_end, read_stamps
from tests.bench.strangers import AREA, meet
from tests.signed_in import cookies_at

Now = Callable[[], datetime]

_AIM = Aim(250, at_least=False)
_SAMPLES_PER_SECOND = 10
# The API's and the workers' first requests of a kind are slower; the flow runs for so long before samples count.
_LEAD_SECONDS = 2
# A search lasts as long as the latency; with so many at once none waits for a thread.
_SEARCHES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Flow:
    """Events per second, for how many seconds after the lead-in."""

    rate: int
    seconds: int

    @property
    def count(self) -> int:
        return self.rate * (_LEAD_SECONDS + self.seconds)

    def counts(self, number: int) -> bool:
        """Whether this event is one of the sample."""
        # An odd step, so that events looked for by name and by address take turns.
        step = max(self.rate // _SAMPLES_PER_SECOND - 1, 1) | 1
        return number % step == 0


@dataclass(slots=True)
class Sent:
    """Event id to when it was handed to the Kafka client, Unix seconds; and the searches for some of them."""

    at: dict[str, float] = field(default_factory=dict)
    searches: list[Future[Seen]] = field(default_factory=list)


def measure_latency(ground: Ground, flow: Flow, now: Now) -> list[Section]:
    settings, lead = ground.settings, flow.rate * _LEAD_SECONDS
    start, meter = find_end(settings, AREA), ground.meter()
    sent = _run(settings, flow, now)
    spent = meter.spent()
    seen = [one for one in (future.result() for future in sent.searches) if one.number >= lead]
    stamps = read_stamps(settings, AREA, start)
    logged = sorted((stamps[event] - at) * 1000 for event, at in list(sent.at.items())[lead:])
    return [
        Section(_title(flow, spent, len(seen)), _write_latency(seen, logged)),
        Section("Latency: processor time", spent.figures(flow.count)),
    ]


def _title(flow: Flow, spent: Spent, looked_for: int) -> str:
    return f"Latency at {flow.count / spent.wall:.0f} events/s for {flow.seconds} s, {looked_for} of them looked for"


def _write_latency(seen: list[Seen], logged: list[float]) -> list[Figure]:
    times = sorted(one.seconds * 1000 for one in seen)
    return [
        Figure("produce to visible in the API, median", rank(times, 0.5), "ms"),
        Figure("produce to visible in the API, 99th percentile", rank(times, 0.99), "ms", _AIM),
        Figure("produce to visible in the API, longest", times[-1], "ms"),
        Figure("of which produce to in the log (intake), all events, median", rank(logged, 0.5), "ms"),
        Figure("of which produce to in the log (intake), all events, 99th percentile", rank(logged, 0.99), "ms"),
        Figure("of which the answer that has it, median", median(one.answer * 1000 for one in seen), "ms"),
        Figure("requests for each event looked for", sum(one.asked for one in seen) / len(seen), "requests"),
        Figure("requests answered with 503: overtaken by commits", sum(one.refused for one in seen), "requests"),
    ]


def _run(settings: Settings, flow: Flow, now: Now) -> Sent:
    limits = httpx.Limits(max_connections=_SEARCHES_AT_ONCE, max_keepalive_connections=_SEARCHES_AT_ONCE)
    address = f"http://{settings.api_host}:{settings.api_port}"
    with (
        httpx.Client(base_url=address, cookies=cookies_at(settings), timeout=LOST_SECONDS, limits=limits) as client,
        ThreadPoolExecutor(_SEARCHES_AT_ONCE) as searches,
    ):
        return _produce(settings, flow, now, client, searches)


def _produce(settings: Settings, flow: Flow, now: Now, client: httpx.Client, searches: ThreadPoolExecutor) -> Sent:
    sent, strangers = Sent(), (meet(number, now()) for number in range(flow.count))
    for number, (stranger, since) in enumerate(send_evenly(settings, flow.rate, strangers, lambda one: one.message)):
        sent.at[stranger.id] = time.time()
        if flow.counts(number):
            sent.searches.append(searches.submit(search, client, stranger, number, since))
    return sent
