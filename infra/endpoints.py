"""Where Kafka and Redis are: as configured, or the embedded ones that ``linnet up`` is running."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.stack.embedded import Endpoints
from streams.errors import Broken
from streams.settings import Settings

_FILE = "endpoints.json"


def locate(settings: Settings) -> Settings:
    """Settings with both addresses filled in. Raises :class:`Broken` when nothing is configured or running."""
    if settings.kafka_bootstrap and settings.redis_url:
        return settings
    if settings.kafka_bootstrap or settings.redis_url:
        raise Broken("set both LINNET_KAFKA_BOOTSTRAP and LINNET_REDIS_URL, or neither to use the embedded ones")
    book = settings.data_dir / _FILE
    if not book.exists():
        raise Broken(f"nothing is running in {settings.data_dir}; start it with: linnet up (or linnet demo)")
    return settings.model_copy(update=json.loads(book.read_text()))


@contextmanager
def announced(data_dir: Path, endpoints: Endpoints) -> Iterator[None]:
    """While inside, other commands on the same data directory find these endpoints."""
    book = data_dir / _FILE
    book.write_text(json.dumps({"kafka_bootstrap": endpoints.kafka_bootstrap, "redis_url": endpoints.redis_url}))
    try:
        yield
    finally:
        book.unlink(missing_ok=True)
