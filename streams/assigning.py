"""Which worker takes which partitions: as Faust has it, but by the topic table."""

from collections.abc import Mapping
from typing import Any

from faust.assignor.partition_assignor import PartitionAssignor

from streams.topics import TOPICS

_PARTITIONS = {topic.name: topic.partitions for topic in TOPICS}


class TableAssignor(PartitionAssignor):  # type: ignore[misc]
    """Faust asks its client's metadata how many partitions there are, and leaves out topics that are not in it. A
    broker that has just come back does not know all of them yet: who joined at that moment was given nothing, and so
    was the one that was started again in its place, for a static member inherits what it had (seen: twelve minutes,
    until somebody else ended it). How many there are is not a matter of metadata:
    :func:`streams.broker.check_topics` has held the cluster to the table."""

    @classmethod
    def _get_copartitioned_groups(cls, topics: set[str], _cluster: Any, subscriptions: Mapping[str, list[str]]) -> Any:
        return super()._get_copartitioned_groups(topics, _Table(), subscriptions)


class _Table:
    def partitions_for_topic(self, topic: str) -> set[int]:
        """As Faust asks a cluster. Raises :class:`KeyError` for a topic that is not ours: none is subscribed to."""
        return set(range(_PARTITIONS[topic]))
