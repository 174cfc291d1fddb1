"""The composition of the process: senders, Kafka, the socket with its TLS, and the further listeners."""

import asyncio
import resource
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from consumers.feeds.book import Book
from consumers.feeds.folders import Folders
from consumers.feeds.kin import Kin
from consumers.feeds.senders import Sender
from consumers.receiving.app import create_app
from consumers.receiving.channels import open_channel
from consumers.receiving.connections import MAX_CONNECTIONS, Connection
from consumers.receiving.credentials import Credentials
from consumers.receiving.desk import Desk
from consumers.receiving.door import Door, Options
from consumers.receiving.formats import FORMATS, LISTENERS, read_options
from consumers.receiving.gate import Gate
from consumers.receiving.office import Office
from consumers.receiving.recent import Recent
from consumers.receiving.renewing import Reread, follow_senders
from consumers.receiving.sending import Line
from consumers.receiving.summing import Summing
from streams.errors import Broken
from streams.listening import listen
from streams.logs import log
from streams.publisher import Publisher
from streams.settings import Settings
from streams.topics import AGENCY_TOPICS

Now = Callable[[], datetime]
# A sender is told sooner than a process in the background that Kafka is away.
_KAFKA_SECONDS = 8
_HANDSHAKE_SECONDS = 10.0
_GRACE_SECONDS = 15


async def run_receiving(settings: Settings, reread: Reread, now: Now) -> None:
    """Until SIGINT or SIGTERM. Without senders it does nothing, so that it can run everywhere.

    ``reread``: the senders file as it is. Raises :class:`Broken` for a port that others reach without TLS, and for
    options that a format does not have.
    """
    senders = reread()
    if not senders:
        log.warning("nothing is received", reason="LINNET_FEEDS_FILE is not set")
        await asyncio.Event().wait()
        return
    channel = open_channel(settings)
    line = Line(Publisher(settings, _KAFKA_SECONDS))
    topics = [topic for agency, topic in AGENCY_TOPICS.items() if any(sender.agency is agency for sender in senders)]
    credentials = Credentials(senders)
    summing = Summing(Book(settings.kin_dir))
    desk, gate = Desk(settings.partnership, Recent(settings, topics), line, summing.take), Gate()
    folders, kin = Folders(settings.feeds_dir), Kin(settings.kin_dir)
    door = Door(credentials, check_options(senders), desk, gate, folders, kin, now)
    office = Office(settings, tuple(senders), desk, gate, kin)
    _allow_connections()
    server = _Server(_configure(create_app(FORMATS, door), channel))
    with listen(settings.receiving_host, settings.receiving_port, "LINNET_RECEIVING_PORT") as listening:
        log.info("receiving", port=listening.getsockname()[1])
        follow = follow_senders(credentials, senders, reread)
        running = (line.run(), summing.run(), follow, *(run(office) for run in LISTENERS))
        background = [asyncio.ensure_future(one) for one in running]
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        done, _ = await asyncio.wait([serving, *background], return_when=asyncio.FIRST_COMPLETED)
        for one in background:
            one.cancel()
        server.should_exit = True
        await asyncio.wait([serving])
        await summing.flush()
        for one in done:
            one.result()


def check_options(senders: list[Sender]) -> Options:
    """Raises :class:`Broken` naming every mistake."""
    known = {format.name for format in FORMATS}
    faults, options = [], {}
    for sender in senders:
        faults += [f"senders.{sender.name}.formats.{name}: no such format" for name in sender.formats.keys() - known]
        for format in FORMATS:
            try:
                found = read_options(sender, format)
            except ValidationError as errors:  # Broken
                place = f"senders.{sender.name}.formats.{format.name}"
                faults += [f"{place}.{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in errors.errors()]
                continue
            if found is not None:
                options[sender.name, format.name] = found
    if faults:
        raise Broken(f"cannot receive by the senders file: {'; '.join(faults)}")
    return options


def _configure(app: FastAPI, channel: ssl.SSLContext | None) -> uvicorn.Config:
    # No access log: it would hold addresses. No server header: nobody needs it.
    config = uvicorn.Config(
        app, http=Connection, access_log=False, log_config=None, server_header=False, lifespan="off", ws="none",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )  # fmt: skip
    config.load()
    config.ssl = channel
    return config


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """What it has heard uvicorn raises again at its end; here something is left to be done then."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        loop = asyncio.get_running_loop()
        # uvicorn has no setting for it, and a minute is long for somebody who says nothing.
        timed = partial(loop.create_server, ssl_handshake_timeout=_HANDSHAKE_SECONDS)
        loop.create_server = timed if self.config.ssl else loop.create_server  # type: ignore[method-assign]
        try:
            await super().startup(sockets)
        finally:
            del loop.create_server


def _allow_connections() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + 500
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard > 0 else wanted, hard))
