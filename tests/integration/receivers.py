"""Receivers of webhooks and e-mails, as good and as bad as they come."""

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

# What to do with the nth request, counted from 0: a status to answer with, or a way not to answer.
Manner = Callable[[int, dict[str, Any]], int | str]


@dataclass(slots=True)
class Receiver:
    """``taken`` are the events that were answered with 200, in order, ``ids`` their webhook ids."""

    port: int
    manner: Manner
    scheme: str = "http"
    taken: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/alerts"

    def once(self) -> list[str]:
        """The ids after a reader's de-duplication, in the order in which each first came."""
        return list(dict.fromkeys(self.ids))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def receiving(
    manner: Manner = lambda _number, _event: 200, port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Receiver]:
    receiver = Receiver(port or free_port(), manner, "https" if tls else "http")
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with lock:
                number = len(receiver.requests)
                receiver.requests.append((headers, body))
            answer = receiver.manner(number, json.loads(body))
            if answer == "drop":
                # Reset, not closed: as a crashing receiver's machine does.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            if answer == "slow":
                time.sleep(1.5)
                return
            with lock:
                if answer == 200:
                    receiver.taken.append(json.loads(body))
                    receiver.ids.append(headers["webhook-id"])
            self.send_response(int(answer))
            if answer in (429, 503):
                self.send_header("retry-after", "1")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):  # the connection that was dropped on purpose
                self.close_connection = True

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 128  # past its own 5 a connection waits for a second

    server = Server(("127.0.0.1", receiver.port), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    with serving(server):
        yield receiver


@contextmanager
def serving(server: HTTPServer) -> Iterator[None]:
    """In a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# Without slots: aiosmtpd goes through the members of its handler, which Python 3.11.2 does not do with them.
@dataclass
class PostOffice:
    """``answers``: what the next mails are answered with; then 250."""

    port: int
    answers: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.mails.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        return "250 taken"


@contextmanager
def post_office(
    port: int = 0, answers: list[str] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[PostOffice]:
    """``tls``: by STARTTLS, and nothing without it."""
    office = PostOffice(port or free_port(), answers or [])
    controller = Controller(
        office, hostname="127.0.0.1", port=office.port, tls_context=tls, require_starttls=tls is not None
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
