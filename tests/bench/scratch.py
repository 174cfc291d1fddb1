"""A Valkey of a measurement's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

from infra.stack.ports import Ports
from infra.stack.valkey import Valkey
from scoring.state.opening import hold_keys
from streams.settings import Settings


@contextmanager
def scratch_valkey() -> Iterator[Settings]:
    """Empty, and the directory it is in with it; gone afterwards. There is no Kafka. What this process writes into it
    is sealed, as in earnest."""
    with TemporaryDirectory(prefix="linnet-bench-") as name:
        home = Path(name)
        valkey = Valkey(home / "valkey", Ports(home / "ports.json", SystemRandom()).claim("valkey"), lambda _: None)
        try:
            valkey.start()
            settings = Settings(kafka_bootstrap="none", redis_url=valkey.url, data_dir=home)
            hold_keys(settings)
            yield settings
        finally:
            valkey.stop()
