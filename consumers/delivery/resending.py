from collections.abc import Callable
from datetime import datetime

from consumers.delivery.destinations import DailySummary
from consumers.delivery.means import Environment, Means
from consumers.delivery.parking import Held, mark_resent
from consumers.delivery.routes import Routes
from consumers.delivery.trust import open_trust
from consumers.delivery.webhook import make_client
from streams.errors import Invalid, Transient
from streams.publisher import Publisher
from streams.settings import Settings


async def resend(
    settings: Settings, routes: Routes, environment: Environment, due: list[Held], now: Callable[[], datetime]
) -> dict[str, str]:
    """Each is tried once, in the order in which they were parked; why those failed that did, by their id. A crash
    between delivery and mark sends one twice, under the same id."""
    publisher, failures = Publisher(settings), {}
    async with make_client(open_trust(settings)) as client:
        means = Means(settings, environment, client, now)
        for held in due:
            try:
                await _deliver(routes, means, held)
                mark_resent(publisher, held, now())
            except Invalid as fault:
                failures[held.id] = fault.reason
            except Transient as fault:
                failures[held.id] = str(fault)
    return failures


async def _deliver(routes: Routes, means: Means, held: Held) -> None:
    name = held.parking.destination
    destination = routes.destinations.get(name)
    if destination is None or isinstance(destination, DailySummary):
        raise Invalid("destination-unknown", f"the delivery file has no destination {name} any more")
    await means.sender(name, destination)(held.reopen())
