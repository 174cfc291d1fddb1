"""Every partition has somebody who takes it, whatever a broker that has just come back knows."""

from pathlib import Path
from typing import Any

from faust.assignor.partition_assignor import PartitionAssignor

from streams.assigning import TableAssignor
from streams.faustapp import make_app
from streams.settings import Settings
from streams.topics import INTAKE_TOPICS, OBSERVATIONS

ALONE = {"projector-1": [OBSERVATIONS.name]}


class Forgetful:
    """A cluster of which no topic is known yet."""

    def partitions_for_topic(self, _topic: str) -> None:
        return None


def group(assignor: Any, subscriptions: dict[str, list[str]]) -> dict[int, list[set[str]]]:
    topics = {topic for wanted in subscriptions.values() for topic in wanted}
    found = assignor._get_copartitioned_groups(topics, Forgetful(), subscriptions)
    return {partitions: list(groups) for partitions, groups in found.items()}


def test_a_broker_that_has_just_come_back_leaves_nothing_out() -> None:
    """All partitions of all topics are given to somebody; Faust alone would give none."""
    assert group(PartitionAssignor, ALONE) == {}
    assert group(TableAssignor, ALONE) == {OBSERVATIONS.partitions: [{OBSERVATIONS.name}]}
    wanted = {"intake-1": [topic.name for topic in INTAKE_TOPICS]}
    shared = {topic for groups in group(TableAssignor, wanted).values() for topics in groups for topic in topics}
    assert shared == {topic.name for topic in INTAKE_TOPICS}


def test_workers_are_assigned_by_it(tmp_path: Path) -> None:
    """Of every Faust app of ours."""
    settings = Settings(kafka_bootstrap="nobody:1", redis_url="redis://nobody", data_dir=tmp_path)
    assert make_app(settings, "projector").conf.PartitionAssignor is TableAssignor
