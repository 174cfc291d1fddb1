"""Senders with curl, and the receiving process in front of them, for tests."""

import hashlib
import json
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from infra.processes import Processes
from infra.stack.ports import Ports
from streams.settings import Settings
from tests.events import incident
from tests.integration.roles import await_true, running
from tests.partnerships import POSTING

TOKEN, OTHERS, EXPIRED = "linnet_one", "linnet_two", "linnet_old"


def write_senders(path: Path, areas: tuple[str, ...], more: str = "") -> Path:
    """``tests`` may send police incidents of ``areas`` and corrections; ``other`` for the simulated Eastvale."""

    def said(token: str, until: str = "2099-01-01") -> str:
        return f'{{ sha256 = "{hashlib.sha256(token.encode()).hexdigest()}", until = {until} }}'

    path.write_text(f"""
[senders.tests]
source = "{POSTING}"
areas = {orjson.dumps(areas).decode()}
events = ["police-incident-recorded-1", "record-rectified-1", "record-erased-1"]
tokens = [{said(TOKEN)}, {said(EXPIRED, "2026-01-31")}]

[senders.other]
source = "uk.police.eastvale"
areas = ["eastvale"]
tokens = [{said(OTHERS)}]
{more}
""")
    return path


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Any

    def outcomes(self) -> list[str]:
        return [item["outcome"] for item in self.body["items"]]


@dataclass(frozen=True, slots=True)
class Window:
    """Where senders post. ``extra``: further words for curl, such as a certificate authority."""

    address: str
    extra: tuple[str, ...] = ()

    def post(self, sent: Any, *words: str, token: str = TOKEN, kind: str = "application/json") -> Answer:
        body = sent if isinstance(sent, bytes) else orjson.dumps(sent)
        return self.ask("/v1/events", *say(token, kind), *words, "--data-binary", "@-", given=body)

    def ask(self, path: str, *words: str, given: bytes = b"", stdin: IO[bytes] | None = None) -> Answer:
        fed: dict[str, Any] = {"input": given} if stdin is None else {"stdin": stdin}
        found = subprocess.run(self.command(path, *words), capture_output=True, timeout=90, check=False, **fed)
        assert found.stdout, found.stderr
        return read_answer(found.stdout)

    def command(self, path: str, *words: str) -> list[str]:
        return ["curl", "-sS", "--max-time", "60", "-i", *self.extra, *words, f"{self.address}{path}"]


def posted(area: str, number: int, **data: Any) -> dict[str, Any]:
    return by_poster(incident(area, number, **data))


def by_poster(event: dict[str, Any]) -> dict[str, Any]:
    return event | {"source": POSTING}


def say(token: str, kind: str) -> tuple[str, ...]:
    return ("-H", f"Authorization: Bearer {token}", "-H", f"Content-Type: {kind}")


def read_answer(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    while head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(first.split()[1]), headers, json.loads(body) if body else None)


@contextmanager
def receiving(settings: Settings, extra: tuple[str, ...] = ()) -> Iterator[tuple[Window, Processes]]:
    """``settings`` name a port of their own, so that a process that was killed comes back at it."""
    scheme = "https" if settings.receiving_certificate_file else "http"
    window = Window(f"{scheme}://127.0.0.1:{settings.receiving_port}", extra)
    with running(settings, "receiving") as processes:
        await_true(lambda: is_up(window), 120)
        yield window, processes


def free_port(home: Path) -> int:
    return Ports(home / "ports.json", random.SystemRandom()).claim("receiving")


def is_up(window: Window) -> bool:
    found = subprocess.run(
        ["curl", "-s", "--max-time", "2", *window.extra, f"{window.address}/healthz"], capture_output=True, check=False
    )
    return found.returncode == 0
