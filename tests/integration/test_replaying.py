"""Areas replayed side by side, over real Kafka and Valkey, in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path

import psutil
import pytest
from redis import Redis

from infra.processes import list_environment
from infra.replaying import group_areas, replay_all
from scoring.state.keys import POSITION, in_area
from streams.broker import Watermarks
from streams.errors import Broken, Invalid
from streams.partitions import partition_of
from streams.publisher import Outgoing, Publisher
from streams.settings import Settings
from streams.topics import OBSERVATIONS
from tests.events import incident, raw
from tests.integration.knowledge import read_knowledge

pytestmark = pytest.mark.integration
# Of two partitions.
AREAS = ["replayedhere", "replayedthere"]
EACH = 300


@pytest.fixture(scope="module", autouse=True)
def told(settings: Settings) -> Iterator[None]:
    assert len({partition_of(area, OBSERVATIONS.partitions) for area in AREAS}) == 2
    events = [(area, number) for area in AREAS for number in range(EACH)]
    Publisher(settings).publish_blocking(
        [Outgoing(OBSERVATIONS.name, area.encode(), raw(incident(area, f"{area}-{number}"))) for area, number in events]
    )
    yield
    # Other files' tests wait until nothing is held any more.
    replay_all(settings, AREAS, False, 2, lambda *_: None)


def test_it_comes_to_the_same_side_by_side(settings: Settings) -> None:
    """Two processes leave what one leaves, and the bar goes from nothing to all of it."""
    one = replay_all(settings, AREAS, True, 1, lambda *_: None)
    known = [read_knowledge(settings, area) for area in AREAS]
    told: list[tuple[int, int]] = []
    assert replay_all(settings, AREAS, True, 2, lambda done, total: told.append((done, total))) == one
    assert [read_knowledge(settings, area) for area in AREAS] == known
    assert told == sorted(told)
    assert told[-1] == (one, one)


def test_who_is_told_to_end_leaves_nobody_behind(settings: Settings, tmp_path: Path) -> None:
    """After Ctrl-C, and after kill -9, no process of it plays on; what it had begun is held."""
    for number in (signal.SIGINT, signal.SIGKILL):
        small = settings.model_copy(update={"batch_limit": 1})
        words = [sys.executable, "-m", "infra.cli", "rebuild", "--workers", "2"]
        command = [*words, *(word for area in AREAS for word in ("--area", area))]
        with (tmp_path / "said").open("wb") as said:
            child = subprocess.Popen(command, env={**os.environ, **list_environment(small)}, stderr=said)
        players = await_players(settings, child.pid)
        child.send_signal(number)
        child.wait(30)
        _, alive = psutil.wait_procs(players, 15)
        assert alive == []
        assert any("@rebuild-" in place for place in read_places(settings))
    replay_all(settings, AREAS, False, 2, lambda *_: None)
    assert not any("@" in place for place in read_places(settings))


@pytest.mark.parametrize("workers", [1, 2])
def test_what_cannot_be_played_is_not_emptied(settings: Settings, workers: int, tmp_path: Path) -> None:
    """With a linkage model that cannot be read nothing is taken away, and whoever asked is told why."""
    known, wrong = [read_knowledge(settings, area) for area in AREAS], tmp_path / "model.json"
    wrong.write_text("{}", encoding="utf-8")
    with pytest.raises(Invalid) as told:
        replay_all(settings.model_copy(update={"person_model": wrong}), AREAS, True, workers, lambda *_: None)
    assert told.value.reason
    assert [read_knowledge(settings, area) for area in AREAS] == known
    assert not any("@" in place for place in read_places(settings))


def test_a_log_that_lost_its_beginning_empties_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Redis knows of it could not be made again, so it stays, and whoever asked is told."""
    known = [read_knowledge(settings, area) for area in AREAS]
    monkeypatch.setattr(Watermarks, "of", lambda *_: (5, 1_000))
    with pytest.raises(Broken, match="begins at offset 5"):
        replay_all(settings, AREAS, True, 1, lambda *_: None)
    assert [read_knowledge(settings, area) for area in AREAS] == known
    assert not any("@" in place for place in read_places(settings))


def test_players_that_are_killed_are_told_of(settings: Settings) -> None:
    """Whoever asked for a rebuild is told that it is not whole."""

    def kill_all(_done: int, _total: int) -> None:
        # Not the servers, which are children of this process too.
        for player in active_children():
            player.kill()

    with pytest.raises(Broken, match="killed"):
        replay_all(settings.model_copy(update={"batch_limit": 1}), AREAS, True, 2, kill_all)


def test_areas_of_a_partition_are_played_together() -> None:
    """What is read for one of them is read for all; each area is there once."""
    areas = [f"area{number}" for number in range(20)]
    groups = group_areas(areas)
    assert sorted(area for group in groups for area in group) == sorted(areas)
    placed = [{partition_of(area, OBSERVATIONS.partitions) for area in group} for group in groups]
    assert all(len(each) == 1 for each in placed)
    assert len({*map(frozenset, placed)}) == len(groups)


def await_players(settings: Settings, parent: int) -> list[psutil.Process]:
    """Until both are at work."""
    until = time.monotonic() + 60
    while sum("@rebuild-" in place for place in read_places(settings)) < 2:
        assert time.monotonic() < until, "the rebuild did not begin"
        time.sleep(0.05)
    return psutil.Process(parent).children(recursive=True)


def read_places(settings: Settings) -> list[str]:
    with Redis.from_url(settings.redis_url, decode_responses=True) as redis:
        return [str(redis.get(in_area(area, POSITION))) for area in AREAS]
