"""``linnet backfill --area AREA``, which kills itself with -9 after so many batches with messages of its area in them;
others may share its partition: ``AREA BATCHES``."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from consumers.projection import LogMessage, Projection
from infra.commands import replay
from streams.settings import Settings


def arm(area: bytes, after: int) -> None:
    done, project = 0, Projection.project

    async def counting(self: Projection, messages: Sequence[LogMessage]) -> None:
        nonlocal done
        await project(self, messages)
        done += any(area in message.value for message in messages)
        if done == after:
            os.kill(os.getpid(), signal.SIGKILL)

    Projection.project = counting  # type: ignore[method-assign]


def main() -> None:
    area, after = sys.argv[1:]
    arm(area.encode(), int(after))
    asyncio.run(replay(Settings(), [area], empty=False, move=lambda *_: None))


if __name__ == "__main__":
    main()
