"""The receiving process, which kills itself with -9 once Kafka has what was sent and before anybody is told."""

import asyncio
import os
import signal
from collections.abc import Iterable
from datetime import UTC, datetime

from consumers.receiving.serving import run_receiving
from infra.feeds.senders_file import load_senders
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings


def arm() -> None:
    publish = Publisher.publish

    async def publish_and_die(self: Publisher, messages: Iterable[Outgoing]) -> None:
        await publish(self, messages)
        os.kill(os.getpid(), signal.SIGKILL)

    Publisher.publish = publish_and_die  # type: ignore[method-assign]


def main() -> None:
    arm()
    settings = Settings()
    asyncio.run(run_receiving(settings, lambda: load_senders(settings), lambda: datetime.now(UTC)))


if __name__ == "__main__":
    main()
