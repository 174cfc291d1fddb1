"""A Valkey of a measurement's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

from redis import Redis

from infra.stack.ports import Ports
from infra.stack.valkey import Valkey
from scoring.state.opening import hold_keys
from streams.settings import Settings


def find_process(settings: Settings) -> int:
    """The server's process id."""
    with Redis.from_url(settings.redis_url) as redis:
        return int(redis.info("server")["process_id"])


@contextmanager
def spare_valkey() -> Iterator[str]:
    """Its address. It is empty, and the directory it is in with it; both are gone afterwards."""
    with TemporaryDirectory(prefix="linnet-bench-") as name:
        home = Path(name)
        valkey = Valkey(home / "valkey", Ports(home / "ports.json", SystemRandom()).claim("valkey"), lambda _: None)
        try:
            valkey.start()
            yield valkey.url
        finally:
            valkey.stop()


@contextmanager
def scratch_valkey() -> Iterator[Settings]:
    """There is no Kafka. What this process writes into it is sealed, as in earnest."""
    with spare_valkey() as address, TemporaryDirectory(prefix="linnet-bench-") as name:
        settings = Settings(kafka_bootstrap="none", redis_url=address, data_dir=Path(name))
        hold_keys(settings)
        yield settings
