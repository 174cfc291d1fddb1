"""The seams between the code that runs in earnest and this world. They hold nothing of any one world, so they are set
once for all seeds."""

import asyncio
from contextlib import AbstractContextManager, ExitStack
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import structlog

import consumers.clock
import consumers.projection
import consumers.projector
import consumers.relay
from consumers.pseudonyms import Pseudonyms
from tests.soak.core.area import CoreArea
from tests.soak.core.asking import Patience, Rest, run_in_thread

PSEUDONYMS = Pseudonyms(bytes(32))
_RELAY_STEPS = 6
# Fewer than one message may have to tell, so that a relay is also found between two entries of one.
_RELAYED_AT_ONCE = 2


class NothingTold:
    """Redis loses no more than its tail here, and what was relayed since is told again under its ids."""

    def __init__(self, _settings: Any) -> None:
        pass

    async def find(self, _area: str, _due: Any) -> set[Any]:
        return set()

    def note(self, _area: str, _told: Any) -> None:
        pass

    def forget(self, _area: str) -> None:
        pass


def _drop(*_: Any) -> Any:
    raise structlog.DropEvent


def installed() -> AbstractContextManager[Any]:
    stack = ExitStack()
    waiting = SimpleNamespace(sleep=Rest, to_thread=run_in_thread)
    for module, name, instead in (
        (consumers.projection, "AreaStore", CoreArea),
        (consumers.projection, "patiently", Patience),
        (consumers.projector, "patiently", Patience),
        (consumers.relay, "patiently", Patience),
        (consumers.clock, "patiently", Patience),
        (consumers.relay, "asyncio", waiting),
        (consumers.clock, "asyncio", waiting),
        (asyncio, "to_thread", run_in_thread),
        (consumers.relay, "Publisher", lambda settings: settings.publisher),
        (consumers.clock, "Publisher", lambda settings: settings.publisher),
        (consumers.relay, "open_pseudonyms", lambda _: PSEUDONYMS),
        (consumers.relay, "Told", NothingTold),
        (consumers.relay, "_PAUSE_SECONDS", _RELAY_STEPS),
        (consumers.relay, "_BATCH", _RELAYED_AT_ONCE),
    ):
        stack.enter_context(patch.object(module, name, instead))
    before = structlog.get_config()
    structlog.configure(processors=[_drop])
    stack.callback(structlog.configure, **before)
    return stack
