"""The composition root of each process."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from datetime import datetime
from random import Random

from scoring.state.connection import connect
from scoring.state.opening import open_redis
from streams.broker import check_topics
from streams.certificates import read_ends
from streams.credentials import read_environment
from streams.errors import Broken
from streams.logs import log
from streams.metrics import CERTIFICATE_ENDS, STARTED, serve_metrics
from streams.settings import Settings
from streams.spans import start_spans

Now = Callable[[], datetime]


def run_role(role: str, settings: Settings, now: Now) -> None:
    """Until it is told to stop. Raises :class:`Broken` for topics that are not as the table says."""
    if role not in _ROLES:
        raise Broken(f"no such process: {role}; there are {', '.join(_ROLES)}")
    end_when_told()
    check_topics(settings)
    STARTED.set(now().timestamp())
    for setting, end in read_ends(settings).items():
        CERTIFICATE_ENDS.labels(setting).set(end)
    serve_metrics(settings.metrics_port, settings.metrics_host)
    rest_collector()
    start_spans(settings, role)
    log.info("starting", process=role)
    _ROLES[role](settings, now)


def end_when_told() -> None:
    """On SIGTERM, at once: nothing has to be put in order, as nothing has after kill -9. But whoever is the first
    process of a container, and has said nothing about the signal, does not get it, and is killed when its grace is
    over. Faust and uvicorn say something else of their own."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))


def rest_collector(young: int = 100_000) -> None:
    """Half a million short-lived objects pass through a worker in a second, none in a cycle: at its defaults the
    collector took a seventh of the projector's time looking for garbage that is not there. ``young``: after how many
    new objects it looks at them; at 100,000 everything waits up to 110 ms for it, at 2,000 up to 4, for as much in
    all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(young, 50, 100)


def _clock(settings: Settings, now: Now) -> None:
    from consumers.clock import run_clock

    asyncio.run(run_clock(settings, now))


def _intake(settings: Settings, _now: Now) -> None:
    from consumers.intake import make_intake
    from streams.faustapp import run_worker

    run_worker(make_intake(settings))


def _projector(settings: Settings, _now: Now) -> None:
    from consumers.projector import make_projector
    from streams.faustapp import run_worker

    run_worker(make_projector(settings))


def _relay(settings: Settings, _now: Now) -> None:
    from consumers.relay import run_relay
    from consumers.servers import watch_servers

    redis = connect(settings.redis_url)

    async def run() -> None:
        await asyncio.gather(run_relay(settings, redis), watch_servers(settings, redis))

    asyncio.run(run())


def _tracing(settings: Settings, now: Now) -> None:
    from consumers.tracing.running import run_tracing

    asyncio.run(run_tracing(settings, open_redis(settings), now))


def _monitoring(settings: Settings, now: Now) -> None:
    from consumers.monitoring.running import run_monitoring

    asyncio.run(run_monitoring(settings, open_redis(settings), now))


def _auditing(settings: Settings, now: Now) -> None:
    from consumers.auditing.running import run_auditing

    asyncio.run(run_auditing(settings, open_redis(settings), now))


def _erasing(settings: Settings, now: Now) -> None:
    from consumers.erasing.running import run_erasing

    asyncio.run(run_erasing(settings, open_redis(settings), now))


def _delivery(settings: Settings, now: Now) -> None:
    from consumers.delivery.running import run_delivery

    asyncio.run(run_delivery(settings, read_environment(os.environ), Random(), now))


def _feeds(settings: Settings, now: Now) -> None:
    from consumers.feeds.running import run_feeds
    from infra.feeds.senders_file import load_senders

    asyncio.run(run_feeds(settings, load_senders(settings), open_redis(settings), now))


def _receiving(settings: Settings, now: Now) -> None:
    from consumers.receiving.serving import run_receiving
    from infra.feeds.senders_file import load_senders

    asyncio.run(run_receiving(settings, lambda: load_senders(settings), now))


def _api(settings: Settings, _now: Now) -> None:
    from api.serve import run_api

    # Again, for what was loaded since; and somebody waits for each answer.
    rest_collector(young=2_000)
    run_api(settings)


_ROLES: dict[str, Callable[[Settings, Now], None]] = {
    "clock": _clock,
    "intake": _intake,
    "projector": _projector,
    "relay": _relay,
    "tracing": _tracing,
    "monitoring": _monitoring,
    "auditing": _auditing,
    "erasing": _erasing,
    "delivery": _delivery,
    "feeds": _feeds,
    "receiving": _receiving,
    "api": _api,
}
