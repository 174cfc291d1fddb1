"""All destinations of the routes file, side by side."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from random import Random
from typing import Any

from consumers.delivery.attempts import AT_ONCE, Attempts, Clock
from consumers.delivery.daily import Daily
from consumers.delivery.desk import Desk
from consumers.delivery.destinations import DailySummary
from consumers.delivery.mailbox import Mailbox
from consumers.delivery.means import Environment, Means
from consumers.delivery.parking import Park
from consumers.delivery.routes import Routes, read_routes
from consumers.delivery.trust import open_trust
from consumers.delivery.webhook import make_client
from consumers.headway import Headway
from streams import metrics
from streams.broker import Watermarks
from streams.errors import LinnetError
from streams.logs import log
from streams.publisher import Publisher
from streams.settings import Settings
from streams.topics import ALERTS

_Work = Coroutine[Any, Any, None]
_THREADS = 2 * AT_ONCE
_LOOK_SECONDS = 15.0


async def run_delivery(
    settings: Settings, environment: Environment, random: Random, now: Callable[[], datetime]
) -> None:
    """For ever. Raises :class:`Broken` for a routes file that cannot be followed. Without one it does nothing, so that
    it can run everywhere before anybody has said whom to tell."""
    if settings.delivery_file is None:
        log.warning("nobody is told of alerts", reason="LINNET_DELIVERY_FILE is not set")
        await asyncio.Event().wait()
        return
    routes = read_routes(settings.delivery_file, settings.partnership, environment)
    # Names are looked up in these threads, and a lookup that fails blocks one for many seconds.
    threads = ThreadPoolExecutor(_THREADS * (1 + len(routes.destinations)))
    asyncio.get_running_loop().set_default_executor(threads)
    async with make_client(open_trust(settings)) as client:
        means = Means(settings, environment, client, now)
        await _run_all(list(_open(routes, means, Park(Publisher(settings)), Clock(now, random))))


def _open(routes: Routes, means: Means, park: Park, clock: Clock) -> Iterator[_Work]:
    for name, destination in routes.destinations.items():
        if isinstance(destination, DailySummary):
            yield Daily(means.settings, name, destination, means.post(), clock).run()
        else:
            attempts = Attempts(name, destination, means.sender(name, destination), clock)
            mailbox = Mailbox(means.settings, name)
            yield _watch(Headway(Watermarks(means.settings), ALERTS, metrics.ALERTS_READ.labels(name)), name, mailbox)
            yield Desk(name, destination, mailbox, attempts, park, clock.now).run()


async def _watch(headway: Headway, name: str, mailbox: Mailbox) -> None:
    """For ever; from the start, so that one that is never given anything is told of too."""
    moment = metrics.ALERTS_READ.labels(name)
    moment.set(time.time())
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        if mailbox.paused:  # so much waits already, which is told of by since when
            moment.set(time.time())
        else:
            await asyncio.to_thread(headway.look, dict(mailbox.reached))


async def _run_all(works: list[_Work]) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except* LinnetError as faults:
        raise _first(faults) from faults


def _first(faults: BaseExceptionGroup[LinnetError]) -> LinnetError:
    fault: BaseException = faults
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    assert isinstance(fault, LinnetError)
    return fault
