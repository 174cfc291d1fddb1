"""The feeds' own process, which kills itself with -9 at a change of its ledger: ``HOME AREA CHANGE``."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from consumers.feeds import judging, way
from consumers.feeds.ledger import Ledger
from streams.publisher import Publisher
from streams.settings import Settings
from tests.feeds import make_sender, take_all

# So that few rows have many steps.
STEP = 100


def arm(at: int) -> None:
    """At the ``at``-th change, before it is made for odd numbers and after for even ones."""
    counted = 0
    advance = Ledger.advance

    def counting(self: Ledger, *given: Any, **changes: Any) -> Any:
        nonlocal counted
        counted += 1
        if counted == at and at % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        moved = advance(self, *given, **changes)
        if counted == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return moved

    Ledger.advance = counting  # type: ignore[method-assign]


def main() -> None:
    home, area, at = sys.argv[1:]
    judging._SLICE = way._BATCH = STEP
    arm(int(at))
    sender = make_sender("tests", source="uk.police.tests", area=area)
    asyncio.run(take_all(Path(home), Publisher(Settings()), sender))


if __name__ == "__main__":
    main()
