"""What an event costs that comes over HTTPS: ``python -m tests.bench.receiving``. Real processes, in processor time."""

import hashlib
import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import httpx
import orjson
import typer

from infra.processes import Processes
from tests.bench.cpu import Meter
from tests.bench.ground import Ground, find_servers, fresh_ground
from tests.bench.machine import describe_machine
from tests.certificates import Authority
from tests.events import incident
from tests.integration.posting import free_port
from tests.integration.roles import await_true

_TOKEN = "linnet_bench"
_SOURCE = "uk.police.northmoor"


def bench(
    events: Annotated[int, typer.Option(min=1_000, help="posted in batches of each size")] = 20_000,
    senders: Annotated[int, typer.Option(min=1, max=8, help="requests under way at once")] = 4,
) -> None:
    """Batches of 1,000, of 100 and of 10, and one by one; a tenth of the events in the last two."""
    typer.echo(describe_machine())
    with TemporaryDirectory(prefix="linnet-bench-") as name, fresh_ground() as ground:
        home = Path(name)
        authority = Authority(home)
        processes = _start(ground, home, authority)
        channel = ssl.create_default_context(cafile=str(authority.file))
        try:
            with httpx.Client(verify=channel, base_url=_address(processes), timeout=60) as client:
                await_true(lambda: _is_up(client), 60)
                for number, size in enumerate((1000, 100, 10, 1)):
                    count = events if size >= 100 else events // 10
                    _measure(client, processes, number, size, count, senders)
        finally:
            processes.stop()


def _start(ground: Ground, home: Path, authority: Authority) -> Processes:
    digest = hashlib.sha256(_TOKEN.encode()).hexdigest()
    file = home / "senders.toml"
    file.write_text(
        f'[senders.bench]\nsource = "{_SOURCE}"\nareas = ["northmoor"]\n'
        f'tokens = [{{ sha256 = "{digest}", until = 2099-01-01 }}]\n'
    )
    certificate, key = authority.sign("server")
    told = {"receiving_certificate_file": certificate, "receiving_key_file": key, "receiving_port": free_port(home)}
    processes = Processes(ground.settings.model_copy(update={"feeds_file": file, **told}), lambda _: None)
    processes.start(("receiving",))
    return processes


def _measure(client: httpx.Client, processes: Processes, run: int, size: int, count: int, senders: int) -> None:
    bodies = [orjson.dumps([_event(run, start + at) for at in range(size)]) for start in range(0, count, size)]
    meter = Meter({"receiving": processes.roles["receiving"].child.pid} | find_servers())
    with ThreadPoolExecutor(senders) as pool:
        accepted = sum(pool.map(lambda body: _post(client, body), bodies))
    spent = meter.spent()
    if accepted != count:
        raise SystemExit(f"{accepted} of {count} were accepted")
    shown = "   ".join(f"{name} {seconds / count * 1e6:,.0f}" for name, seconds in spent.cpu.items())
    typer.echo(f"batches of {size:<5,} {count / spent.wall:>8,.0f} events a second; µs of CPU an event: {shown}")


def _post(client: httpx.Client, body: bytes) -> int:
    answer = client.post(
        "/v1/events", content=body, headers={"Authorization": f"Bearer {_TOKEN}", "Content-Type": "application/json"}
    )
    return int(answer.raise_for_status().json()["accepted"])


def _event(run: int, number: int) -> dict[str, object]:
    return incident("northmoor", f"{run}-{number}") | {"source": _SOURCE}


def _address(processes: Processes) -> str:
    return f"https://127.0.0.1:{processes.settings.receiving_port}"


def _is_up(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:  # it is not listening yet
        return False


if __name__ == "__main__":
    typer.run(bench)
