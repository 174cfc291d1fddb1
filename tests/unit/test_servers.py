"""What is told of the servers that Linnet rests on."""

from types import SimpleNamespace
from typing import Any

import pytest

from consumers.servers import count_behind, keeps_all

_KEPT = {"aof_enabled": 1, "aof_last_write_status": "ok", "aof_last_bgrewrite_status": "ok"}


@pytest.mark.parametrize(
    ("but", "kept"),
    [
        ({}, True),
        ({"aof_enabled": 0}, False),
        ({"aof_last_write_status": "err"}, False),
        ({"aof_last_bgrewrite_status": "err"}, False),
    ],
)
def test_redis_keeps_what_comes_to_its_disk(but: dict[str, Any], kept: bool) -> None:
    """Not where its file is off, could not be written, or could not be written anew."""
    assert keeps_all(_KEPT | but) == kept


def test_a_copy_that_is_away_is_counted() -> None:
    """Of each partition by itself, whichever broker it is on."""
    placed = [([1, 2, 3], [3, 1, 2]), ([1, 2, 3], [1]), ([2, 3, 1], [2, 1])]
    partitions = {at: SimpleNamespace(replicas=all_of, isrs=whole) for at, (all_of, whole) in enumerate(placed)}
    topic: Any = SimpleNamespace(partitions=partitions)
    assert count_behind([topic, topic]) == 6
