"""Toxiproxy between two processes: built once on a machine by Go, from its module's coordinates."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from infra.stack.jars import default_cache
from infra.stack.ownership import turn
from infra.stack.ports import LOOPBACK
from infra.stack.server import Server
from tests.tools import find_tool

# The newest that the Go of Debian 12 (1.19) compiles.
_MODULE, _VERSION = "github.com/Shopify/toxiproxy/v2/cmd/server", "v2.5.0"
_BUILD_SECONDS, _START_SECONDS = 300, 30


def build_server() -> Path:
    """Where the program is; made now if it is not there, which takes some 15 s. Skips as :func:`find_tool` does."""
    folder = default_cache() / f"toxiproxy-{_VERSION}"
    program = folder / "server"
    if not program.exists():
        go = find_tool("go")
        folder.mkdir(parents=True, exist_ok=True)
        with turn(folder / "build.lock", lambda: None):
            if not program.exists():
                _install(go, folder)
    return program


def _install(go: str, folder: Path) -> None:
    command = [go, "install", f"{_MODULE}@{_VERSION}"]
    subprocess.run(command, env={**os.environ, "GOBIN": str(folder)}, check=True, timeout=_BUILD_SECONDS)


@dataclass(frozen=True, slots=True)
class Toxic:
    """In Toxiproxy's words. ``stream``: ``upstream`` is what the client sends; ``share`` of the connections."""

    kind: str
    stream: str
    attributes: dict[str, int]
    share: float = 1.0


class Toxiproxy:
    def __init__(self, address: str) -> None:
        self._client = httpx.Client(base_url=address, timeout=10)

    def link(self, name: str, listens: int, upstream: int) -> None:
        """From port ``listens`` to port ``upstream``."""
        places = {"listen": f"{LOOPBACK}:{listens}", "upstream": f"{LOOPBACK}:{upstream}"}
        self._ask("POST", "/proxies", {"name": name, "enabled": True, **places})

    def add(self, link: str, toxic: Toxic) -> None:
        said = {"type": toxic.kind, "stream": toxic.stream, "toxicity": toxic.share, "attributes": toxic.attributes}
        self._ask("POST", f"/proxies/{link}/toxics", said)

    def refuse(self, link: str) -> None:
        """Connections are closed, and none is taken."""
        self._ask("POST", f"/proxies/{link}", {"enabled": False})

    def mend(self, link: str) -> None:
        """Connections that a toxic held up are closed by it; others go on."""
        for toxic in self._ask("GET", f"/proxies/{link}/toxics", None):
            self._ask("DELETE", f"/proxies/{link}/toxics/{toxic['name']}", None)
        self._ask("POST", f"/proxies/{link}", {"enabled": True})

    def _ask(self, method: str, path: str, said: Any) -> Any:
        answer = self._client.request(method, path, json=said)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def toxiproxy(home: Path, port: int) -> Iterator[Toxiproxy]:
    home.mkdir(parents=True, exist_ok=True)
    server, address = Server("toxiproxy", home, lambda _: None), f"http://{LOOPBACK}:{port}"
    command = [str(build_server()), "-host", LOOPBACK, "-port", str(port)]
    server.start(command, lambda: _answers(address), _START_SECONDS)
    try:
        yield Toxiproxy(address)
    finally:
        server.stop(5)


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/version").status_code == 200
    except httpx.TransportError:  # not yet
        return False
