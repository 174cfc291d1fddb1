"""Waiting out what comes back by itself."""

from collections.abc import Iterator

import pytest

from streams.errors import Broken, Transient
from streams.patience import DEADLINE_SECONDS, patiently_blocking


def _count_tries(faults: Iterator[Exception], deadline: float = DEADLINE_SECONDS) -> int:
    tries = 0
    for attempt in patiently_blocking(deadline):
        with attempt:
            tries += 1
            if fault := next(faults, None):
                raise fault
    return tries


def test_who_has_no_event_loop_waits_too() -> None:
    """Until it works; what will not come back is raised at once."""
    assert _count_tries(iter([Transient("Kafka does not answer")] * 2)) == 3
    with pytest.raises(Broken, match="no such topic"):
        _count_tries(iter([Broken("no such topic")]))


def test_nobody_waits_for_ever() -> None:
    """Past the deadline the last fault is raised, and the supervisor starts anew."""
    with pytest.raises(Transient, match="does not answer"):
        _count_tries(iter([Transient("Kafka does not answer")] * 1_000), 0.3)
