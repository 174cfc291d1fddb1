"""The Faust app as Linnet uses it. Each setting has a defect or a promise behind it; see the decision record
``0003-faust-as-found-sound`` for what was run and seen.
"""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Iterator
from contextlib import contextmanager
from typing import Any

import faust

from streams.assigning import TableAssignor
from streams.broker import Place
from streams.errors import LinnetError
from streams.fetching import PromptApp
from streams.logs import log
from streams.settings import Settings

# A moment for more messages to come before a batch is closed: an eighth of the latency we promise, and it
# turns batches of a dozen under load into batches of hundreds, each of which costs one round trip to Redis.
_LINGER_SECONDS = 0.01


def make_app(settings: Settings, name: str) -> faust.App:
    datadir = settings.data_dir / "faust" / name
    datadir.mkdir(parents=True, exist_ok=True)
    return PromptApp(
        f"linnet-{name}",
        broker=[f"aiokafka://{server}" for server in settings.kafka_bootstrap.split(",")],
        broker_credentials=_credentials(settings),
        processing_guarantee="at_least_once",  # exactly_once: faust#440, #517, #323; Redis is outside it anyway
        agent_supervisor="mode.CrashingSupervisor",  # the default restarts an agent past the event it failed on
        stream_wait_empty=True,  # False acknowledges what a stop interrupts
        broker_commit_interval=1.0,
        broker_commit_every=1000,
        broker_max_poll_records=500,  # unlimited starves heartbeats: robinhood/faust#402
        broker_session_timeout=15,
        # A worker that comes back under its own name gets its partitions at once; under a new one the broker
        # first waits until the old one's session has run out.
        consumer_group_instance_id=f"{name}-{settings.instance}",
        PartitionAssignor=TableAssignor,
        broker_request_timeout=90,
        stream_buffer_maxsize=2048,
        consumer_auto_offset_reset="earliest",
        key_serializer="raw",
        value_serializer="raw",  # decoded in the loop: a bad byte inside Faust ends the stream silently
        store="memory://",
        table_standby_replicas=0,
        topic_disable_leader=True,
        topic_allow_declare=False,  # made and checked beforehand: streams/broker.py
        web_enabled=False,  # it would bind 0.0.0.0 and serve tables
        cython_optimizations=False,
        datadir=datadir,
    )


def _credentials(settings: Settings) -> faust.SASLCredentials | None:
    if not settings.kafka_username:
        return None
    # Without an SSL context of our own Faust speaks SASL_PLAINTEXT, and does not say so (faust/auth.py).
    context = ssl.create_default_context(cafile=settings.kafka_ca_file)
    return faust.SASLCredentials(
        username=settings.kafka_username,
        password=settings.kafka_password.get_secret_value(),
        mechanism="SCRAM-SHA-512",
        ssl_context=context,
    )


async def micro_batches(stream: Any, limit: int) -> AsyncIterator[list[Any]]:
    """Events in lists of 1 to ``limit``, in order, none acknowledged: whoever takes a batch acknowledges its
    events, in order, once their effects are safe.

    ``take()`` would acknowledge a batch whatever became of it, and swallows decode errors (robinhood/faust#586).
    """
    batch: list[Any] = []
    lingered = False
    async for event in stream.noack().events():
        batch.append(event)
        if not lingered and len(batch) < limit and stream.channel.queue.empty():
            lingered = True  # once: at a hundred events a second something always comes within a linger
            await asyncio.sleep(_LINGER_SECONDS)
        if len(batch) >= limit or stream.channel.queue.empty():
            yield batch
            batch, lingered = [], False


@contextmanager
def ending_on_errors() -> Iterator[None]:
    """Around the work of an agent: an error of ours ends the process at once, with its exit code.

    Left to Faust it would be wrapped, retried by a supervisor or logged with the arguments it concerns, and an
    orderly stop would commit what is acknowledged meanwhile. Nothing that is unfinished is acknowledged here.
    """
    try:
        yield
    except LinnetError as fault:
        log.critical("ending", kind=type(fault).__name__, reason=str(fault))
        os._exit(fault.exit_code)


async def repeat(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """For ever, so often; an error of ours ends the process."""
    while True:
        await asyncio.sleep(seconds)
        with ending_on_errors():
            await work()


async def work_off(
    stream: Any, limit: int, work: Callable[[list[Any]], Awaitable[None]], halted: Container[Place] = ()
) -> None:
    """All that an agent of ours does: a batch's messages to ``work``, and acknowledged in order once it returns. Those
    of places that are ``halted`` by then stay in Kafka for whoever is started next."""
    async for batch in micro_batches(stream, limit):
        with ending_on_errors():
            await work([event.message for event in batch])
        for event in batch:
            if (event.message.topic, event.message.partition) in halted:
                # A rebalance and a stop would wait for it (faust/transport/consumer.py, ``wait_empty``).
                stream.app.consumer.unacked.discard(event.message)
            else:
                await stream.ack(event)


def run_worker(app: faust.App) -> None:
    """Until told to stop; raises SystemExit, non-zero when the app crashed."""
    worker = faust.Worker(app, loglevel="WARN", override_logging=False, redirect_stdouts=False)
    worker.execute_from_commandline()
