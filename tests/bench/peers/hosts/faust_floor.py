"""Linnet's Faust worker with no work: it takes, acknowledges, and says in Redis how far it is. What is left of the
live path without it is ours."""

from typing import Any

from streams.faustapp import make_app, run_worker, work_off
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.bench.peers.hosting import Marker


def main() -> None:
    settings = Settings()
    app, marker = make_app(settings, "floor"), Marker(settings)
    topic = app.topic(OBSERVATIONS.name, value_type=bytes, key_type=bytes)

    async def mark(messages: list[Any]) -> None:
        marker.mark({message.partition: message.offset for message in messages})

    @app.agent(topic, concurrency=1)  # type: ignore[untyped-decorator]
    async def take(stream: Any) -> None:
        await work_off(stream, settings.batch_limit, mark)

    run_worker(app)


if __name__ == "__main__":
    main()
