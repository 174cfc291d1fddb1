"""Waiting out what is Transient: in place, so that order is kept, and not for ever, so that a stop is heard."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from streams.errors import Transient
from streams.logs import log

# Kafka was back 18 to 20 s after kill -9. Past this the process ends and its supervisor starts it anew; it
# must be well below a pod's grace period times two, since Faust waits for a handler without limit.
DEADLINE_SECONDS = 45.0
_WAITS: dict[str, Any] = {"attempts": None, "wait_initial": 0.1, "wait_max": 2.0}


def _note(details: RetryDetails) -> None:
    # Not stamina's own hook: it logs the arguments of what failed.
    log.warning("waiting", reason=str(details.caused_by), count=details.retry_num, seconds=details.wait_for)


set_on_retry_hooks([_note])


def patiently(deadline: float = DEADLINE_SECONDS) -> AsyncIterator[stamina.Attempt]:
    """``async for attempt in patiently(): with attempt: ...`` raises the last Transient after the deadline."""
    return stamina.retry_context(on=Transient, timeout=deadline, **_WAITS).__aiter__()


def patiently_blocking(deadline: float = DEADLINE_SECONDS) -> Iterator[stamina.Attempt]:
    """``for attempt in patiently_blocking(): with attempt: ...``, for who has no event loop."""
    return iter(stamina.retry_context(on=Transient, timeout=deadline, **_WAITS))
