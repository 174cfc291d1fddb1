"""Linnet's processes as the simulation runs them: the real composition of each, as far as it can do without a socket,
on the clients, the loop and the stores of the world."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import stamina._core
import structlog
import tenacity

import consumers.backfill
import consumers.delivery.desk
import consumers.delivery.mailbox
import consumers.intake
import consumers.projector
import consumers.relay
import streams.broker
import streams.faustapp
import streams.publisher
import streams.reading
from consumers.backfill import backfill
from consumers.clock import run_clock
from consumers.delivery.attempts import Attempts, Clock
from consumers.delivery.desk import Desk as DeliveryDesk
from consumers.delivery.destinations import Webhook
from consumers.delivery.mailbox import Mailbox
from consumers.delivery.parking import Park
from consumers.receiving.desk import Desk
from consumers.receiving.recent import Recent
from consumers.receiving.sending import Line
from consumers.relay import run_relay
from scoring.linkage.models import load_models
from scoring.state.connection import connect
from streams.publisher import Publisher
from streams.topics import AGENCY_TOPICS
from tests.soak.simulation.faust import SimulatedApp
from tests.soak.simulation.keys import KEYS
from tests.soak.simulation.loop import LIFE

if TYPE_CHECKING:
    from tests.soak.simulation.world import World

DESTINATION = "hub"
HOOK = Webhook(kind="webhook", url="https://hub.example/alerts", secret="HUB_SECRET", patience_hours=24)
MODELS = load_models()
_RECEIVED = [AGENCY_TOPICS[agency] for agency in AGENCY_TOPICS if agency.value in ("police", "ehr")]
# As consumers/receiving/serving.py sets it.
_KAFKA_SECONDS = 8
Main = Callable[["World"], Awaitable[None]]


async def receive(world: "World") -> None:
    line = Line(Publisher(world.settings, _KAFKA_SECONDS))
    world.door = (Desk(world.settings.partnership, Recent(world.settings, _RECEIVED), line), LIFE.get())
    await line.run()


async def take_in(world: "World") -> None:
    app: Any = consumers.intake.make_intake(world.settings)
    await app.run()


async def project(world: "World") -> None:
    app: Any = consumers.projector.make_projector(world.settings)
    await app.run()


async def relay(world: "World") -> None:
    await run_relay(world.settings, connect(world.settings.redis_url))


async def tick(world: "World") -> None:
    await run_clock(world.settings, world.calendar)


async def deliver(world: "World") -> None:
    clock = Clock(world.wall, world.chance.random)
    attempts = Attempts(DESTINATION, HOOK, world.receiver.take, clock)
    mailbox, park = Mailbox(world.settings, DESTINATION), Park(Publisher(world.settings))
    await DeliveryDesk(DESTINATION, HOOK, mailbox, attempts, park, world.wall).run()


async def rebuild(world: "World") -> None:
    """As ``linnet rebuild`` of one area, which ends when it is done."""
    area, number = world.to_rebuild
    redis = connect(world.settings.redis_url)
    await backfill(world.settings, redis, [area], True, f"rebuild-{number}", lambda *_: None)
    world.to_rebuild = ("", number)


MAINS: dict[str, Main] = {
    "receiving": receive,
    "intake": take_in,
    "projector-1": project,
    "projector-2": project,
    "relay": relay,
    "clock": tick,
    "delivery": deliver,
    "rebuild": rebuild,
}


def installed(world: "World") -> AbstractContextManager[Any]:
    """The seams. Everything else that these processes run is the code that runs in earnest."""
    stack = ExitStack()
    for module, name, instead in (
        (streams.publisher, "Producer", world.kafka.producer),
        (streams.broker, "Consumer", world.kafka.consumer),
        (streams.reading, "Consumer", world.kafka.consumer),
        (consumers.delivery.mailbox, "Consumer", world.kafka.consumer),
        (consumers.delivery.mailbox, "ThreadPoolExecutor", lambda *_, **__: SimpleNamespace(shutdown=lambda: None)),
        # In its own time, of which none passes while a thread waits.
        (consumers.delivery.mailbox, "patiently_blocking", lambda _: [nullcontext()]),
        (consumers.intake, "make_app", lambda _, name: SimulatedApp(world.loop, world.broker, world.chance, name)),
        (consumers.projector, "make_app", lambda _, name: SimulatedApp(world.loop, world.broker, world.chance, name)),
        (consumers.intake, "Keys", lambda _: KEYS),
        (consumers.projector, "Keys", lambda _: KEYS),
        (consumers.backfill, "Keys", lambda _: KEYS),
        (consumers.intake, "Watchdog", _no_watchdog),
        (consumers.projector, "Watchdog", _no_watchdog),
        (consumers.projector, "choose_models", lambda settings: dict.fromkeys(settings.partnership.areas, MODELS)),
        (consumers.backfill, "choose_models", lambda settings: dict.fromkeys(settings.partnership.areas, MODELS)),
        (consumers.relay, "_PAUSE_SECONDS", 1.0),
        (consumers.delivery.desk, "_POLL_SECONDS", 1.0),
        (streams.faustapp, "os", SimpleNamespace(_exit=world.exit)),
        (tenacity, "time", SimpleNamespace(monotonic=world.loop.time)),
        (stamina._core, "random", SimpleNamespace(uniform=world.chance.random.uniform)),
    ):
        stack.enter_context(patch.object(module, name, instead))
    before = structlog.get_config()
    structlog.configure(processors=[world.hear])
    stack.callback(structlog.configure, **before)
    return stack


def _no_watchdog(*_: Any) -> Any:
    return SimpleNamespace()
